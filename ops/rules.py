"""What becomes of every column when people are taken out of the data. A column without a rule is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import LiteralString

DOMAIN = "anonymised.invalid"
"""Reserved by RFC 2606: no mail sent to it arrives anywhere."""


@dataclass(frozen=True)
class Rule:
    """What becomes of one column, and why.

    ``becomes`` is an SQL expression over the row as it was; ``None`` keeps the value. ``personal`` means that the
    original values may be found nowhere afterwards. ``keys`` are the only keys a JSON value may have, at any depth.
    """

    why: str
    becomes: LiteralString | None = None
    personal: bool = False
    keys: frozenset[str] | None = None


@dataclass(frozen=True)
class Table:
    """The rules of one table. ``authored`` tables hold LexFix's own text: a name in them is nobody's."""

    columns: Mapping[str, Rule]
    authored: bool = field(default=False)


def _person(column: LiteralString) -> Rule:
    return Rule("the same person stays the same person", f"pg_temp.pseudonym_id('user', {column})", personal=True)


def _weeks_earlier(column: LiteralString, person: LiteralString) -> Rule:
    return Rule(
        "up to 8 weeks earlier, the same for everything of one person: order, weekday and hour stay",
        f"{column} - pg_temp.weeks('user', {person})",
    )


def _kept(why: str, *columns: str) -> dict[str, Rule]:
    return dict.fromkeys(columns, Rule(why))


RESULT_KEYS = frozenset(
    {"text", "outcome", "sayings", "score", "verdict", "fluency", "completeness", "duration_seconds", "model"}
    | {"words", "start", "end", "sounds", "sound", "spelling", "heard", "from_seconds", "to_seconds"}
)
SETTINGS_KEYS = frozenset({"font", "letterSpacing", "wordSpacing", "lineSpacing", "theme", "focusMode", "motion"})

RULES: Mapping[str, Table] = {
    "users": Table(
        {
            "id": _person("id"),
            "email": Rule(
                "one address per person, which no mail reaches",
                f"role::text || '-' || pg_temp.pseudonym('user', id::text) || '@{DOMAIN}'",
                personal=True,
            ),
            "name": Rule(
                "a name that only tells the role",
                "initcap(role::text) || ' ' || pg_temp.pseudonym('user', id::text)",
                personal=True,
            ),
            "role": Rule("one of four"),
            "password_hash": Rule("nobody signs in as a pseudonym", "'!'", personal=True),
            "created_at": _weeks_earlier("created_at", "id"),
        }
    ),
    "learner_links": Table(
        {
            "supporter_id": _person("supporter_id"),
            "learner_id": _person("learner_id"),
            "created_at": _weeks_earlier("created_at", "learner_id"),
        }
    ),
    "lessons": Table(
        _kept("LexFix's own text", "id", "slug", "grade", "position", "title", "description"), authored=True
    ),
    "phrases": Table(_kept("LexFix's own text", "id", "lesson_id", "position", "text"), authored=True),
    "attempts": Table(
        {
            "id": Rule("also in logs", "pg_temp.pseudonym_id('attempt', id)", personal=True),
            "recording_id": Rule("also in logs", "pg_temp.pseudonym_id('recording', recording_id)", personal=True),
            "user_id": _person("user_id"),
            "result": Rule("how each sound of the phrase scored; no recording", keys=RESULT_KEYS),
            "created_at": _weeks_earlier("created_at", "user_id"),
        }
        | _kept("a copy of the phrase, and how it scored", "phrase_id", "text", "outcome", "score", "verdict", "unsure")
        | _kept("how long it took and which model judged", "duration_seconds", "model_version")
    ),
    "reading_settings": Table(
        {
            "user_id": _person("user_id"),
            "values": Rule("choices from short lists", keys=SETTINGS_KEYS),
            "updated_at": _weeks_earlier("updated_at", "user_id"),
        }
    ),
    "sound_statistics": Table(
        _kept("sums over everybody", "model", "sound", "count", "score_sum", "score_square_sum", "updated_at"),
        authored=True,
    ),
    "_prisma_migrations": Table(
        {"logs": Rule("an error's text can quote a row", "NULL")}
        | _kept("which migrations ran", "id", "checksum", "finished_at", "migration_name", "rolled_back_at")
        | _kept("which migrations ran", "started_at", "applied_steps_count"),
        authored=True,
    ),
}
"""By table, then column, as PostgreSQL names them. ``ops.anonymiser`` refuses what is not in here."""

MUST_HOLD = frozenset({"users", "lessons", "phrases"})
"""Tables that are never empty in an environment that anybody uses."""
