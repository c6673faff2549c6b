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
_NEVER = np.float32(-1e9)
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


def _emissions(heard: Scores, sounds: Sequence[str]) -> Scores:
    """(frames, states): how well each frame fits each sound, or any sound accepted for it."""
    columns = [heard[:, [INDEX[name] for name in accepted(sound)]].max(axis=1) for sound in sounds]
    return np.stack(columns, axis=1)


def _forward(emissions: Scores, before: NDArray[np.int64], first: NDArray[np.bool_]) -> tuple[Scores, Scores]:
    """Best score of arriving in each state at each frame, and of entering it there.

    `before` lists each state's predecessors, padded with the number of states; `first` says where a path may start.
    """
    frames, states = emissions.shape
    arrived = np.full((frames, states + 1), _NEVER, np.float32)
    entered = np.full((frames, states), _NEVER, np.float32)
    entered[0] = np.where(first, np.float32(0), _NEVER)
    arrived[0, :states] = entered[0] + emissions[0]
    for frame in range(1, frames):
        previous = arrived[frame - 1]
        entered[frame] = previous[before].max(axis=1)
        arrived[frame, :states] = np.maximum(entered[frame], previous[:states]) + emissions[frame]
    return arrived[:, :states], entered


def _padded(predecessors: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    width = max(1, *(len(row) for row in predecessors))
    return np.array([[*row, *[len(predecessors)] * (width - len(row))] for row in predecessors], dtype=np.int64)


def align(heard: Scores, words: Sequence[Sequence[tuple[str, ...]]]) -> Aligned:
    """Fit the words, each in whichever of its pronunciations fits best, with a pause allowed around any of them.

    Where the recording is shorter than the words need, its frames are stretched.
    """
    sounds: list[str] = [SILENCE]
    origin: list[tuple[int, int, int]] = [(-1, 0, 0)]
    predecessors: list[list[int]] = [[]]
    starts = [True]
    open_ends = [0]
    for number, choices in enumerate(words):
        ends = []
        for choice, pronunciation in enumerate(choices):
            for place, sound in enumerate(pronunciation):
                state = len(sounds)
                sounds.append(sound)
                origin.append((number, choice, place))
                predecessors.append(open_ends if place == 0 else [state - 1])
                starts.append(number == 0 and place == 0)
            ends.append(len(sounds) - 1)
        sounds.append(SILENCE)
        origin.append((-1, 0, 0))
        predecessors.append(ends)
        starts.append(False)
        open_ends = [*ends, len(sounds) - 1]
    shortest = sum(min(len(choice) for choice in choices) for choices in words)
    repeat = -(-shortest // max(len(heard), 1))
    stretched = np.repeat(heard, repeat, axis=0)
    emissions = _emissions(stretched, sounds)
    before = _padded(predecessors)
    arrived, entered = _forward(emissions, before, np.array(starts))
    state = max(open_ends, key=lambda end: arrived[-1, end])
    path = float(arrived[-1, state])
    spans: dict[tuple[int, int, int], tuple[int, int]] = {}
    last = frame = len(stretched) - 1
    padded = np.concatenate([arrived, np.full((len(arrived), 1), _NEVER, np.float32)], axis=1)
    while True:
        stays = frame > 0 and arrived[frame - 1, state] >= entered[frame, state]
        if not stays:
            spans[origin[state]] = (frame // repeat, last // repeat)
            if frame == 0:
                break
            state = int(before[state][padded[frame - 1][before[state]].argmax()])
            last = frame - 1
        frame -= 1
    placed = sorted(key for key in spans if key[0] >= 0)
    chosen = {number: choice for number, choice, _ in placed}
    return Aligned(
        tuple(words[number][chosen[number]] for number in range(len(words))),
        tuple(spans[key] for key in placed),
        path,
    )


def alternatives(heard: Scores, pronunciations: Sequence[tuple[str, ...]]) -> Alternatives:
    """What each other sound, or none, in each place would make of the whole recording."""
    sounds: list[str] = [SILENCE]
    optional = [True]
    for pronunciation in pronunciations:
        sounds += [*pronunciation, SILENCE]
        optional += [False] * len(pronunciation) + [True]
    states = len(sounds)
    needed = states - sum(optional)
    stretched = np.repeat(heard, -(-needed // max(len(heard), 1)), axis=0)
    emissions = _emissions(stretched, sounds)
    forwards = [[at - 1, *([at - 2] if at > 1 and optional[at - 1] else [])] if at else [] for at in range(states)]
    followers = [[at for at in range(states) if state in forwards[at]] for state in range(states)]
    backwards = [[states - 1 - at for at in row] for row in reversed(followers)]
    first = np.array([at == 0 or (at == 1 and optional[0]) for at in range(states)])
    final = np.array([at in (states - 1, states - 2) for at in range(states)])
    arrived, entered = _forward(emissions, _padded(forwards), first)
    _, leaving = _forward(emissions[::-1, ::-1], _padded(backwards), final[::-1])
    left = leaving[::-1, ::-1]
    places = [at for at in range(states) if not optional[at]]
    best = float(max(arrived[-1, -1], arrived[-1, -2]))
    enter, leave = entered[:, places], left[:, places]

    inside = np.full((len(places), len(INVENTORY)), _NEVER, np.float32)
    instead = inside.copy()
    for frame in range(len(stretched)):
        inside = np.maximum(inside, enter[frame][:, None]) + stretched[frame][None, :]
        instead = np.maximum(instead, inside + leave[frame][:, None])
    gap = enter[1:] + leave[:-1]
    without = gap.max(axis=0) if len(gap) else np.full(len(places), _NEVER, np.float32)
    return Alternatives(best, instead, without)
