"""Where the tools keep what they make: never inside the checkout."""

from __future__ import annotations

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


def _xdg(variable: str, fallback: str) -> Path:
    return Path(os.environ.get(variable) or Path.home() / fallback) / "lexfix"


CACHE = _xdg("XDG_CACHE_HOME", ".cache")
"""Built binaries and images, keyed by what they were built from; removing it costs only time."""
STATE = _xdg("XDG_STATE_HOME", ".local/state")
"""The running cluster, Pulumi's state and its passphrase; removing it loses the local learners' data."""
RUN = Path("/run/lexfix")
"""Sockets: their paths must stay shorter than 108 characters."""

BIN = CACHE / "bin"
LIBEXEC = CACHE / "libexec"
"""Plugins of the engine."""
LOGS = STATE / "logs"
KUBECONFIG = STATE / "kubeconfig"
