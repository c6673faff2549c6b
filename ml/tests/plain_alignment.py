"""Best paths by their definition, a frame and a state at a time: what `lexfix_ml.alignment` finds faster."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lexfix_ml.alignment import Scores
from lexfix_ml.phonemes import INDEX, INVENTORY, SILENCE, accepted

NEVER = -1e9
Words = Sequence[Sequence[tuple[str, ...]]]


@dataclass(frozen=True)
class State:
    """A sound in the net of all that may be said: how it fits each frame, and the states it may follow.

    `place` is its word, the choice among that word's pronunciations, and the place in it; None for a pause.
    """

    fits: NDArray[np.float64]
    before: tuple[int, ...]
    first: bool = False
    last: bool = False
    place: tuple[int, int, int] | None = None


def net(heard: Scores, words: Words) -> list[State]:
    """Every way to say the words, with a pause allowed around any of them."""

    def fits(sound: str) -> NDArray[np.float64]:
        best: NDArray[np.float64] = heard[:, [INDEX[name] for name in accepted(sound)]].max(axis=1).astype(np.float64)
        return best

    states = [State(fits(SILENCE), (), first=True)]
    ends: list[int] = [0]
    for number, choices in enumerate(words):
        closing = number == len(words) - 1
        ended = []
        for choice, sounds in enumerate(choices):
            for at, sound in enumerate(sounds):
                before = (len(states) - 1,) if at else tuple(ends)
                last = closing and at == len(sounds) - 1
                states.append(State(fits(sound), before, number == at == 0, last, (number, choice, at)))
            ended.append(len(states) - 1)
        states.append(State(fits(SILENCE), tuple(ended), last=closing))
        ends = [*ended, len(states) - 1]
    return states


def best(states: Sequence[State]) -> tuple[float, list[int]]:
    """The best path's score, and its state at each frame; of equal paths, the one that goes on earliest."""
    numbers = range(len(states))
    arrived = [[(0.0 if state.first else NEVER) + state.fits[0] for state in states]]
    came: list[list[int]] = []
    for frame in range(1, len(states[0].fits)):
        earlier = arrived[-1]
        came.append([max((number, *states[number].before), key=lambda one: earlier[one]) for number in numbers])
        arrived.append([earlier[came[-1][number]] + states[number].fits[frame] for number in numbers])
    ended = max((number for number in numbers if states[number].last), key=lambda one: arrived[-1][one])
    path = [ended]
    for sources in reversed(came):
        path.append(sources[path[-1]])
    return float(arrived[-1][ended]), path[::-1]


def instead(heard: Scores, states: Sequence[State], number: int) -> list[float]:
    """The score of the best path with each sound of the inventory in the place of that state."""
    return [
        best(
            [*states[:number], replace(states[number], fits=heard[:, index].astype(np.float64)), *states[number + 1 :]]
        )[0]
        for index in range(len(INVENTORY))
    ]


def without(states: Sequence[State], number: int) -> float:
    """The score of the best path in which what may follow that state follows what may come before it."""
    hole = states[number]
    bridged = [
        replace(state, before=(*state.before, *hole.before)) if number in state.before else state for state in states
    ]
    bridged[number] = replace(hole, fits=np.full_like(hole.fits, NEVER))
    return best(bridged)[0]
