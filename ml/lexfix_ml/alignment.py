"""Where each expected sound is in a recording, and what else could have been said there.

Best paths (Viterbi) through the recogniser's frame log-probabilities. `align` chooses among the accepted
pronunciations of each word and finds every sound's frames; `alternatives` then asks, for each place, how much better
or worse the whole recording would be explained by any other sound there, or by none, with the neighbours free to
move. That is the "goodness of pronunciation" with alternatives, computed exactly.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .phonemes import INDEX, INVENTORY, SILENCE, accepted

Scores = NDArray[np.float32]
Sums = NDArray[np.float64]
_NEVER = -1e9
_GRAIN = 2.0**-20
"""Evidence is rounded to this, so that sums are exact and equal paths compare as equal, in whatever order they add."""
_EMISSION_FLOOR = -9.0
"""Log-probability below which a frame is no worse evidence: one odd frame must not decide."""


@dataclass(frozen=True)
class Aligned:
    """The chosen pronunciation of every word, and the frames `first`..`last` (inclusive) of each of its sounds."""

    pronunciations: tuple[tuple[str, ...], ...]
    frames: tuple[tuple[int, int], ...]
    path: float


@dataclass(frozen=True)
class Alternatives:
    """Per expected sound: log-probability of the best path with it, with each sound instead, and without any."""

    expected: float
    instead: Scores
    without: Scores


def evidence(heard: Scores) -> Scores:
    """The recogniser's log-probabilities as evidence, floored."""
    return np.maximum(heard, np.float32(_EMISSION_FLOOR))


