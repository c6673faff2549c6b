"""Staging data, from the snapshot to a dump that ``pg_restore`` reads."""

from __future__ import annotations

import stat
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from rich.console import Console

from ops.anonymiser import Anonymised
from ops.clients import Clients
from ops.connection import Through
from ops.databases import Store, database
from ops.environment import Environment
from ops.errors import OpsError
from ops.isolated import copies
from ops.snapshots import latest
from ops.staging_data import build, pg_dump_for
from ops.waiting import Waiter
from tests.ops.postgres import Server

if TYPE_CHECKING:
    from mypy_boto3_rds.client import RDSClient

KEY = b"k" * 40


@pytest.fixture
def clients(aws: RDSClient, server: Server, monkeypatch: pytest.MonkeyPatch) -> Clients:
    monkeypatch.setenv("PATH", str(server.binaries), prepend=":")
    return Clients(Environment("prod", aws.meta.region_name))


def built(clients: Clients, restored: str, output: Path) -> Anonymised:
    source = database(clients, Store.POSTGRES)
    waiter = Waiter(Console(quiet=True), interval=0, limit=60)
    snapshot, through = latest(clients, source), Through.parse(restored)
    return build(clients, source, snapshot, key=KEY, output=output, waiter=waiter, through=through)


def test_the_dump_restores_into_a_database_of_pseudonyms_and_the_copy_is_gone(
    clients: Clients, restored: str, server: Server, database: str, tmp_path: Path
) -> None:
    output = tmp_path / "staging.dump"
    done = built(clients, restored, output)
    assert done.rows["users"] == 41
    assert stat.S_IMODE(output.stat().st_mode) == 0o600
    assert b"Hawthorne" not in output.read_bytes()
    assert copies(clients) == []
    subprocess.run(
        [server.binaries / "pg_restore", "--clean", "--if-exists", "--no-owner", "--dbname", database, output],
        check=True,
    )
    with psycopg.connect(database) as staging:
        rows = staging.execute("SELECT count(*), count(*) FILTER (WHERE email LIKE '%@anonymised.invalid') FROM users")
        assert rows.fetchone() == (41, 41)
        attempts = staging.execute("SELECT count(*) FROM attempts").fetchone()
        assert attempts == (800,)


def test_where_the_data_has_an_unknown_column_there_is_no_dump_and_no_copy_left(
    clients: Clients, restored: str, server: Server, tmp_path: Path
) -> None:
    with psycopg.connect(server.url("lexfix"), autocommit=True) as copy:
        copy.execute("ALTER TABLE users ADD COLUMN telephone text")
    with pytest.raises(OpsError, match=r"users\.telephone"):
        built(clients, restored, tmp_path / "staging.dump")
    assert list(tmp_path.iterdir()) == []
    assert copies(clients) == []


def test_a_dump_that_exists_is_never_overwritten(clients: Clients, tmp_path: Path) -> None:
    output = tmp_path / "staging.dump"
    output.write_text("precious")
    with pytest.raises(OpsError, match=r"staging\.dump exists"):
        built(clients, "localhost:1", output)
    assert output.read_text() == "precious"


def test_a_pg_dump_older_than_the_server_is_refused_before_anything_is_restored(clients: Clients) -> None:
    assert clients
    with pytest.raises(OpsError, match=r"pg_dump is too old for PostgreSQL 99: pg_dump"):
        pg_dump_for("99.1")


def test_a_machine_without_pg_dump_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OpsError, match="Install PostgreSQL 17's client"):
        pg_dump_for("17.2")
