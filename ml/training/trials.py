"""Trials with known answers: right phrases, phrases with one slip, and other phrases, to teach with and to test."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lexfix_ml.phonemes import FLAP, UnknownSoundError, accepted

from .material import TEST_ACCENTS, TEST_VOICES, VOICES, test_text, training_text
from .mistakes import slip, spoken
from .synthesis import by_espeak, in_a_room


@dataclass(frozen=True)
class Trial:
    """A recording and the text it should be of.

    `canonical` are the sounds the voice has for the text; `wrong` is the place in them of the slip, if there is one,
    and `said` the sound said there (None: left out). `other` is true where another phrase altogether was said.
    """

    samples: NDArray[np.float32]
    text: str
    canonical: tuple[str, ...]
    wrong: int | None
    said: str | None
    other: bool
    voice: str


def trials(count: int, *, seed: int, held_out: bool, hard: float = 0.6) -> Iterator[Trial]:
    """`count` trials each of right phrases, phrases with one slip, and other phrases.

    Voices and words are those never trained on where `held_out`.
    """
    random_ = random.Random(seed)  # noqa: S311
    made = 0
    while made < count * 3:
        accent = random_.choice(TEST_ACCENTS)
        voice = f"{accent}+{random_.choice(TEST_VOICES if held_out else VOICES)}"
        text = test_text(random_, random_.choice((1, 1, 2, 3))) if held_out else training_text(random_)
        try:
            expected = spoken(text, accent)
            wrong, said, other = None, None, made % 3 == 2
            utterance = expected
            if made % 3 == 1:
                slipped = slip(expected, accent, random_)
                if slipped is None:
                    continue
                utterance, wrong, said = slipped
            elif other:
                different = test_text(random_, len(text.split())) if held_out else training_text(random_)
                if set(different.lower().split()) & set(text.lower().split()):
                    continue
                utterance = spoken(different, accent)
            take = by_espeak(utterance.markup(), voice, random_)
        except UnknownSoundError:
            continue
        if wrong is not None and take.said() != utterance.flat():
            continue
        canonical = tuple("t" if sound == FLAP else sound for sound in expected.flat())
        yield Trial(in_a_room(take, random_, hard=hard).samples, text, canonical, wrong, said, other, voice)
        made += 1


def places(canonical: Sequence[str], chosen: Sequence[str]) -> dict[int, int]:
    """Which place in the scorer's chosen sounds each place in the voice's sounds corresponds to."""
    rows, columns = len(canonical), len(chosen)
    cost = np.zeros((rows + 1, columns + 1))
    cost[:, 0], cost[0, :] = np.arange(rows + 1), np.arange(columns + 1)
    for row in range(rows):
        for column in range(columns):
            same = chosen[column] in accepted(canonical[row]) or canonical[row] in accepted(chosen[column])
            cost[row + 1, column + 1] = min(
                cost[row, column] + (0 if same else 1), cost[row, column + 1] + 1, cost[row + 1, column] + 1
            )
    matched: dict[int, int] = {}
    row, column = rows, columns
    while row and column:
        same = chosen[column - 1] in accepted(canonical[row - 1]) or canonical[row - 1] in accepted(chosen[column - 1])
        if cost[row, column] == cost[row - 1, column - 1] + (0 if same else 1):
            matched[row - 1] = column - 1
            row, column = row - 1, column - 1
        elif cost[row, column] == cost[row - 1, column] + 1:
            row -= 1
        else:
            column -= 1
    return matched
