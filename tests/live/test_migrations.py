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

UP = ["pulumi", *engine.UP, "--stack", LOCAL]
NAME = "99991231000000_divide_by_zero"
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "node_modules", ".next", "__pycache__", ".*_cache")


@pytest.fixture
def broken(tmp_path: Path, sql: Callable[[str], str]) -> Iterator[Path]:
    """A copy of the repository whose newest migration divides by zero; afterwards the stack is as before."""
    copy = tmp_path / "lexfix"
    shutil.copytree(REPOSITORY, copy, ignore=LEFT_OUT)
    (copy / ".venv").symlink_to(REPOSITORY / ".venv")
    migration = copy / "app" / "prisma" / "migrations" / NAME / "migration.sql"
    migration.parent.mkdir()
    migration.write_text("SELECT 1 / 0;\n")
    yield copy
    sql(f"DELETE FROM _prisma_migrations WHERE migration_name = '{NAME}'")  # noqa: S608 a constant of this file
    subprocess.run(UP, cwd=REPOSITORY, env=engine.environment(), capture_output=True, check=True)


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
    with _steady_requests(url) as failures:
        # The environment's own packages are those of this checkout; the copy's come first.
        env = {**engine.environment(), "PYTHONPATH": str(broken)}
        done = subprocess.run(UP, cwd=broken, env=env, capture_output=True, text=True, check=False)
    assert done.returncode != 0, done.stdout
    assert "migrate" in done.stdout + done.stderr
    assert httpx.get(f"{url}/health").json()["version"] == before
    assert failures == []
