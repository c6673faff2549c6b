"""Put plugins where the engine keeps those that it downloads, so that it finds them by kind, name and version.

On PATH they would do too, with a warning for each at every update.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from tools.paths import LIBEXEC

STAND_INS = tuple(sorted((Path(__file__).parent / "bin").glob("pulumi-*")))
_NAME = re.compile(r"pulumi-(?P<kind>analyzer|language|resource)-(?P<name>.+)")


def available() -> tuple[Path, ...]:
    """The stand-ins, and the plugins that the toolchain has built."""
    return (*STAND_INS, *sorted(LIBEXEC.glob("pulumi-*")))


def install(home: Path, launchers: Iterable[Path]) -> None:
    """Link ``launchers`` into the plugin folder of ``home`` (the engine's PULUMI_HOME); what is there is replaced.

    Each passes for the version of its Python SDK, the one that programs ask for. Launchers start with ``python3`` from
    PATH: that of the project's environment must come first. Raises ``ValueError`` for a file not named like a plugin.
    """
    for launcher in launchers:
        if not (parts := _NAME.fullmatch(launcher.name)):
            raise ValueError(f"{launcher} is not named like a Pulumi plugin: pulumi-resource-NAME, for instance")
        folder = home / "plugins" / f"{parts['kind']}-{parts['name']}-v{_version(parts['kind'], parts['name'])}"
        folder.mkdir(parents=True, exist_ok=True)
        # Two at once, as tests are, must not meet.
        fresh = folder / f".{launcher.name}.{uuid.uuid4()}"
        fresh.symlink_to(launcher.resolve())
        fresh.replace(folder / launcher.name)


def _version(kind: str, name: str) -> str:
    """The SDK's version; what comes with the engine itself has that of the SDK at large."""
    bundled = kind != "resource" or name == "pulumi-python"
    return metadata.version("pulumi" if bundled else f"pulumi-{name}")
