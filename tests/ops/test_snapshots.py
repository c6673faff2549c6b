"""Snapshots, against moto."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from moto.backends import get_backend
from rich.console import Console

from ops.clients import Clients
from ops.databases import Store, database
from ops.environment import Environment, environment
from ops.errors import OpsError
from ops.snapshots import latest, name_for, snapshots, take
from ops.waiting import Waiter
from tests.ops.conftest import PROD

if TYPE_CHECKING:
    from mypy_boto3_rds.client import RDSClient

WAITER = Waiter(Console(quiet=True), interval=0, limit=0)


@pytest.fixture
def clients(aws: RDSClient) -> Clients:
    return Clients(Environment("prod", aws.meta.region_name))


def test_a_snapshot_taken_is_complete_tagged_and_the_latest(clients: Clients) -> None:
    made = take(clients, Store.POSTGRES, "lexfix-prod-postgres-20261124-030000", WAITER)
    assert made.usable
    assert made.encrypted
    assert made.source == "lexfix-prod-1a2b3c"
    assert latest(clients, database(clients, Store.POSTGRES)) == made
    (raw,) = clients.rds.describe_db_snapshots(DBSnapshotIdentifier=made.identifier)["DBSnapshots"]
    assert {"Key": "Environment", "Value": "prod"} in raw["TagList"]


def test_the_newest_snapshot_comes_first(clients: Clients) -> None:
    names = [take(clients, Store.POSTGRES, f"snapshot-{n}", WAITER).identifier for n in range(3)]
    listed = snapshots(clients, database(clients, Store.POSTGRES))
    assert [one.identifier for one in listed if one.kind == "manual"] == names[::-1]
    assert [one.kind for one in listed][-1] == "automated"


def test_no_snapshot_is_an_error_that_says_how_to_take_one(clients: Clients) -> None:
    for one in clients.rds.describe_db_snapshots()["DBSnapshots"]:
        clients.rds.delete_db_snapshot(DBSnapshotIdentifier=one["DBSnapshotIdentifier"])
    with pytest.raises(OpsError, match="no complete snapshot") as refused:
        latest(clients, database(clients, Store.POSTGRES))
    assert "lexfix ops snapshots take prod" in refused.value.remedy


def test_an_unfinished_snapshot_is_waited_for_instead_of_taking_another(
    clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(clients, Store.POSTGRES, "begun-before", WAITER)
    unfinished = iter(["creating", "creating", "available"])
    listing = snapshots

    def as_it_completes(of: Clients, what: object) -> list[object]:
        return [
            replace(one, status=next(unfinished, "available")) if one.identifier == "begun-before" else one
            for one in listing(of, what)  # type: ignore[arg-type]
        ]

    monkeypatch.setattr("ops.snapshots.snapshots", as_it_completes)
    assert take(clients, Store.POSTGRES, "another", WAITER_PATIENT).identifier == "begun-before"
    manual = clients.rds.describe_db_snapshots(SnapshotType="manual")["DBSnapshots"]
    assert [one["DBSnapshotIdentifier"] for one in manual] == ["begun-before"]


WAITER_PATIENT = Waiter(Console(quiet=True), interval=0, limit=60)


def test_a_snapshot_of_the_documents_is_of_their_cluster(clients: Clients) -> None:
    clients.rds.create_db_cluster(
        DBClusterIdentifier="lexfix-prod-documents",
        Engine="aurora-postgresql",
        MasterUsername="lexfix",
        MasterUserPassword="not-a-secret",
        StorageEncrypted=True,
        Tags=PROD,
    )
    # moto has no DocumentDB; to AWS's API it is a cluster with another engine.
    get_backend("rds")[environment("prod").account or ""][clients.environment.region].clusters[
        "lexfix-prod-documents"
    ].engine = "docdb"
    made = take(clients, Store.DOCUMENTS, "lexfix-prod-documents-1", WAITER)
    assert (made.source, made.usable) == ("lexfix-prod-documents", True)


def test_an_environment_without_a_database_is_named(aws: RDSClient) -> None:
    with pytest.raises(OpsError, match=r"no postgres database tagged .*Environment=staging in eu-central-1"):
        database(Clients(Environment("staging", aws.meta.region_name)), Store.POSTGRES)


def test_two_databases_with_the_same_tags_are_both_named(clients: Clients) -> None:
    clients.rds.create_db_instance(
        DBInstanceIdentifier="another",
        DBInstanceClass="db.t4g.small",
        Engine="postgres",
        MasterUsername="postgres",
        MasterUserPassword="not-a-secret",
        AllocatedStorage=20,
        Tags=PROD,
    )
    with pytest.raises(OpsError, match="another, lexfix-prod-1a2b3c"):
        database(clients, Store.POSTGRES)


def test_a_name_tells_environment_store_and_time_in_utc() -> None:
    assert name_for("prod", Store.DOCUMENTS, datetime(2026, 11, 24, 3, 4, 5, tzinfo=UTC)) == (
        "lexfix-prod-documents-20261124-030405"
    )
