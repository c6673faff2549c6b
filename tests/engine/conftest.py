"""The real engine, with the stand-in plugins of ``tools/plugins``."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.engine.project import Project
from tools.plugins.install import available, install


@pytest.fixture(scope="session")
def plugins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PULUMI_HOME with the stand-ins, and what the toolchain built beside them."""
    if not shutil.which("pulumi"):
        pytest.skip("there is no `pulumi` on PATH: `make test` brings one")
    home = tmp_path_factory.mktemp("pulumi-home")
    install(home, available())
    return home


@pytest.fixture
def project(tmp_path: Path, plugins: Path) -> Iterator[Project]:
    made = Project(tmp_path / "project", plugins)
    yield made
    made.end()


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """``localhost:PORT`` of an empty registry."""
    if not shutil.which("docker") or subprocess.run(["docker", "info"], capture_output=True, check=False).returncode:
        pytest.skip("no Docker daemon answers: `make up` starts one")
    if not shutil.which("docker-registry"):
        pytest.skip("docker-registry is not installed: `make up` installs it")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"localhost:{probe.getsockname()[1]}"
    folder = tmp_path_factory.mktemp("registry")
    config = {
        "version": 0.1,
        "storage": {"filesystem": {"rootdirectory": str(folder / "images")}},
        "http": {"addr": address.replace("localhost", "127.0.0.1")},
    }
    (folder / "config.yaml").write_text(json.dumps(config))
    environment = {**os.environ, "OTEL_TRACES_EXPORTER": "none"}
    command = ["docker-registry", "serve", str(folder / "config.yaml")]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not _answers(address):
        assert process.poll() is None
        time.sleep(0.1)
    yield address
    process.terminate()
    process.wait()


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"http://{address}/v2/").is_success
    except httpx.HTTPError:
        return False
