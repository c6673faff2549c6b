"""The Docker daemon that builds images: the machine's own where one answers, else one started here."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from tools.daemons import Daemon
from tools.paths import BIN, CACHE
from tools.registry import ADDRESS
from tools.steps import Log, ToolError
from tools.toolchain import link

CLIENT = Path("/usr/bin/docker")
SOCKET = Path("/var/run/docker.sock")
DATA = CACHE / "docker"
DAEMON = Daemon(
    "dockerd",
    ["/usr/sbin/dockerd", f"--registry-mirror=http://{ADDRESS}", f"--data-root={DATA}"],
)
ENVIRONMENT = {"DOCKER_BUILDKIT": "1", "DOCKER_HOST": f"unix://{SOCKET}"}


def answers() -> bool:
    try:
        done = subprocess.run(
            [CLIENT, "version", "--format", "{{.Server.Version}}"],
            env={**os.environ, **ENVIRONMENT},
            capture_output=True,
            check=False,
            timeout=10,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def ready() -> bool:
    return (BIN / "docker").exists() and answers()


def start(_: Log) -> None:
    # Debian's client has BuildKit of its own; another one earlier on PATH may want a plugin for it.
    link(CLIENT, "docker")
    if answers():
        return
    DAEMON.start()
    for _attempt in range(300):
        if answers():
            return
        if not DAEMON.pid():
            break
        time.sleep(0.2)
    raise ToolError(f"The Docker daemon did not start. Its log ({DAEMON.log}) ends with:\n{DAEMON.last_lines()}")


def build(
    log: Log,
    context: Path,
    *tags: str,
    packages: str = "",
    options: Sequence[str | Path] = ("--network=host",),
) -> None:
    """Build ``context`` and push it to the local registry.

    Each of ``tags`` is ``repository:tag`` as the registry knows it (``library/node:24-trixie-slim``).
    ``packages`` names the registries that the build asks. ``options`` are ``docker build``'s own.
    """
    references = [f"{ADDRESS}/{tag}" for tag in tags]
    names = [part for reference in references for part in ("-t", reference)]
    command: tuple[str | Path, ...] = (CLIENT, "build", "--progress=plain", *options, *names, context)
    if packages:
        log.insist(packages, *command, env=ENVIRONMENT)
    else:
        log.run(*command, env=ENVIRONMENT)
    for reference in references:
        log.run(CLIENT, "push", "-q", reference, env=ENVIRONMENT)


def remove() -> None:
    """End the daemon started here; its data can be deleted then."""
    DAEMON.stop()
    # It mounts its data onto itself, and a daemon that was killed has not undone that.
    subprocess.run(["umount", "--recursive", DATA], capture_output=True, check=False)
