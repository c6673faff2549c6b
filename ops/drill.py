"""The restore drill: proof that the latest snapshot becomes a working database again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network
from pathlib import Path

from ops.clients import Clients
from ops.connection import PATIENCE_SECONDS, Through, address, connected
from ops.databases import Database
from ops.isolated import Purpose, isolated_copy
from ops.rules import MUST_HOLD
from ops.snapshots import Snapshot
from ops.verification import MIGRATIONS, Verification, verify
from ops.waiting import Waiter

OLDEST = timedelta(hours=26)
"""Snapshots are daily; two hours for the backup itself."""


@dataclass(frozen=True)
class Evidence:
    """What a drill found. Times are UTC; ``restore_seconds`` is from the request until the first query."""

    environment: str
    snapshot: str
    snapshot_created: datetime
    started: datetime
    restore_seconds: int
    verification: Verification
    problems: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.problems

    def as_json(self) -> dict[str, object]:
        """For a file: the same, with times in ISO 8601."""
        plain = asdict(self) | {"passed": self.passed}
        return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in plain.items()}


def drill(
    clients: Clients,
    source: Database,
    snapshot: Snapshot,
    waiter: Waiter,
    *,
    through: Through | None = None,
    allow_from: IPv4Network | None = None,
    migrations: Path = MIGRATIONS,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Evidence:
    """Restore ``snapshot`` into a throwaway copy, verify it, remove the copy.

    The source is only described, never connected to. Raises ``OpsError`` where a step could not be done; what is
    wrong with the data itself is in the evidence.
    """
    started = now()
    created = snapshot.created or started
    problems = []
    if started - created > OLDEST:
        hours = (started - created) / timedelta(hours=1)
        problems.append(f"the latest snapshot is {hours:.0f} hours old: daily snapshots are not being made")
    with isolated_copy(clients, source, snapshot, Purpose.DRILL, waiter, allow_from=allow_from) as copy:
        found, restored = _verified(address(copy, clients.environment.region, through), migrations, now)
    return Evidence(
        environment=clients.environment.name,
        snapshot=snapshot.identifier,
        snapshot_created=created,
        started=started,
        restore_seconds=round((restored - started).total_seconds()),
        verification=found,
        problems=(*problems, *found.problems),
    )


def _verified(conninfo: str, migrations: Path, now: Callable[[], datetime]) -> tuple[Verification, datetime]:
    with connected(conninfo, patience=PATIENCE_SECONDS) as connection:
        restored = now()
        return verify(connection, MUST_HOLD, migrations), restored
