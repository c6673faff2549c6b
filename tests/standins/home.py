"""A PULUMI_HOME in which AWS is a stand-in: nothing of it needs an account, and nothing of it is real."""

from __future__ import annotations

from pathlib import Path

from tools.plugins.install import available, install

LAUNCHERS = tuple(sorted((Path(__file__).parent / "bin").glob("pulumi-*")))
"""``aws``, ``tls``, ``docker`` and ``docker-build``; the last two in the place of those in ``tools/plugins``."""


def prepare(home: Path) -> None:
    """Install every stand-in into ``home``; safe to repeat."""
    replaced = {launcher.name for launcher in LAUNCHERS}
    install(home, [*LAUNCHERS, *(launcher for launcher in available() if launcher.name not in replaced)])
