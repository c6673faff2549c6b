"""A migration that fails ends the update; the version before it serves on and no request is lost."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.live.changed import UP, copy_of_the_repository, stopped
from tools import engine
from tools.paths import REPOSITORY

NAME = "99991231000000_divide_by_zero"


@pytest.fixture
def broken(tmp_path: Path, sql: Callable[[str], str]) -> Iterator[Path]:
    """A copy of the repository whose newest migration divides by zero; afterwards the stack is as before."""
    copy = copy_of_the_repository(tmp_path)
    migration = copy / "app" / "prisma" / "migrations" / NAME / "migration.sql"
    migration.parent.mkdir()
    migration.write_text("SELECT 1 / 0;\n")
    yield copy
    sql(f"DELETE FROM _prisma_migrations WHERE migration_name = '{NAME}'")  # noqa: S608 a constant of this file
    subprocess.run(UP, cwd=REPOSITORY, env=engine.environment(), capture_output=True, check=True)


def test_a_failing_migration_fails_the_update_and_the_old_version_serves_on(broken: Path, url: str) -> None:
    said = stopped(broken, url)
    assert "The Definition of Done is not met, clause 'migrations'." in said
    assert "division by zero" in said
