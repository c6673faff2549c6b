"""A moto server in a process of its own, so that it outlives the provider processes that use it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.standins.aws.calls import ENDPOINT
from tests.standins.aws.shelf import STORE

ROOT = Path(__file__).resolve().parents[3]

_SETTINGS = {
    # Certificates are issued at once instead of after a minute.
    "MOTO_ACM_VALIDATION_WAIT": "0",
    # A policy that AWS does not have cannot be attached.
    "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
}


@contextmanager
def moto(folder: Path) -> Iterator[dict[str, str]]:
    """Run moto with its log and the shelf in ``folder``; yields the environment that points providers at it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with (folder / "moto.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.standins.aws.moto_server", str(port)],
            env={**os.environ, **_SETTINGS, "PYTHONPATH": str(ROOT)},
            stdout=log,
            stderr=log,
            cwd=folder,
        )
        try:
            _await(address, process)
            yield {ENDPOINT: address, STORE: str(folder / "shelf.sqlite")}
        finally:
            process.terminate()
            process.wait(10)


def _await(address: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            httpx.get(f"{address}/moto-api/data.json", timeout=5).raise_for_status()
        except httpx.HTTPError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("moto did not start: see moto.log") from None
            time.sleep(0.2)
        else:
            return