def _stretched(heard: Scores, least: int) -> tuple[Sums, int]:
    """Each frame as often as it takes to have `least` frames, and how often that is."""
    repeat = -(-least // max(len(heard), 1))
    exact = np.round(heard.astype(np.float64) / _GRAIN) * _GRAIN
    return np.repeat(exact, repeat, axis=0), repeat


def _emissions(heard: Sums, sounds: Sequence[str]) -> Sums:
    """(states, frames): how well each frame fits each sound, or any sound accepted for it."""
    best = {sound: heard[:, [INDEX[name] for name in accepted(sound)]].max(axis=1) for sound in set(sounds)}
    return np.stack([best[sound] for sound in sounds])


@dataclass(frozen=True)
class _Paths:
    """Best scores of paths, (states, frames) each: arriving in a state, entering it, and `gained`.

    `gained` is the score of entering less the state's emissions until then: a path that is in the state at a frame
    has entered it where that was largest.
    """

    arrived: Sums
    entered: Sums
    gained: Sums


def _forward(emissions: Sums, predecessors: Sequence[Sequence[int]], starts: Sequence[int]) -> _Paths:
    """The best paths from the first frame on, which begin in one of `starts`; a state comes after its predecessors.

    Each state takes a few operations over all frames, instead of each frame a few over all states: there are fewer.
    """
    sums = np.cumsum(emissions, axis=1)
    before = np.pad(sums[:, :-1], ((0, 0), (1, 0)))
    arrived, entered, gained = np.empty_like(sums), np.full_like(sums, _NEVER), np.empty_like(sums)
    entered[starts, 0] = 0
    for state, others in enumerate(predecessors):
        for other in others:
            np.maximum(entered[state, 1:], arrived[other, :-1], out=entered[state, 1:])
        np.subtract(entered[state], before[state], out=gained[state])
        np.maximum.accumulate(gained[state], out=arrived[state])
        arrived[state] += sums[state]
    return _Paths(arrived, entered, gained)


def align(heard: Scores, words: Sequence[Sequence[tuple[str, ...]]], *, most: int = 1) -> Aligned:
    """Fit the words, each in whichever of its pronunciations fits best, with a pause allowed around any of them.

    They may have been said up to `most` times: whatever explains the recording best; the words of every saying come
    out, one saying after the other. Where the recording is shorter than the words need, its frames are stretched.
    """
    sounds: list[str] = [SILENCE]
    origin: list[tuple[int, int, int]] = [(-1, 0, 0)]
    predecessors: list[list[int]] = [[]]
    starts = [0]
    open_ends = [0]
    finals: list[int] = []
    for number, choices in enumerate([*words] * most):
        ends = []
        for choice, pronunciation in enumerate(choices):
            for place, sound in enumerate(pronunciation):
                state = len(sounds)
                sounds.append(sound)
                origin.append((number, choice, place))
                predecessors.append(open_ends if place == 0 else [state - 1])
                if number == 0 and place == 0:
                    starts.append(state)
            ends.append(len(sounds) - 1)
        sounds.append(SILENCE)
        origin.append((-1, 0, 0))
        predecessors.append(ends)
        open_ends = [*ends, len(sounds) - 1]
        if (number + 1) % len(words) == 0:
            finals += open_ends
    shortest = sum(min(len(choice) for choice in choices) for choices in words)
    stretched, repeat = _stretched(heard, shortest)
    paths = _forward(_emissions(stretched, sounds), predecessors, starts)
    last = len(stretched) - 1
    state = max(finals, key=lambda end: float(paths.arrived[end, last]))
    path = float(paths.arrived[state, last])
    spans: dict[tuple[int, int, int], tuple[int, int]] = {}
    while True:
        first = int(paths.gained[state, : last + 1].argmax())
        spans[origin[state]] = (first // repeat, last // repeat)
        if first == 0:
            break
        last = first - 1
        state = max(predecessors[state], key=lambda other: float(paths.arrived[other, last]))
    placed = sorted(key for key in spans if key[0] >= 0)
    chosen = {number: choice for number, choice, _ in placed}
    return Aligned(
        tuple(words[number % len(words)][chosen[number]] for number in range(len(chosen))),
        tuple(spans[key] for key in placed),
        path,
    )


def _skipping(optional: Sequence[bool]) -> tuple[list[list[int]], list[int]]:
    """Each state's predecessors in a chain whose optional states may be left out, and the states it may start in."""
    predecessors = [
        [] if at == 0 else [at - 1, at - 2] if at > 1 and optional[at - 1] else [at - 1] for at in range(len(optional))
    ]
    return predecessors, [0, 1] if optional[0] else [0]


def alternatives(heard: Scores, pronunciations: Sequence[tuple[str, ...]]) -> Alternatives:
    """What each other sound, or none, in each place would make of the whole recording."""
    sounds: list[str] = [SILENCE]
    optional = [True]
    for pronunciation in pronunciations:
        sounds += [*pronunciation, SILENCE]
        optional += [False] * len(pronunciation) + [True]
    states = len(sounds)
    stretched, _ = _stretched(heard, states - sum(optional))
    emissions = _emissions(stretched, sounds)
    paths = _forward(emissions, *_skipping(optional))
    # Backwards, entering a state is leaving it: a score of all that comes after.
    left = _forward(emissions[::-1, ::-1], *_skipping(optional[::-1])).entered[::-1, ::-1]
    places = [at for at in range(states) if not optional[at]]
    best = float(max(paths.arrived[-1, -1], paths.arrived[-2, -1]))
    enter, leave = paths.entered[places], left[places]

    shape = (len(places), len(INVENTORY))
    inside, instead, ended = np.full(shape, _NEVER), np.full(shape, _NEVER), np.empty(shape)
    for entering, leaving, fits in zip(enter.T[:, :, None], leave.T[:, :, None], stretched, strict=True):
        np.maximum(inside, entering, out=inside)
        inside += fits
        np.add(inside, leaving, out=ended)
        np.maximum(instead, ended, out=instead)
    gap = enter[:, 1:] + leave[:, :-1]
    without = gap.max(axis=1, initial=_NEVER)
    return Alternatives(best, instead.astype(np.float32), without.astype(np.float32))
