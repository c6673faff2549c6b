"""The local image registry: LexFix's own images, and the mirror of the public ones where those are out of reach."""

from __future__ import annotations

import functools
import shutil
import time

import httpx
import yaml

from tools.daemons import Daemon
from tools.paths import CACHE, STATE
from tools.steps import Log, ToolError

PORT = 5000
ADDRESS = f"localhost:{PORT}"
STORAGE = CACHE / "registry"
CONFIG = STATE / "registry.yaml"

DAEMON = Daemon("docker-registry", ["/usr/bin/docker-registry", "serve", CONFIG], env={"OTEL_TRACES_EXPORTER": "none"})


@functools.cache
def _client() -> httpx.Client:
    """One for all questions: making it takes longer than all their answers."""
    return httpx.Client(base_url=f"http://{ADDRESS}/v2/", timeout=5)


def answers() -> bool:
    try:
        return _client().get("", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def start(_: Log) -> None:
    """Serve ``STORAGE`` on the loopback address only."""
    CONFIG.parent.mkdir(parents=True, exist_ok=True)
    CONFIG.write_text(
        yaml.safe_dump(
            {
                "version": 0.1,
                "log": {"level": "warn", "accesslog": {"disabled": True}},
                "storage": {"filesystem": {"rootdirectory": str(STORAGE)}, "delete": {"enabled": True}},
                "http": {"addr": f"127.0.0.1:{PORT}"},
            }
        )
    )
    DAEMON.start()
    for _attempt in range(100):
        if answers():
            return
        if not DAEMON.pid():
            break
        time.sleep(0.1)
    raise ToolError(
        f"The image registry did not start on {ADDRESS}: is another program on port {PORT}? See {DAEMON.log}:\n"
        f"{DAEMON.last_lines()}"
    )


def has(repository: str, tag: str) -> bool:
    accept = "application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json"
    try:
        return _client().head(f"{repository}/manifests/{tag}", headers={"Accept": accept}).status_code == 200
    except httpx.HTTPError:
        return False


def remove() -> None:
    DAEMON.stop()
    shutil.rmtree(STORAGE, ignore_errors=True)
