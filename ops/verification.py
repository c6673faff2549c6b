"""Whether a restored database is LexFix's: its tables hold rows, and its migrations are those of this checkout."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from ops.errors import OpsError

MIGRATIONS = Path(__file__).resolve().parent.parent / "app" / "prisma" / "migrations"
PRISMA_TABLE = "_prisma_migrations"


@dataclass(frozen=True)
class Verification:
    """What was found.

    ``pending`` are migrations that this checkout has and the database does not: no fault of a backup.
    """

    rows: dict[str, int]
    revision: str | None
    pending: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def sound(self) -> bool:
        return not self.problems


def verify(
    connection: psycopg.Connection[tuple[object, ...]], must_hold: frozenset[str], migrations: Path
) -> Verification:
    """Count the rows of every table and compare the applied migrations with the files in ``migrations``.

    ``must_hold`` are the tables that may not be empty. Reads only. Raises ``OpsError`` where ``migrations`` has none.
    """
    expected = {path.parent.name: _checksum(path) for path in sorted(migrations.glob("*/migration.sql"))}
    if not expected:
        raise OpsError(
            f"{migrations} holds no migrations.", "Run this from a checkout of the version that is deployed."
        )
    rows = _count(connection)
    problems = [f"the table {table} is missing" for table in sorted(must_hold - rows.keys())]
    problems += [f"the table {table} is empty" for table in sorted(must_hold & rows.keys()) if rows[table] == 0]
    if PRISMA_TABLE not in rows:
        return Verification(rows, None, (), (*problems, f"the table {PRISMA_TABLE} is missing: no migration ever ran"))
    applied, failed = _applied(connection)
    problems += [f"the migration {name} was begun and not finished" for name in failed]
    problems += [
        f"the migration {name} is unknown to this checkout" for name in sorted(applied.keys() - expected.keys())
    ]
    problems += [
        f"the migration {name} was applied from another file than this checkout's"
        for name in sorted(applied.keys() & expected.keys())
        if applied[name] != expected[name]
    ]
    if not applied:
        problems.append("no migration was applied")
    pending = tuple(sorted(expected.keys() - applied.keys()))
    return Verification(rows, max(applied, default=None), pending, tuple(problems))


def _checksum(path: Path) -> str:
    """Prisma records a migration by the SHA-256 of its file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _count(connection: psycopg.Connection[tuple[object, ...]]) -> dict[str, int]:
    tables = connection.execute(
        "SELECT table_name FROM information_schema.tables"
        " WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY table_name"
    ).fetchall()
    counts = {}
    for (name,) in tables:
        query = sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(str(name)))
        row = connection.execute(query).fetchone()
        counts[str(name)] = int(str(row[0])) if row else 0
    return counts


def _applied(connection: psycopg.Connection[tuple[object, ...]]) -> tuple[dict[str, str], list[str]]:
    found = connection.execute(
        "SELECT migration_name, checksum, finished_at IS NOT NULL FROM _prisma_migrations"
        " WHERE rolled_back_at IS NULL ORDER BY migration_name"
    ).fetchall()
    applied = {str(name): str(checksum) for name, checksum, finished in found if finished}
    return applied, [str(name) for name, _, finished in found if not finished]
