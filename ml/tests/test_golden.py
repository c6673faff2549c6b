"""A model's scores become the known ones only where it says of the golden recordings what is so."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from training.golden import Answer, UnsoundModelError, scored

RECORDINGS = {"right": "a red hat", "slip": "a wed hat", "other": "a big dog"}
"""What each recording says; the text is that of the first."""
GOLDEN: dict[str, Any] = {
    "bounds": {
        "right": {"told": ["great", "close"], "lowest": 60, "highest": 100},
        "slip": {"told": ["close", "practise"], "lowest": 20, "highest": 95},
        "other": {"told": ["practise", "other_words"], "lowest": 0, "highest": 20},
    },
    "recordings": [
        {"recording": "right", "text": "a red hat", "expected": "right", "score": 90},
        {"recording": "slip", "text": "a red hat", "expected": "slip", "wrong": "red", "score": 80},
        {"recording": "other", "text": "a red hat", "expected": "other", "score": 2},
    ],
}


def answer(score: float, verdict: str, *, outcome: str = "said", red: str | None = None) -> Answer:
    words = [{"text": word, "verdict": (red or verdict) if word == "red" else verdict} for word in ("a", "red", "hat")]
    return {"score": score, "verdict": verdict, "outcome": outcome, "words": words if outcome == "said" else []}


def listening(recording: bytes, text: str) -> Answer:
    """A scorer that hears what is said."""
    said = recording.decode()
    if said == text:
        return answer(93, "great")
    return answer(77, "close", red="practise") if "hat" in said else answer(4, "unsure", outcome="other_words")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, said in RECORDINGS.items():
        (tmp_path / f"{name}.ogg").write_text(said)
    return tmp_path


def test_a_scorer_that_hears_has_its_scores_written_down(folder: Path) -> None:
    known = scored(GOLDEN, folder, listening)
    assert [one["score"] for one in known["recordings"]] == [93, 77, 4]
    assert known["bounds"] == GOLDEN["bounds"]


@pytest.mark.parametrize(
    ("whatever", "refused"),
    [
        (answer(100, "great"), ["slip (slip) was told great", "other (other) was told great"]),
        (answer(0, "practise"), ["right (right) was told practise", "slip (slip) was told practise with 0"]),
        (answer(0, "unsure"), ["right (right) was told unsure", "slip (slip) was told unsure"]),
        (answer(0, "unsure", outcome="other_words"), ["right (right) was told other_words"]),
        (answer(100, "practise"), ["right (right) was told practise", "other (other) was told practise with 100"]),
    ],
    ids=["all right", "all wrong", "never sure", "always other words", "wrong with full marks"],
)
def test_a_scorer_that_says_the_same_of_everything_gets_no_file(
    folder: Path, whatever: Answer, refused: list[str]
) -> None:
    with pytest.raises(UnsoundModelError) as error:
        scored(GOLDEN, folder, always(whatever))
    assert all(line in str(error.value) for line in refused)


def always(whatever: Answer) -> Callable[[bytes, str], Answer]:
    return lambda _recording, _text: whatever
