"""A migration that fails ends the update; the version before it serves on and no request is lost."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tools import engine
from tools.paths import REPOSITORY
from tools.world import LOCAL

Kubectl = Callable[..., str]

NAME = "99991231000000_divide_by_zero"
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "node_modules", ".next", "__pycache__", ".*_cache")


@pytest.fixture
def broken(tmp_path: Path, kubectl: Kubectl) -> Iterator[Path]:
    """A copy of the repository whose newest migration divides by zero."""
    copy = tmp_path / "lexfix"
    shutil.copytree(REPOSITORY, copy, ignore=LEFT_OUT)
    (copy / ".venv").symlink_to(REPOSITORY / ".venv")
    migration = copy / "app" / "prisma" / "migrations" / NAME / "migration.sql"
    migration.parent.mkdir()
    migration.write_text("SELECT 1 / 0;\n")
    yield copy
    forget = f"DELETE FROM _prisma_migrations WHERE migration_name = '{NAME}'"  # noqa: S608 a constant of this file
    shell = f'psql -q "postgresql://$POSTGRES_USER:$POSTGRES_PASSWORD@localhost/$POSTGRES_DB" -c "{forget}"'
    kubectl("exec", "-n", "data", "postgres-0", "--", "sh", "-c", shell)


@contextmanager
def _steady_requests(url: str) -> Iterator[list[str]]:
    """Ask for a page ten times a second; yields the list that takes down whatever was not an answer."""
    failures: list[str] = []
    stop = threading.Event()

    def ask() -> None:
        with httpx.Client(base_url=url, timeout=10) as client:
            while not stop.wait(0.1):
                try:
                    status = client.get("/live").status_code
                    if status != 200:
                        failures.append(f"status {status}")
                except httpx.HTTPError as error:
                    failures.append(repr(error))

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield failures
    finally:
        stop.set()
        thread.join()


def test_a_failing_migration_fails_the_update_and_the_old_version_serves_on(broken: Path, url: str) -> None:
    before = httpx.get(f"{url}/health").json()["version"]
    command = ["pulumi", "up", "--stack", LOCAL, "--yes", "--skip-preview", *engine.POLICIES]
    with _steady_requests(url) as failures:
        done = subprocess.run(
            command, cwd=broken, env=engine.environment(), capture_output=True, text=True, check=False
        )
    assert done.returncode != 0
    assert "migrate" in done.stdout + done.stderr
    assert httpx.get(f"{url}/health").json()["version"] == before
    assert failures == []
