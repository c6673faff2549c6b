"""Looking for people in data that should have none: the originals are remembered, then searched for everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import LiteralString

import psycopg
from psycopg import sql

from ops.rules import RULES

Connection = psycopg.Connection[tuple[object, ...]]

_ORIGINALS = """
CREATE TEMPORARY TABLE originals
(value text PRIMARY KEY, words text[] NOT NULL, ordinary boolean NOT NULL DEFAULT false) ON COMMIT DROP
"""
_WORDS = """
CREATE FUNCTION pg_temp.words(value text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT regexp_split_to_array(trim(both ' ' from regexp_replace(lower(value), '[^[:alnum:]]+', ' ', 'g')), ' ')
$$
"""
_REMEMBER = """
INSERT INTO originals (value, words)
SELECT DISTINCT lower({column}::text), pg_temp.words({column}::text) FROM public.{table} WHERE {column} IS NOT NULL
ON CONFLICT DO NOTHING
"""
# A row holds an original where the original's words follow each other in it.
_HELD = """
SELECT {wanted} FROM (SELECT pg_temp.words({column}::text) AS words FROM public.{table}) AS texts
CROSS JOIN unnest(texts.words) WITH ORDINALITY AS each(word, place)
JOIN originals ON originals.words[1] = each.word
WHERE texts.words[each.place:each.place + cardinality(originals.words) - 1] = originals.words
"""
_SAME = "SELECT count(*) FROM public.{table} JOIN originals ON originals.value = lower({column}::text)"


def remember(connection: Connection) -> None:
    """Keep every personal value until the transaction ends."""
    connection.execute(_ORIGINALS)
    connection.execute(_WORDS)
    for table, rules in RULES.items():
        for column, rule in rules.columns.items():
            if rule.personal and _exists(connection, table, column):
                connection.execute(_about(_REMEMBER, table, column))
    connection.execute("UPDATE originals SET ordinary = true WHERE cardinality(words) = 1 AND length(words[1]) < 3")
    for table, column in _searchable(connection):
        if RULES[table].authored:
            held = _about(_HELD, table, column, "originals.value")
            connection.execute(sql.SQL("UPDATE originals SET ordinary = true WHERE value IN ({})").format(held))


def residue(connection: Connection) -> dict[str, int]:
    """How many personal originals each column still holds, by ``table.column``; empty where nobody is left.

    A personal column is compared value by value. In other columns an original is looked for among the words, unless
    it is an ordinary one: a name shorter than three letters, or one that LexFix's own lessons use ("Will", "Rose").
    """
    found = {}
    for table, column in _searchable(connection):
        if RULES[table].authored:
            continue
        if RULES[table].columns[column].personal:
            query = _about(_SAME, table, column)
        else:
            query = sql.SQL("{} AND NOT originals.ordinary").format(_about(_HELD, table, column, "count(*)"))
        row = connection.execute(query).fetchone()
        if row and row[0]:
            found[f"{table}.{column}"] = int(str(row[0]))
    return found


def _about(query: LiteralString, table: str, column: str, wanted: LiteralString = "") -> sql.Composed:
    return sql.SQL(query).format(table=sql.Identifier(table), column=sql.Identifier(column), wanted=sql.SQL(wanted))


def _searchable(connection: Connection) -> Iterator[tuple[str, str]]:
    """Columns that can hold a person's name: everything but numbers, times, yes-or-no and lists of choices."""
    rows = connection.execute(
        "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        " JOIN pg_type t ON t.oid = a.atttypid"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0"
        " AND NOT a.attisdropped AND t.typcategory NOT IN ('N', 'D', 'T', 'B', 'E') ORDER BY 1, 2"
    ).fetchall()
    yield from ((str(table), str(column)) for table, column in rows)


def _exists(connection: Connection, table: str, column: str) -> bool:
    query = (
        "SELECT 1 FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s AND column_name = %s"
    )
    return connection.execute(query, (table, column)).fetchone() is not None
