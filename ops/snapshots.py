"""Snapshots: RDS's daily automatic ones, and those taken by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from ops.clients import Clients
from ops.databases import Database, Store, database, tags
from ops.errors import OpsError, aws_errors_explained
from ops.waiting import Waiter

AVAILABLE = "available"
DOOMED = frozenset({"failed", "gone"})


@dataclass(frozen=True)
class Snapshot:
    """One snapshot. ``size`` is the allocated storage in GiB; 0 where AWS does not say (DocumentDB)."""

    identifier: str
    store: Store
    source: str
    status: str
    kind: str
    encrypted: bool
    size: int
    created: datetime | None

    @property
    def usable(self) -> bool:
        return self.status == AVAILABLE and self.created is not None


def snapshots(clients: Clients, of: Database) -> list[Snapshot]:
    """The database's snapshots, newest first; one still being made comes first of all."""
    with aws_errors_explained():
        found = _of_instance(clients, of) if of.store is Store.POSTGRES else _of_cluster(clients, of)
    return sorted(found, key=lambda one: one.created or datetime.max.replace(tzinfo=UTC), reverse=True)


def latest(clients: Clients, of: Database) -> Snapshot:
    """The newest snapshot that is complete. Raises ``OpsError`` where there is none."""
    for one in snapshots(clients, of):
        if one.usable:
            return one
    where = clients.environment.name
    raise OpsError(
        f"{of.identifier} ({where}) has no complete snapshot.",
        f"Take one: lexfix ops snapshots take {where}. If the daily ones are missing, check its backup retention.",
    )


def name_for(where: str, store: Store, at: datetime) -> str:
    """The identifier of a snapshot taken by hand at ``at``, in UTC."""
    return f"lexfix-{where}-{store.value}-{at.astimezone(UTC):%Y%m%d-%H%M%S}"


def take(clients: Clients, store: Store, name: str, waiter: Waiter) -> Snapshot:
    """Take a snapshot and wait until it is complete.

    A snapshot taken by hand that is still being made is waited for instead of taking another, so that a command that
    was interrupted can be repeated. Interrupting the wait leaves the snapshot to AWS, which completes it.
    """
    of = database(clients, store)
    unfinished = [one for one in snapshots(clients, of) if one.kind == "manual" and one.status == "creating"]
    if unfinished:
        name = unfinished[0].identifier
        waiter.console.print(f"{name} is being made already: waiting for that one.")
    else:
        _begin(clients, of, name)
    waiter.until(f"Snapshot {name}", lambda: _named(clients, of, name).status, AVAILABLE, DOOMED)
    return _named(clients, of, name)


def _begin(clients: Clients, of: Database, name: str) -> None:
    own = tags(clients.environment.name)
    with aws_errors_explained():
        if of.store is Store.POSTGRES:
            clients.rds.create_db_snapshot(
                DBSnapshotIdentifier=name,
                DBInstanceIdentifier=of.identifier,
                Tags=own,
            )
        else:
            clients.rds.create_db_cluster_snapshot(
                DBClusterSnapshotIdentifier=name,
                DBClusterIdentifier=of.identifier,
                Tags=own,
            )


def _named(clients: Clients, of: Database, name: str) -> Snapshot:
    for one in snapshots(clients, of):
        if one.identifier == name:
            return one
    return Snapshot(name, of.store, of.identifier, "gone", "manual", False, 0, None)


def _of_instance(clients: Clients, of: Database) -> list[Snapshot]:
    pages = clients.rds.get_paginator("describe_db_snapshots").paginate(DBInstanceIdentifier=of.identifier)
    return [
        Snapshot(
            one["DBSnapshotIdentifier"],
            of.store,
            of.identifier,
            one["Status"],
            one["SnapshotType"],
            one.get("Encrypted", False),
            one.get("AllocatedStorage", 0),
            one.get("SnapshotCreateTime"),
        )
        for page in pages
        for one in page["DBSnapshots"]
    ]


def _of_cluster(clients: Clients, of: Database) -> list[Snapshot]:
    pages = clients.rds.get_paginator("describe_db_cluster_snapshots").paginate(DBClusterIdentifier=of.identifier)
    return [
        Snapshot(
            one["DBClusterSnapshotIdentifier"],
            of.store,
            of.identifier,
            one["Status"],
            one["SnapshotType"],
            one.get("StorageEncrypted", False),
            one.get("AllocatedStorage", 0),
            one.get("SnapshotCreateTime"),
        )
        for page in pages
        for one in page["DBClusterSnapshots"]
    ]
