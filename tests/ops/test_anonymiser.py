"""The anonymiser, against a real PostgreSQL with LexFix's own migrations."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

import psycopg
import pytest

from ops.anonymiser import anonymise, unruled
from ops.errors import OpsError
from ops.rules import RULES
from tests.ops.postgres import Server

Connection = psycopg.Connection[tuple[object, ...]]
KEY = b"k" * 40
EVERYONE = "SELECT id::text, email, name, role::text FROM users ORDER BY email"


def rows(connection: Connection, query: str) -> list[tuple[object, ...]]:
    return connection.execute(query).fetchall()


def dump(connection: Connection) -> str:
    """Every value of every column, as text."""
    return "\n".join(
        str(value)
        for table in RULES
        for (value,) in rows(connection, f"SELECT to_jsonb(t)::text FROM {table} AS t")  # noqa: S608
    )


def test_every_column_of_the_schema_has_a_rule_and_every_rule_has_a_column(connection: Connection) -> None:
    columns = {
        (str(table), str(column))
        for table, column in rows(
            connection,
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'",
        )
    }
    ruled = {(table, column) for table, rules in RULES.items() for column in rules.columns}
    assert columns == ruled


def test_no_address_name_password_or_identifier_of_a_person_is_left(people: Connection) -> None:
    before = rows(people, "SELECT id::text, email, name, password_hash FROM users")
    recordings = rows(people, "SELECT id::text, recording_id::text FROM attempts")
    anonymise(people, KEY)
    after = dump(people).lower()
    ordinary = {"rose", "al"}
    for original in {str(value).lower() for row in before + recordings for value in row} - ordinary:
        assert original not in after
    assert not ordinary & {str(name).lower() for (name,) in rows(people, "SELECT name FROM users")}


def test_no_address_is_left_in_the_files_of_the_database(people: Connection, server: Server) -> None:
    people.execute("ANALYZE")
    anonymise(people, KEY)
    people.execute("CHECKPOINT")
    row = people.execute("SELECT oid::text FROM pg_database WHERE datname = current_database()").fetchone()
    assert row is not None
    files = [path for path in (server.data / "base" / str(row[0])).iterdir() if path.is_file()]
    content = {path: path.read_bytes() for path in files}
    assert any(b"anonymised.invalid" in data for data in content.values())
    assert [path.name for path, data in content.items() if b"School-Nord" in data or b"Hawthorne" in data] == []


def test_references_and_statistics_stay_as_they_were(people: Connection) -> None:
    questions = [
        "SELECT count(*), sum(score), min(score), max(score), avg(duration_seconds) FROM attempts",
        "SELECT role::text, count(*) FROM users GROUP BY 1 ORDER BY 1",
        "SELECT text, result::text, count(*) FROM attempts GROUP BY 1, 2 ORDER BY 1, 2",
        "SELECT count(*) FROM attempts JOIN users ON users.id = user_id JOIN phrases ON phrases.id = phrase_id",
        "SELECT count(*), sum(score) FROM attempts GROUP BY user_id ORDER BY 1, 2",
        "SELECT count(DISTINCT supporter_id), count(DISTINCT learner_id) FROM learner_links"
        " JOIN users ON users.id = learner_id AND role = 'learner'",
        "SELECT extract(isodow FROM created_at), extract(hour FROM created_at), count(*) FROM attempts"
        " GROUP BY 1, 2 ORDER BY 1, 2",
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint"
        " ORDER BY 1, 2",
        "SELECT * FROM phrases ORDER BY id",
        "SELECT * FROM sound_statistics",
    ]
    before = [rows(people, question) for question in questions]
    done = anonymise(people, KEY)
    assert [rows(people, question) for question in questions] == before
    assert done.rows["users"] == 41
    assert done.rows["attempts"] == 800


def test_the_order_in_which_a_person_did_things_stays_but_not_the_date(people: Connection) -> None:
    steps = (
        "SELECT created_at - lag(created_at) OVER (PARTITION BY user_id ORDER BY created_at) AS step"
        " FROM attempts ORDER BY 1"
    )
    before, dates = rows(people, steps), rows(people, "SELECT count(*) FROM attempts WHERE created_at > '2026-10-01'")
    anonymise(people, KEY)
    assert rows(people, steps) == before
    assert rows(people, "SELECT count(*) FROM attempts WHERE created_at > '2026-10-01'") < dates


def test_a_pseudonym_is_the_hmac_of_the_person_under_the_key(people: Connection) -> None:
    (before,) = rows(people, "SELECT id::text FROM users WHERE name = 'Beatrix Hawthorne'")
    anonymise(people, KEY)
    code = hmac.new(KEY, f"user:{before[0]}".encode(), hashlib.sha256).hexdigest()[:16]
    assert rows(people, "SELECT email, name FROM users WHERE role = 'educator'") == [
        (f"educator-{code}@anonymised.invalid", f"Educator {code}")
    ]


@pytest.mark.parametrize(("key", "same"), [(KEY, True), (b"z" * 100, False)])
def test_the_same_key_gives_the_same_people_and_another_key_others(
    people: Connection, server: Server, key: bytes, same: bool
) -> None:
    twin = f"{people.info.dbname}_twin"
    name, owner = people.info.dbname, server.url("postgres")
    people.close()
    with psycopg.connect(owner, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {twin} TEMPLATE {name}")
    try:
        with (
            psycopg.connect(server.url(name), autocommit=True) as first,
            psycopg.connect(server.url(twin), autocommit=True) as second,
        ):
            anonymise(first, KEY)
            anonymise(second, key)
            assert (rows(first, EVERYONE) == rows(second, EVERYONE)) is same
    finally:
        with psycopg.connect(owner, autocommit=True) as admin:
            admin.execute(f"DROP DATABASE {twin}")


def test_a_second_run_finds_nobody_and_changes_nothing(people: Connection) -> None:
    anonymise(people, KEY)
    after = rows(people, EVERYONE)
    assert anonymise(people, b"y" * 32).before
    assert rows(people, EVERYONE) == after


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("ALTER TABLE users ADD COLUMN telephone text", "users.telephone"),
        ("CREATE TABLE guardians (id int, street text)", "guardians.street"),
        ("CREATE SCHEMA elsewhere; CREATE TABLE elsewhere.notes (body text)", "elsewhere.notes.body"),
        ("CREATE MATERIALIZED VIEW known AS SELECT email AS address FROM users", "known.address"),
    ],
)
def test_a_column_without_a_rule_is_refused_by_name_and_nothing_changes(
    people: Connection, change: str, named: str
) -> None:
    people.execute(change)
    before = rows(people, EVERYONE)
    with pytest.raises(OpsError, match=named):
        anonymise(people, KEY)
    assert named in unruled(people)
    assert rows(people, EVERYONE) == before


def test_a_json_key_without_a_rule_is_refused_by_name_however_deep_it_is(people: Connection) -> None:
    people.execute("UPDATE attempts SET result = jsonb_set(result, '{words,0,sounds,0,speaker}', '\"somebody\"')")
    with pytest.raises(OpsError, match=r"speaker in attempts\.result"):
        anonymise(people, KEY)


def test_a_name_inside_a_kept_text_is_found_afterwards_and_everything_is_undone(people: Connection) -> None:
    people.execute(
        "UPDATE attempts SET text = 'said by zoë MÜLLER, österreich' WHERE id = (SELECT id FROM attempts LIMIT 1)"
    )
    before = rows(people, EVERYONE)
    with pytest.raises(OpsError, match=r"attempts\.text \(1\)") as refused:
        anonymise(people, KEY)
    assert "zoë" not in str(refused.value).lower()
    assert rows(people, EVERYONE) == before


def test_an_address_inside_a_document_is_found_afterwards(people: Connection) -> None:
    people.execute("UPDATE attempts SET result = jsonb_set(result, '{model}', '\"by learner.7@school-nord.example!\"')")
    with pytest.raises(OpsError, match=r"attempts\.result"):
        anonymise(people, KEY)


def test_a_database_that_somebody_else_uses_is_refused(people: Connection, database: str) -> None:
    with psycopg.connect(database), pytest.raises(OpsError, match="1 other clients are connected"):
        anonymise(people, KEY)


def test_a_key_that_can_be_guessed_is_refused(people: Connection) -> None:
    with pytest.raises(OpsError, match="The key has 8 bytes"):
        anonymise(people, b"password")


def test_a_database_without_people_tables_is_refused(server: Server) -> None:
    with (
        psycopg.connect(server.url("postgres"), autocommit=True) as other,
        pytest.raises(OpsError, match="no table users"),
    ):
        anonymise(other, KEY)


def test_the_key_is_in_no_function_and_in_no_setting_afterwards(people: Connection) -> None:
    anonymise(people, KEY)
    assert rows(people, "SELECT count(*) FROM pg_proc WHERE pronamespace = pg_my_temp_schema()") == [(0,)]
    assert rows(people, "SELECT current_setting('lexfix.inner_key', true)") in ([("",)], [(None,)])
    assert KEY.hex() not in Path(__file__).with_name("conftest.py").read_text()
