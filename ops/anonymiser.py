"""Taking people out of a PostgreSQL database, in one transaction: all of it, or nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from ops.errors import OpsError
from ops.residue import Connection, remember, residue
from ops.rules import DOMAIN, RULES

FUNCTIONS = Path(__file__).with_name("pseudonyms.sql")
BLOCK = 64
"""SHA-256's block, in bytes (RFC 2104)."""
SHORTEST_KEY = 32
LOCK_TIMEOUT = "10s"


@dataclass(frozen=True)
class Anonymised:
    """What was done: rows rewritten by table. ``before`` is true where the database held no people to begin with."""

    rows: dict[str, int]
    before: bool = False


def anonymise(connection: Connection, key: bytes) -> Anonymised:
    """Replace every person in the database by a pseudonym that depends on ``key`` (at least 32 bytes) and on them.

    The same key gives the same pseudonyms. Foreign keys are taken off, and put back by the same definition, which
    checks every row. Afterwards no original may be found in any column. Raises ``OpsError``, and changes nothing,
    where a column or JSON key has no rule, another client is connected, or an original remains.
    """
    if len(key) < SHORTEST_KEY:
        raise OpsError(f"The key has {len(key)} bytes.", f"Use at least {SHORTEST_KEY}: openssl rand -hex 32")
    try:
        with connection.transaction():
            rows = _rewrite(connection, key)
    except psycopg.errors.LockNotAvailable as error:
        raise OpsError("Another client holds a lock on a table.", "Anonymise a copy that nothing else uses.") from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise OpsError(
            f"This user may not change everything: {error.diag.message_primary}.", "Connect as the tables' owner."
        ) from error
    if rows is None:
        return Anonymised({}, before=True)
    # The old versions of the rows still name people, and so do those of the planner's statistics, until the files are
    # written anew. In this order: the statistics are rows themselves.
    connection.execute("ANALYZE")
    connection.execute("VACUUM (FULL)")
    return Anonymised(rows)


def unruled(connection: Connection) -> list[str]:
    """Columns that no rule is for, as ``table.column``; with the schema where it is not ``public``."""
    found = connection.execute(
        "SELECT n.nspname, c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        " JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind IN ('r', 'p', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped"
        " AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_t%'"
        " ORDER BY 1, 2, a.attnum"
    ).fetchall()
    return [
        f"{table}.{column}" if schema == "public" else f"{schema}.{table}.{column}"
        for schema, table, column in found
        if schema != "public" or str(table) not in RULES or str(column) not in RULES[str(table)].columns
    ]


def _rewrite(connection: Connection, key: bytes) -> dict[str, int] | None:
    """Rows rewritten by table; ``None`` where every person is a pseudonym already."""
    connection.execute(sql.SQL("SET LOCAL lock_timeout = {}").format(LOCK_TIMEOUT))
    _refuse_company(connection)
    if missing := unruled(connection):
        raise OpsError(
            f"No rule says what becomes of: {', '.join(missing)}. Nothing was changed.",
            "Say in ops/rules.py whether each holds personal data, and what replaces it.",
        )
    present = _present(connection)
    if "users" not in present:
        raise OpsError("The database has no table users.", "Check the database's name: is it LexFix's?")
    connection.execute(
        sql.SQL("LOCK TABLE {}").format(sql.SQL(", ").join(sql.Identifier("public", table) for table in present))
    )
    row = connection.execute("SELECT count(*) FROM users WHERE email NOT LIKE %s", (f"%@{DOMAIN}",)).fetchone()
    if row == (0,):
        return None
    _refuse_unknown_keys(connection, present)
    remember(connection)
    _install(connection, key)
    rows = _replace(connection, present)
    left = residue(connection)
    connection.execute(
        "DROP FUNCTION pg_temp.words, pg_temp.weeks, pg_temp.pseudonym_id, pg_temp.pseudonym, pg_temp.keyed"
    )
    if left:
        listed = ", ".join(f"{column} ({count})" for column, count in sorted(left.items()))
        raise OpsError(
            f"People can still be found in: {listed}. Nothing was changed.",
            "Give those columns a rule in ops/rules.py that replaces what names a person.",
        )
    return rows


def _replace(connection: Connection, present: dict[str, set[str]]) -> dict[str, int]:
    """Rewrite every table once, with the foreign keys off: no order of tables would satisfy them all."""
    foreign = connection.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conparentid = 0"
    ).fetchall()
    for table, name, _ in foreign:
        connection.execute(
            sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.SQL(str(table)), sql.Identifier(str(name)))
        )
    rows = {}
    for table, columns in present.items():
        changes = [
            sql.SQL("{} = {}").format(sql.Identifier(column), sql.SQL(rule.becomes))
            for column, rule in RULES[table].columns.items()
            if rule.becomes is not None and column in columns
        ]
        if changes:
            update = sql.SQL("UPDATE {} SET {}").format(sql.Identifier("public", table), sql.SQL(", ").join(changes))
            rows[table] = connection.execute(update).rowcount
    for table, name, definition in foreign:
        connection.execute(
            sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(
                sql.SQL(str(table)), sql.Identifier(str(name)), sql.SQL(str(definition))
            )
        )
    return rows


def _install(connection: Connection, key: bytes) -> None:
    short = hashlib.sha256(key).digest() if len(key) > BLOCK else key
    padded = short.ljust(BLOCK, b"\0")
    for name, mask in (("inner", 0x36), ("outer", 0x5C)):
        value = bytes(byte ^ mask for byte in padded).hex()
        connection.execute("SELECT set_config(%s, %s, true)", (f"lexfix.{name}_key", value))
    connection.execute(FUNCTIONS.read_bytes())


def _present(connection: Connection) -> dict[str, set[str]]:
    present: dict[str, set[str]] = {}
    for table, column in connection.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
    ).fetchall():
        if str(table) in RULES:
            present.setdefault(str(table), set()).add(str(column))
    return present


def _refuse_company(connection: Connection) -> None:
    row = connection.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    ).fetchone()
    if row and row[0]:
        raise OpsError(
            f"{row[0]} other clients are connected: this looks like a live database. Nothing was changed.",
            "Anonymise a copy that nothing else uses: lexfix ops anonymise snapshot.",
        )


def _refuse_unknown_keys(connection: Connection, present: dict[str, set[str]]) -> None:
    for table, columns in present.items():
        for column, rule in RULES[table].columns.items():
            if rule.keys is None or column not in columns:
                continue
            query = sql.SQL(
                "SELECT DISTINCT key FROM public.{} AS t, jsonb_path_query(t.{}::jsonb, 'lax $.**') AS node,"
                " LATERAL jsonb_object_keys(CASE jsonb_typeof(node) WHEN 'object' THEN node ELSE '{{}}' END) AS key"
                " WHERE NOT key = ANY(%s) ORDER BY 1"
            ).format(sql.Identifier(table), sql.Identifier(column))
            if found := [str(key) for (key,) in connection.execute(query, (sorted(rule.keys),)).fetchall()]:
                raise OpsError(
                    f"No rule says what becomes of the keys {', '.join(found)} in {table}.{column}."
                    " Nothing was changed.",
                    "Say in ops/rules.py whether they hold personal data.",
                )
