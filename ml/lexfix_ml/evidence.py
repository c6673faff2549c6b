"""What speaks for and against each expected sound of a recording: what the judge hears of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .alignment import Aligned, Alternatives, Scores, evidence
from .encoder import CHANNELS
from .phonemes import INDEX, INVENTORY, SILENCE, accepted

GOODNESS = 9
TIMING = 8
FEATURES = GOODNESS + TIMING + len(INVENTORY) + CHANNELS
"""Numbers for each sound: its goodness of pronunciation, its timing, what was heard in its frames, and the encoder's
mean over them."""


@dataclass(frozen=True)
class Hearing:
    """A recording as the recogniser and the encoder hear it.

    `heard` is (frames, sounds) log-probabilities, `encoded` is (frames, CHANNELS).
    """

    heard: Scores
    encoded: Scores

    def between(self, first: int, end: int) -> "Hearing":
        """The frames from `first` up to `end`."""
        return Hearing(self.heard[first:end], self.encoded[first:end])


@dataclass(frozen=True)
class Evidence:
    """For each expected sound: its index in INVENTORY, its word, the FEATURES, and the sound heard in its place.

    A rival is None where leaving the sound out explains the recording better than any other sound.
    """

    sounds: NDArray[np.int64]
    words: NDArray[np.int64]
    features: NDArray[np.float32]
    rivals: tuple[str | None, ...]


def gather(hearing: Hearing, aligned: Aligned, options: Alternatives) -> Evidence:
    """The evidence in what was heard, along the alignment."""
    heard, encoded = evidence(hearing.heard), hearing.encoded
    words = np.repeat(np.arange(len(aligned.pronunciations)), [len(word) for word in aligned.pronunciations])
    sounds = [sound for pronunciation in aligned.pronunciations for sound in pronunciation]
    goodness, rivals = _goodness(heard, sounds, aligned.frames, options)
    spans = [slice(first, last + 1) for first, last in aligned.frames]
    means = np.array([heard[span].mean(axis=0) for span in spans]) / 3
    inside = np.array([encoded[span].mean(axis=0) for span in spans])
    features = np.concatenate([goodness, _timing(aligned.frames, words), means, inside], axis=1).astype(np.float32)
    return Evidence(np.array([INDEX[sound] for sound in sounds]), words, features, rivals)


def _goodness(
    heard: Scores, sounds: Sequence[str], frames: Sequence[tuple[int, int]], options: Alternatives
) -> tuple[NDArray[np.float64], tuple[str | None, ...]]:
    """How much better the recording is explained with each sound than with its strongest rival, or without it."""
    rows, rivals = [], []
    for place, (sound, (first, last)) in enumerate(zip(sounds, frames, strict=True)):
        right = [INDEX[name] for name in accepted(sound)]
        instead = options.instead[place].copy()
        instead[[*right, INDEX[SILENCE]]] = -np.inf
        strongest = int(instead.argmax())
        rival = float(np.clip(options.expected - instead[strongest], -30, 30))
        missing = float(np.clip(options.expected - options.without[place], -30, 30))
        span = heard[first : last + 1, right].max(axis=1)
        rows.append(
            (
                rival / 10,
                min(rival, 0) / 10,
                rival / (last - first + 2),
                missing / 10,
                min(missing, 0) / 10,
                float(span.mean()) / 3,
                float(span.max()) / 3,
                float(span.min()) / 3,
                float(heard[first : last + 1, INDEX[sound]].mean()) / 3,
            )
        )
        rivals.append(INVENTORY[strongest] if instead[strongest] > options.without[place] else None)
    return np.array(rows), tuple(rivals)


def _timing(frames: Sequence[tuple[int, int]], words: NDArray[np.int64]) -> NDArray[np.float64]:
    """Length and pauses of each sound, alone and against the whole phrase's, and where in its word it is."""
    firsts, lasts = (np.array(ends) for ends in zip(*frames, strict=True))
    length = np.log(lasts - firsts + 1)
    before = np.log1p(np.maximum(firsts[1:] - lasts[:-1] - 1, 0))
    pauses = np.concatenate([[0.0], before, [0.0]])
    opens = np.concatenate([[True], words[1:] != words[:-1]])
    count = len(words)
    pace = np.log((lasts[-1] - firsts[0] + 1) / count)
    whole = np.broadcast_to([pace, pauses.sum() / count, np.log(count) / 3], (count, 3))
    return np.column_stack([length, length - length.mean(), pauses[:-1], pauses[1:], opens, whole])
