"""What a learner is told of a sound, a word and a phrase."""

import numpy as np
import pytest

from lexfix_ml.verdicts import Thresholds, Verdict

THRESHOLDS = Thresholds(
    sound_great=80,
    sound_close=50,
    word_great=75,
    word_close=40,
    phrase_great=70,
    phrase_close=40,
    either=0.3,
    there=0.5,
)


@pytest.mark.parametrize(
    ("wrong", "accented", "right", "verdict"),
    [
        (0.02, 0.08, 0.9, "great"),
        (0.1, 0.5, 0.4, "close"),
        (0.8, 0.15, 0.05, "practise"),
        (0.5, 0.05, 0.45, "unsure"),
    ],
)
def test_a_sound_that_may_be_either_is_no_red_mark(wrong: float, accented: float, right: float, verdict: str) -> None:
    score = 100 * (accented / 2 + right)
    assert THRESHOLDS.sound(np.array([wrong, accented, right]), score) == verdict


@pytest.mark.parametrize(
    ("score", "sounds", "verdict"),
    [
        (90, ["great", "great"], "great"),
        (90, ["great", "practise", "great"], "close"),
        (90, ["great", "close", "unsure"], "great"),
        (60, ["great", "great"], "close"),
        (20, ["great", "close"], "practise"),
        (20, ["unsure", "unsure", "close"], "unsure"),
    ],
)
def test_a_word_is_never_great_with_a_sound_for_practise(score: float, sounds: list[Verdict], verdict: Verdict) -> None:
    assert THRESHOLDS.word(score, sounds) == verdict


@pytest.mark.parametrize(("sounds", "verdict"), [(["great", "close"], "great"), (["great", "practise"], "close")])
def test_a_phrase_is_never_well_said_with_a_sound_for_practise(sounds: list[Verdict], verdict: Verdict) -> None:
    assert THRESHOLDS.phrase(90, ["great", "close"], sounds) == verdict
