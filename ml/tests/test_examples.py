"""What is known of a recording heard against its own text, and against others."""

import random

import numpy as np
import pytest

from lexfix_ml.alignment import evidence
from lexfix_ml.encoder import CHANNELS
from lexfix_ml.evidence import Hearing
from lexfix_ml.phonemes import INDEX, INVENTORY, SILENCE
from training import examples
from training.people import Utterance, Word

SAID = (SILENCE, "r", "ɛ", "d", SILENCE, "h", "æ", "t", SILENCE)
FRAMES = 6
RED_HAT = Utterance(
    id="u0",
    speaker="s",
    age=7,
    gender="f",
    text="red hat",
    accuracy=9,
    completeness=1,
    fluency=8,
    prosodic=8,
    total=9,
    words=(
        Word(text="red", accuracy=9, phones=("R", "EH", "D"), scores=(2.0, 2.0, 1.0)),
        Word(text="hat", accuracy=10, phones=("HH", "AE", "T"), scores=(2.0, 2.0, 2.0)),
    ),
)
WORDS = [[("r", "ɛ", "d")], [("h", "æ", "t")]]


@pytest.fixture
def hearing() -> Hearing:
    """A clear voice that says "red hat"."""
    heard = np.full((len(SAID) * FRAMES, len(INVENTORY)), -7.0, np.float32)
    for at, sound in enumerate(SAID):
        heard[at * FRAMES : (at + 1) * FRAMES, INDEX[sound]] = -0.1
    return Hearing(evidence(heard), np.zeros((len(heard), CHANNELS), np.float32))


def test_its_own_text_has_the_experts_scores(hearing: Hearing) -> None:
    example, spans = examples.own(hearing, RED_HAT, WORDS)
    assert example.pronunciations() == [("r", "ɛ", "d"), ("h", "æ", "t")]
    assert example.scores.tolist() == [2, 2, 1, 2, 2, 2]
    assert example.accuracy.tolist() == [0.9, 1.0]
    assert spans[0] == (FRAMES, 2 * FRAMES - 1)


def test_a_sound_that_is_not_the_one_is_wrong_and_its_neighbours_are_not_known(hearing: Hearing) -> None:
    said, _ = examples.own(hearing, RED_HAT, WORDS)
    swapped = examples.swapped(hearing, said, random.Random(3))
    assert swapped is not None
    (wrong, *_) = np.flatnonzero(swapped.scores == 0)
    assert swapped.evidence.sounds[wrong] != said.evidence.sounds[wrong]
    assert swapped.evidence.features[wrong, 0] < said.evidence.features[wrong, 0]
    beside = [at for at in (wrong - 1, wrong + 1) if 0 <= at < len(swapped.scores)]
    assert all(np.isnan(swapped.scores[at]) or swapped.scores[at] == 0 for at in beside)


def test_a_word_that_was_not_said_is_not_there(hearing: Hearing) -> None:
    example = examples.another_word(hearing, RED_HAT, WORDS, [("b", "oʊ", "t")], 1)
    assert example.there.tolist() == [1, 0]
    assert example.accuracy[1] == 0
    assert np.isnan(example.scores).all()


def test_of_half_a_recording_half_of_the_words_are_there(hearing: Hearing) -> None:
    said, spans = examples.own(hearing, RED_HAT, WORDS)
    part = examples.part(hearing, said, spans, random.Random(0))
    assert part is not None
    assert sorted(part.there.tolist()) == [0, 1]
    assert np.isnan(part.scores).all()
