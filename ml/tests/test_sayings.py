"""How often a phrase was said, and how much of it."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from lexfix_ml.alignment import align, evidence
from lexfix_ml.phonemes import INDEX, INVENTORY, SILENCE
from lexfix_ml.sayings import outcome, sayings

WORDS: list[list[tuple[str, ...]]] = [[("ə",)], [("r", "ɛ", "d")], [("h", "æ", "t")]]
SAID = [SILENCE, "ə", "r", "ɛ", "d", "h", "æ", "t", SILENCE]
CHOSEN = tuple(choices[0] for choices in WORDS)


def clear(sounds: list[str], frames: int = 5) -> NDArray[np.float32]:
    """Log-probabilities of a clear voice, so many frames a sound."""
    scores = np.full((len(sounds) * frames, len(INVENTORY)), -7.0, np.float32)
    for at, sound in enumerate(sounds):
        scores[at * frames : (at + 1) * frames, INDEX[sound]] = -0.1
    return scores


@pytest.mark.parametrize("times", [1, 2, 4])
def test_each_saying_is_found(times: int) -> None:
    heard = evidence(clear(SAID * times))
    found = sayings(align(heard, WORDS, most=6), len(WORDS), len(heard))
    assert len(found) == times
    assert all(saying.pronunciations == CHOSEN for saying in found)
    assert all(one.first < two.first for one, two in pairwise(found))


def test_a_phrase_that_may_be_said_once_is_found_once() -> None:
    heard = evidence(clear(SAID * 3))
    assert len(sayings(align(heard, WORDS), len(WORDS), len(heard))) == 1


@pytest.mark.parametrize(
    ("there", "sounds", "expected", "words"),
    [
        ([0.9, 0.9, 0.9], SAID, "said", slice(0, 3)),
        ([0.1, 0.1, 0.1], ["b", "ɪ", "ɡ", "d", "ɒ", "ɡ", "z"], "other_words", slice(0, 3)),
        ([0.5, 0.4, 0.4], SAID, "unclear", slice(0, 3)),
        ([0.9, 0.9, 0.1], ["ə", "r", "ɛ", "d", SILENCE, SILENCE, SILENCE], "part", slice(0, 2)),
        ([0.9, 0.9, 0.1], ["ə", "r", "ɛ", "d", "k", "ʌ", "p"], "said", slice(0, 3)),
    ],
)
def test_what_a_recording_is(there: list[float], sounds: list[str], expected: str, words: slice) -> None:
    heard = clear(sounds)
    spans = [(0, 4), (5, 19), (20, 34)]
    assert outcome(np.array(there), CHOSEN, spans, heard, 0.5) == (expected, words)


def test_a_recording_that_stops_in_the_middle_of_speech_was_cut_off() -> None:
    heard = clear(["ə", "r", "ɛ", "d"])
    found, said = outcome(np.array([0.9, 0.9, 0.1]), CHOSEN, [(0, 4), (5, 18), (19, 19)], heard, 0.5)
    assert (found, said) == ("cut_off", slice(0, 2))
