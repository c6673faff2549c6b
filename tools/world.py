"""Which of the two worlds this machine is in, and what is the same in both."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import yaml

from tools import connected, offline
from tools.paths import BIN, REPOSITORY, STATE
from tools.steps import ToolError

BACKEND = STATE / "pulumi"
PASSPHRASE = STATE / "passphrase"
SETTINGS = STATE / "Pulumi.local.yaml"
"""The local stack's settings with the salt of this machine's passphrase, which the tracked file must not take."""
LOCAL = "local"
PORT = 3000
NAMESPACES = ("lexfix", "data", "monitoring")
"""What the local stack makes in the cluster."""


def current() -> ModuleType:
    """``connected`` or ``offline``.

    A machine whose PATH has a Pulumi of its own is connected. ``LEXFIX_WORLD`` overrides; raises ``ToolError`` for a
    value that is neither.
    """
    worlds = {"connected": connected, "registries": offline}
    if chosen := os.environ.get("LEXFIX_WORLD"):
        if chosen not in worlds:
            raise ToolError(f"LEXFIX_WORLD={chosen} is unknown: use {' or '.join(worlds)}, or leave it unset.")
        return worlds[chosen]
    found = shutil.which("pulumi")
    return connected if found and Path(found).parent != BIN else offline


def environment(stack: str) -> Mapping[str, str]:
    """What ``pulumi`` and ``kubectl`` need to be told for ``stack``, beyond the variables of the shell."""
    settings = {}
    if stack == LOCAL:
        # A `pulumi up` that was killed has made objects that its state does not know; the next one takes them over.
        settings = {"PULUMI_OPTION_CONFIG_FILE": str(SETTINGS), "PULUMI_K8S_ENABLE_PATCH_FORCE": "true"}
    return {
        **settings,
        "PULUMI_BACKEND_URL": f"file://{BACKEND}",
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(PASSPHRASE),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        **current().environment(),
    }


def check_port() -> None:
    """Raise ``ToolError`` if another program has taken the port that the app is to answer on."""
    if current() is connected and connected.answers():
        return
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", PORT))
        except OSError as error:
            raise ToolError(
                f"Port {PORT} is taken by another program, and LexFix answers on it. Find it with "
                f"`ss -ltnp 'sport = :{PORT}'`, stop it, and run `make up` again."
            ) from error


def copy_settings(*, full: bool = False) -> None:
    """Bring the tracked settings of the local stack to where Pulumi may write its salt beside them.

    ``full`` asks for logs and traces as well.
    """
    source = REPOSITORY / "Pulumi.local.yaml"
    if not source.exists():
        raise ToolError(
            f"{source} is missing (`pulumi stack rm` removes it). `git checkout {source.name}` restores it."
        )
    tracked = yaml.safe_load(source.read_text()) or {}
    salted = yaml.safe_load(SETTINGS.read_text()) if SETTINGS.exists() else {}
    if full:
        tracked.setdefault("config", {})["lexfix:monitoring"] = "full"
    salt = {key: value for key, value in (salted or {}).items() if key == "encryptionsalt"}
    SETTINGS.write_text(yaml.safe_dump({**tracked, **salt}))


def prepare(*, full: bool = False) -> None:
    """Bring the toolchain, the cluster and the registry; nothing that is there is touched.

    ``full`` brings Trivy and the programs that keep logs and traces as well.
    """
    check_port()
    for folder in (BACKEND, PASSPHRASE.parent):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not PASSPHRASE.exists():
        PASSPHRASE.touch(mode=0o600)
        PASSPHRASE.write_text(secrets.token_urlsafe(32))
    copy_settings(full=full)
    current().prepare(full=full)
