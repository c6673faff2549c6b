"""What a browser tells children of their own recordings. Needs the corpus (tests/live/speech.py)."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.live import speech
from tools import engine
from tools.paths import REPOSITORY
from tools.world import LOCAL

Sql = Callable[[str], str]

LESSON = "said-by-people"
DOG, HERE = "000060077", "030020022"
"""A girl of 6 says "ann ate a little dog", a boy of 9 "she was not here"; the experts call every sound right.

The scorer was trained on neither of them.
"""


@dataclass(frozen=True)
class Case:
    recording: str
    text: str
    """Of the phrase on the page."""
    headline: str
    wrong: str | None = None


CASES = {
    "right": Case(DOG, "Ann ate a little dog", "Well said"),
    "right by a boy of nine": Case(HERE, "She was not here", "Well said"),
    "one wrong word": Case(HERE, "She was not there", "So close|Good try", wrong="there"),
    "another phrase": Case(HERE, "Ann ate a little dog", "That sounded like other words"),
}


@pytest.fixture(scope="module")
def corpus() -> Path:
    found = speech.folder()
    if found is None:
        pytest.skip(f"DID NOT RUN: {speech.VARIABLE} names no folder of recordings, and {speech.BESIDE} is not there")
    return found


@pytest.fixture
def practised(sql: Sql) -> Iterator[Callable[[str], str]]:
    """Puts a phrase into a lesson of the tests' own and tells its page; afterwards neither is there, nor an attempt."""

    def remove() -> None:
        own = f"SELECT id FROM lessons WHERE slug = '{LESSON}'"  # noqa: S608 constants of this file, here and below
        sql(f"DELETE FROM attempts WHERE phrase_id IN (SELECT id FROM phrases WHERE lesson_id IN ({own}))")  # noqa: S608
        sql(f"DELETE FROM lessons WHERE slug = '{LESSON}'")  # noqa: S608

    def put(text: str) -> str:
        lesson = sql(
            "INSERT INTO lessons (id, slug, grade, position, title, description) "  # noqa: S608
            f"VALUES (gen_random_uuid(), '{LESSON}', 9, 9, 'Said by people', 'Of a test.') RETURNING id"
        )
        sql(f"INSERT INTO phrases VALUES (gen_random_uuid(), '{lesson}', 1, '{text}')")  # noqa: S608
        return f"/lessons/{LESSON}/1"

    remove()
    yield put
    remove()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_childs_own_recording_is_told_as_what_it_is(
    corpus: Path, practised: Callable[[str], str], url: str, tmp_path: Path, case: Case
) -> None:
    file = tmp_path / "recording.wav"
    speech.lay_out(corpus, case.recording, file)
    person = {"file": str(file), "path": practised(case.text), "headline": case.headline, "wrong": case.wrong}
    environment = {
        **engine.environment(),
        "DEMO_PASSWORD": engine.output(LOCAL, "demoPassword"),
        "E2E_BASE_URL": url,
        "E2E_PERSON": json.dumps(person),
    }
    command = ("npx", "playwright", "test", "people.spec.ts")
    done = subprocess.run(command, cwd=REPOSITORY / "app", env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
