"""What of a recording is a saying of the phrase: how often it was said, whether all of it was, or something else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .alignment import Aligned, Scores
from .features import FRAME_SECONDS
from .phonemes import INDEX, SILENCE

Outcome = Literal["said", "other_words", "part", "cut_off", "unclear"]

MOST = 16
_SOUND_SECONDS = 0.09
"""A sound of unhurried speech is about this long: a recording that has room for the phrase twice may hold it twice."""
_MARGIN = round(0.2 / FRAME_SECONDS)
_OTHER, _UNCLEAR = 0.35, 0.5
"""Of the phrase, weighed by sounds: below the one, other words were said; below the other, nobody can tell."""
_MISSING_SECONDS = 0.04
"""Where a word was left out there is less speech than this for each of its sounds; else another was said there."""
_RESIDUE_SECONDS = 0.12
"""A breath, a click, or the end of the word before may sound like so much speech beyond it."""
_EDGE_SECONDS = 0.06
"""Speech as near as this to an end of the recording was cut off there."""


@dataclass(frozen=True)
class Saying:
    """The frames `first` up to `end` of the recording that hold one saying of the phrase, and its pronunciations."""

    first: int
    end: int
    pronunciations: tuple[tuple[str, ...], ...]


def most_sayings(heard: Scores, sounds: int) -> int:
    """How many sayings of a phrase with so many sounds a recording has room for."""
    seconds = _spoken(heard)
    return int(np.clip(seconds / (sounds * _SOUND_SECONDS), 1, MOST))


def sayings(aligned: Aligned, words: int, frames: int) -> list[Saying]:
    """The sayings that the alignment of a recording found, each with a margin around it."""
    found = []
    at = 0
    for first_word in range(0, len(aligned.pronunciations), words):
        pronunciations = aligned.pronunciations[first_word : first_word + words]
        count = sum(len(word) for word in pronunciations)
        first, last = aligned.frames[at][0], aligned.frames[at + count - 1][1]
        found.append(Saying(max(0, first - _MARGIN), min(frames, last + 1 + _MARGIN), pronunciations))
        at += count
    return found


def share(
    there: NDArray[np.float64], pronunciations: Sequence[tuple[str, ...]], words: NDArray[np.bool_] | None = None
) -> float:
    """How much of the phrase, or of some of its `words`, was said, 0 to 1; each word weighs as much as its sounds."""
    sizes = np.array([len(word) for word in pronunciations])
    chosen = slice(None) if words is None else words
    return float(there[chosen] @ sizes[chosen] / sizes[chosen].sum())


def outcome(
    there: NDArray[np.float64],
    pronunciations: Sequence[tuple[str, ...]],
    spans: Sequence[tuple[int, int]],
    heard: Scores,
    threshold: float,
) -> tuple[Outcome, slice]:
    """What a recording is of the phrase, from the chance of each word, and the words that were heard.

    `spans` are the first and last frame of each word in `heard`.
    """
    sizes = np.array([len(word) for word in pronunciations])
    words = _spoken_words(heard, spans, sizes)
    inside = np.zeros(len(sizes), bool)
    inside[words] = True
    if not inside.all() and share(there, pronunciations, inside) >= threshold > share(there, pronunciations, ~inside):
        return ("cut_off" if _cut(heard, words, len(sizes)) else "part"), words
    said = share(there, pronunciations)
    if said < _OTHER:
        return "other_words", slice(0, len(sizes))
    return ("unclear" if said < _UNCLEAR else "said"), slice(0, len(sizes))


def _spoken_words(heard: Scores, spans: Sequence[tuple[int, int]], sizes: NDArray[np.int64]) -> slice:
    """The words from the first to the last that were spoken, or others in their place."""
    first, end = 0, len(sizes)
    while end > 1 and _left_out(heard, spans[end - 1], sizes[end - 1], heard[spans[end - 2][1] + 1 :]):
        end -= 1
    while first < end - 1 and _left_out(heard, spans[first], sizes[first], heard[: spans[first + 1][0]]):
        first += 1
    return slice(first, end)


def _left_out(heard: Scores, span: tuple[int, int], sounds: int, beyond: Scores) -> bool:
    """Whether next to nothing is spoken in a word's frames, and little beyond its neighbour."""
    least = sounds * _MISSING_SECONDS
    return _spoken(heard[span[0] : span[1] + 1]) < least and _spoken(beyond) < least + _RESIDUE_SECONDS


def _spoken(heard: Scores) -> float:
    """Seconds of speech."""
    return float((1 - np.exp(heard[:, INDEX[SILENCE]])).sum()) * FRAME_SECONDS


def _cut(heard: Scores, said: slice, words: int) -> bool:
    """Whether speech runs into the end of the recording at which words are missing."""
    edge = max(1, round(_EDGE_SECONDS / FRAME_SECONDS))
    silence = np.exp(heard[:, INDEX[SILENCE]])
    return bool(
        (said.start > 0 and silence[:edge].mean() < 0.5) or (said.stop < words and silence[-edge:].mean() < 0.5)
    )
