"""The real engine, with the stand-in plugins of ``tools/plugins``."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.engine.project import Project
from tools.plugins.install import install


@pytest.fixture(scope="session")
def plugins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PULUMI_HOME with the stand-ins installed."""
    if not shutil.which("pulumi"):
        pytest.skip("there is no `pulumi` on PATH: `make test` brings one")
    home = tmp_path_factory.mktemp("pulumi-home")
    install(home)
    return home


@pytest.fixture
def project(tmp_path: Path, plugins: Path) -> Project:
    return Project(tmp_path / "project", plugins)
