"""Best paths through invented evidence, where the right answer is known."""

from itertools import groupby

import numpy as np
import pytest

from lexfix_ml.alignment import Scores, align, alternatives, evidence
from lexfix_ml.phonemes import INDEX, INVENTORY, SILENCE

from . import plain_alignment as plain


def _heard(*parts: tuple[str, int]) -> Scores:
    sounds = [INDEX[sound] for sound, count in parts for _ in range(count)]
    likely = np.full((len(sounds), len(INVENTORY)), 0.1 / (len(INVENTORY) - 1), np.float32)
    likely[np.arange(len(sounds)), sounds] = 0.9
    return evidence(np.log(likely))


def test_each_sound_is_given_its_own_frames() -> None:
    heard = _heard((SILENCE, 3), ("k", 2), ("æ", 5), ("t", 2), (SILENCE, 4))
    assert align(heard, [[("k", "æ", "t")]]).frames == ((3, 4), (5, 9), (10, 11))


def test_the_pronunciation_that_was_used_is_chosen() -> None:
    heard = _heard((SILENCE, 2), ("ð", 2), ("iː", 4), (SILENCE, 2), ("æ", 3), (SILENCE, 2))
    assert align(heard, [[("ð", "ə"), ("ð", "iː")], [("æ",)]]).pronunciations == (("ð", "iː"), ("æ",))


def test_a_substituted_sound_is_the_best_alternative_in_its_place() -> None:
    heard = _heard((SILENCE, 2), ("f", 4), ("ɪ", 4), ("ŋ", 3), (SILENCE, 2))
    found = alternatives(heard, [("θ", "ɪ", "ŋ")])
    assert INVENTORY[int(found.instead[0].argmax())] == "f"
    assert found.instead[0].max() > found.expected + 10
    assert found.instead[1, INDEX["ɪ"]] >= found.instead[1].max()


def test_a_sound_left_out_is_better_explained_without_it() -> None:
    heard = _heard((SILENCE, 2), ("s", 4), ("ɒ", 4), ("p", 3), (SILENCE, 2))
    found = alternatives(heard, [("s", "t", "ɒ", "p")])
    assert found.without[1] > found.expected
    assert (found.without[[0, 2, 3]] < found.expected).all()


def test_a_sound_in_its_place_costs_no_more_than_the_whole_path() -> None:
    heard = _heard((SILENCE, 2), ("k", 2), ("æ", 4), ("t", 2), (SILENCE, 1), ("s", 3), ("æ", 3), ("t", 2), (SILENCE, 1))
    chosen = align(heard, [[("k", "æ", "t")], [("s", "æ", "t")]])
    found = alternatives(heard, chosen.pronunciations)
    assert abs(found.expected - chosen.path) < 1e-2
    for place, sound in enumerate("k æ t s æ t".split()):
        assert abs(found.instead[place, INDEX[sound]] - found.expected) < 1e-2


def test_a_recording_shorter_than_the_phrase_is_stretched_to_fit() -> None:
    heard = _heard(("k", 1), ("t", 1))
    chosen = align(heard, [[("k", "æ", "t", "ə", "l", "ɒ", "ɡ")]])
    assert len(chosen.frames) == 7
    assert all(0 <= first <= last <= 1 for first, last in chosen.frames)
    assert alternatives(heard, chosen.pronunciations).instead.shape[0] == 7


PHRASE: plain.Words = [[("ð", "ə"), ("ð", "iː")], [("k", "æ", "t"), ("k", "ɑː", "t"), ("k", "t")], [("s", "æ", "t")]]


def _drawn(seed: int, frames: int) -> Scores:
    """Evidence as the recogniser's: mostly sure, often wrong, and much of it at the floor, so that paths are equal."""
    random = np.random.default_rng(seed)
    logits = random.normal(0, random.choice([0.5, 4, 12]), (frames, len(INVENTORY)))
    logits = np.repeat(logits, random.integers(1, 4), axis=0)[:frames]
    grain = random.choice([1, 2**20])
    likely = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return evidence((np.round(likely * grain) / grain).astype(np.float32))


@pytest.mark.parametrize("frames", [8, 9, 14, 60])
@pytest.mark.parametrize("seed", range(8))
def test_the_path_is_the_one_that_trying_every_step_finds(seed: int, frames: int) -> None:
    heard = _drawn(seed, frames)
    states = plain.net(heard, PHRASE)
    score, path = plain.best(states)
    placed = [(states[number].place, len(list(stay))) for number, stay in groupby(path)]
    ends = np.cumsum([length for _, length in placed])
    chosen = align(heard, PHRASE)
    assert chosen.path == pytest.approx(score, abs=1e-3)
    assert chosen.frames == tuple(
        (end - length, end - 1) for (place, length), end in zip(placed, ends, strict=True) if place
    )
    assert chosen.pronunciations == tuple(PHRASE[place[0]][place[1]] for place, _ in placed if place and place[2] == 0)


@pytest.mark.parametrize("frames", [8, 9, 40])
@pytest.mark.parametrize("seed", range(3))
def test_the_alternatives_are_those_that_asking_anew_for_each_finds(seed: int, frames: int) -> None:
    heard = _drawn(seed, frames)
    said = [choices[0] for choices in PHRASE]
    states = plain.net(heard, [[sounds] for sounds in said])
    found = alternatives(heard, said)
    places = [number for number, state in enumerate(states) if state.place]
    assert found.expected == pytest.approx(plain.best(states)[0], abs=1e-3)
    for place, number in enumerate(places):
        np.testing.assert_allclose(found.instead[place], plain.instead(heard, states, number), atol=1e-3)
        expected = plain.without(states, number)
        assert found.without[place] == pytest.approx(expected, abs=1e-3) or max(found.without[place], expected) < -1e8
