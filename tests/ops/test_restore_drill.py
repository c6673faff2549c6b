"""The restore drill: moto restores the snapshot, a real PostgreSQL stands where the copy is."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from rich.console import Console

from ops.clients import Clients
from ops.connection import Through
from ops.databases import Database, Store, database
from ops.drill import Evidence, drill
from ops.environment import Environment
from ops.errors import OpsError
from ops.isolated import Access, Purpose, copies, isolated_copy, network_allowed, remove
from ops.rules import MUST_HOLD
from ops.snapshots import Snapshot, latest
from ops.verification import verify
from ops.waiting import Waiter
from tests.ops.conftest import MIGRATIONS
from tests.ops.postgres import Server

if TYPE_CHECKING:
    from mypy_boto3_rds.client import RDSClient

WAITER = Waiter(Console(quiet=True), interval=0, limit=60)


@pytest.fixture
def clients(aws: RDSClient) -> Clients:
    aws.create_db_snapshot(DBSnapshotIdentifier="nightly", DBInstanceIdentifier="lexfix-prod-1a2b3c")
    return Clients(Environment("prod", aws.meta.region_name))


def parts(clients: Clients) -> tuple[Database, Snapshot]:
    source = database(clients, Store.POSTGRES)
    return source, latest(clients, source)


def what_exists(clients: Clients) -> tuple[list[str], list[str]]:
    instances = [one["DBInstanceIdentifier"] for one in clients.rds.describe_db_instances()["DBInstances"]]
    groups = [one["GroupName"] for one in clients.ec2.describe_security_groups()["SecurityGroups"]]
    return sorted(instances), sorted(name for name in groups if name != "default")


NOTHING_EXTRA: tuple[list[str], list[str]] = (["lexfix-prod-1a2b3c"], [])


def copy_of(clients: Clients, allow_from: IPv4Network | None = None) -> AbstractContextManager[Access]:
    source, snapshot = parts(clients)
    return isolated_copy(clients, source, snapshot, Purpose.DRILL, WAITER, allow_from=allow_from)


def run(clients: Clients, restored: str, late: timedelta = timedelta()) -> Evidence:
    source, snapshot = parts(clients)
    return drill(
        clients,
        source,
        snapshot,
        WAITER,
        through=Through.parse(restored),
        now=lambda: datetime.now(UTC) + late,
    )


def test_a_good_snapshot_passes_and_leaves_nothing_behind(clients: Clients, restored: str) -> None:
    found = run(clients, restored)
    assert found.passed, found.problems
    assert found.verification.rows["users"] == 41
    assert found.verification.rows["attempts"] == 800
    assert found.verification.revision == max(path.parent.name for path in MIGRATIONS.glob("*/migration.sql"))
    assert found.as_json()["passed"] is True
    assert what_exists(clients) == NOTHING_EXTRA


def test_the_copy_is_private_single_tagged_and_reached_by_nobody_else(clients: Clients) -> None:
    with copy_of(clients) as access:
        one = clients.rds.describe_db_instances(DBInstanceIdentifier=access.identifier)["DBInstances"][0]
        (group,) = clients.ec2.describe_security_groups(
            Filters=[{"Name": "group-name", "Values": [access.identifier]}]
        )["SecurityGroups"]
        assert one["PubliclyAccessible"] is False
        assert one["MultiAZ"] is False
        assert one["StorageEncrypted"] is True
        assert [member["VpcSecurityGroupId"] for member in one["VpcSecurityGroups"]] == [group["GroupId"]]
        assert {tag["Key"]: tag["Value"] for tag in one["TagList"]}["lexfix:purpose"] == "restore-drill"
        (rule,) = group["IpPermissions"]
        assert (rule["FromPort"], [each["CidrIp"] for each in rule["IpRanges"]]) == (5432, ["10.20.0.0/16"])
        assert group["IpPermissionsEgress"] == []
    assert what_exists(clients) == NOTHING_EXTRA


def test_the_copy_is_reached_from_the_network_that_was_asked_for(clients: Clients) -> None:
    with copy_of(clients, network_allowed("10.99.0.0/24")) as access:
        (group,) = clients.ec2.describe_security_groups(
            Filters=[{"Name": "group-name", "Values": [access.identifier]}]
        )["SecurityGroups"]
        assert [each["CidrIp"] for each in group["IpPermissions"][0]["IpRanges"]] == ["10.99.0.0/24"]


@pytest.mark.parametrize("text", ["0.0.0.0/0", "10.0.0.0/8", "10.20.0.1/16", "everybody"])
def test_a_network_that_is_none_or_too_wide_is_refused_by_its_text(text: str) -> None:
    with pytest.raises(OpsError, match=text.partition("/")[0]):
        network_allowed(text)


@pytest.mark.parametrize("failure", [KeyboardInterrupt, RuntimeError])
def test_a_copy_is_removed_after_an_interrupt_or_a_failure(clients: Clients, failure: type[BaseException]) -> None:
    with pytest.raises(failure), copy_of(clients):
        assert copies(clients)
        raise failure
    assert what_exists(clients) == NOTHING_EXTRA


def test_an_interrupted_removal_names_what_is_left_and_the_command_that_removes_it(
    clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch, pytest.raises(OpsError) as refused, copy_of(clients):
        patch.setattr(clients.rds, "delete_db_instance", interrupt)
    assert "lexfix-prod-restore-drill" in refused.value.cause
    assert "lexfix ops isolated remove prod" in refused.value.remedy
    remove(clients, "lexfix-prod-restore-drill", WAITER)
    assert what_exists(clients) == NOTHING_EXTRA


def interrupt(**_arguments: object) -> None:
    raise KeyboardInterrupt


def test_a_second_drill_beside_a_running_one_is_refused_and_takes_nothing_away(clients: Clients) -> None:
    with copy_of(clients) as access:
        with pytest.raises(OpsError, match=f"{access.identifier} exists"), copy_of(clients):
            pass
        assert [one.identifier for one in copies(clients)] == [access.identifier]


def test_a_copy_that_a_dead_machine_left_is_removed_by_the_next_drill(
    clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    abandoned = copy_of(clients)
    abandoned.__enter__()
    monkeypatch.setattr("ops.isolated.STALE", timedelta(seconds=-1))
    with copy_of(clients) as access:
        assert [one.identifier for one in copies(clients)] == [access.identifier]
    assert what_exists(clients) == NOTHING_EXTRA
    abandoned.__exit__(None, None, None)


def test_an_instance_that_is_no_throwaway_copy_is_never_removed(clients: Clients) -> None:
    with pytest.raises(OpsError, match="not a throwaway copy"):
        remove(clients, "lexfix-prod-1a2b3c", WAITER)
    assert what_exists(clients) == NOTHING_EXTRA


def test_an_old_snapshot_fails_the_drill(clients: Clients, restored: str) -> None:
    found = run(clients, restored, late=timedelta(hours=50))
    assert found.problems == ("the latest snapshot is 50 hours old: daily snapshots are not being made",)


def test_a_server_that_cannot_prove_to_be_the_copy_is_not_spoken_to(
    clients: Clients, restored: str, tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = server.authorities / "eu-central-1.pem"
    monkeypatch.setattr("ops.connection.AUTHORITIES", tmp_path)
    monkeypatch.setattr("ops.drill.PATIENCE_SECONDS", 0)
    Path(tmp_path / "eu-central-1.pem").write_text(Path("/etc/ssl/certs/ca-certificates.crt").read_text())
    assert authority.exists()
    with pytest.raises(OpsError, match="certificate verify failed"):
        run(clients, restored)
    assert what_exists(clients) == NOTHING_EXTRA


def test_a_copy_that_cannot_be_reached_is_removed_and_the_way_there_is_named(
    clients: Clients, restored: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert restored
    monkeypatch.setattr("ops.drill.PATIENCE_SECONDS", 0)
    with pytest.raises(OpsError, match="--through HOST:PORT") as refused:
        run(clients, "localhost:1")
    assert "password" not in str(refused.value).lower()
    assert what_exists(clients) == NOTHING_EXTRA


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        ("DELETE FROM users", "the table users is empty"),
        ("DROP TABLE attempts, phrases", "the table phrases is missing"),
        ("UPDATE _prisma_migrations SET finished_at = NULL", "was begun and not finished"),
        ("UPDATE _prisma_migrations SET checksum = 'x'", "was applied from another file than this checkout's"),
        (
            "UPDATE _prisma_migrations SET migration_name = '20990101_future'",
            "20990101_future is unknown to this checkout",
        ),
        ("DROP TABLE _prisma_migrations", "no migration ever ran"),
    ],
)
def test_damage_is_found_and_named(people: psycopg.Connection[tuple[object, ...]], damage: str, problem: str) -> None:
    assert verify(people, MUST_HOLD, MIGRATIONS).sound
    people.execute(damage)
    assert problem in "; ".join(verify(people, MUST_HOLD, MIGRATIONS).problems)


def test_a_migration_newer_than_the_snapshot_is_pending_and_no_fault(
    people: psycopg.Connection[tuple[object, ...]], tmp_path: Path
) -> None:
    for path in MIGRATIONS.glob("*/migration.sql"):
        (tmp_path / path.parent.name).mkdir()
        (tmp_path / path.parent.name / path.name).write_bytes(path.read_bytes())
    (tmp_path / "20990101000000_later").mkdir()
    (tmp_path / "20990101000000_later" / "migration.sql").write_text("SELECT 1;")
    found = verify(people, MUST_HOLD, tmp_path)
    assert found.sound
    assert found.pending == ("20990101000000_later",)


def test_a_password_is_random_and_on_the_copy_alone(clients: Clients) -> None:
    passwords = set()
    for _ in range(2):
        with copy_of(clients) as access:
            assert isinstance(access, Access)
            passwords.add(access.password)
    assert len(passwords) == 2
    assert min(map(len, passwords)) >= 40
