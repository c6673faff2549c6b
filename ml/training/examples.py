"""What the judge is taught with: evidence, and what is known of each sound, word and phrase.

A learner's recording is an example of its own text with the experts' scores. Heard against a text that is not quite
its own, it is one of what was not said: another phrase, another word, a sound that is not the one, half a phrase.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lexfix_ml.alignment import align, alternatives, evidence
from lexfix_ml.evidence import Evidence, Hearing, gather
from lexfix_ml.phonemes import INDEX, INVENTORY, SILENCE, accepted
from lexfix_ml.pronounce import words_of

from .mistakes import SLIPS
from .people import Utterance
from .trials import Trial, places

RIGHT = 1.8
"""The experts' mean from which a sound was said right."""
_EXPECTED_FOR = {
    said: tuple(sound for sound, slips in SLIPS.items() if said in slips.split()) for said in INDEX if said != SILENCE
}
"""The sounds for which each sound is a usual slip."""

Pronunciations = Sequence[Sequence[tuple[str, ...]]]
Spans = tuple[tuple[int, int], ...]

_NOTHING = np.full(3, np.nan)
_SAID_FROM = 0.6
"""A word of this accuracy was certainly said; of less, it may have been another one."""
_FIRST_WORDS = 0.7
"""How often the part of a recording is its beginning; else it is its end."""
_PAUSE = 15
"""Up to so many frames stay beyond the words of a part."""


@dataclass(frozen=True)
class Example:
    """Evidence, and what is known: NaN where nothing is.

    `scores` of sounds are 0 to 2, `accuracy` of words and the `phrase` (total, fluency, completeness) 0 to 1, `there`
    is 1 for a word that was said and 0 for one that was not. `source` is the speaker or the voice.
    """

    evidence: Evidence
    scores: NDArray[np.float64]
    accuracy: NDArray[np.float64]
    there: NDArray[np.float64]
    phrase: NDArray[np.float64]
    kind: str
    source: str

    def pronunciations(self) -> list[tuple[str, ...]]:
        """The sounds of each word."""
        named = [INVENTORY[sound] for sound in self.evidence.sounds]
        ends = np.cumsum(np.bincount(self.evidence.words))
        return [tuple(named[start:end]) for start, end in zip([0, *ends[:-1]], ends, strict=True)]


def weigh(hearing: Hearing, words: Pronunciations) -> tuple[Evidence, Spans]:
    """The evidence in a recording, for the pronunciations that fit best, and each sound's first and last frame."""
    heard = evidence(hearing.heard)
    aligned = align(heard, words)
    return gather(hearing, aligned, alternatives(heard, aligned.pronunciations)), aligned.frames


def pronounceable(utterance: Utterance) -> Pronunciations | None:
    """The pronunciations of an utterance's words; None where the service would not find the same words in its text."""
    words = words_of(utterance.text)
    same = [word.text.lower() for word in words] == [word.text.lower() for word in utterance.words]
    return [word.pronunciations for word in words] if same else None


def own(hearing: Hearing, utterance: Utterance, words: Pronunciations) -> tuple[Example, Spans]:
    """The recording against its own text, with the experts' scores; and where its sounds are."""
    found, spans = weigh(hearing, words)
    accuracy, there = _accuracy(utterance)
    phrase = np.array([utterance.total / 10, utterance.fluency / 10, utterance.completeness])
    example = Example(found, np.full(len(found.sounds), np.nan), accuracy, there, phrase, "own", utterance.speaker)
    return replace(example, scores=_experts(utterance, example)), spans


def other(hearing: Hearing, utterance: Utterance, words: Pronunciations) -> Example:
    """The recording against another text altogether."""
    found, _ = weigh(hearing, words)
    nothing = np.zeros(len(words))
    return Example(found, np.full(len(found.sounds), np.nan), nothing, nothing, _NOTHING, "other", utterance.speaker)


def another_word(
    hearing: Hearing, utterance: Utterance, words: Pronunciations, instead: Sequence[tuple[str, ...]], place: int
) -> Example:
    """The recording against its text with another word at `place`; of the words beside it nothing is known."""
    found, _ = weigh(hearing, [*words[:place], instead, *words[place + 1 :]])
    accuracy, there = _accuracy(utterance)
    example = Example(found, np.full(len(found.sounds), np.nan), accuracy, there, _NOTHING, "word", utterance.speaker)
    scores = _experts(utterance, example, but=place)
    scores[np.abs(found.words - place) <= 1] = np.nan
    accuracy[max(0, place - 1) : place + 2] = np.nan
    accuracy[place] = there[place] = 0
    return replace(example, scores=scores)


def swapped(hearing: Hearing, said: Example, random_: random.Random) -> Example | None:
    """The recording against sounds of which one or two are not those that were rightly said there."""
    pronunciations = said.pronunciations()
    flat = [sound for word in pronunciations for sound in word]
    instead = {
        int(at): [sound for sound in _EXPECTED_FOR[flat[at]] if flat[at] not in accepted(sound)]
        for at in np.flatnonzero(said.scores >= RIGHT)
    }
    possible = [at for at, sounds in instead.items() if sounds]
    if not possible:
        return None
    wrong = random_.sample(possible, min(len(possible), random_.choice((1, 1, 2))))
    for at in wrong:
        flat[at] = random_.choice(instead[at])
    ends = np.cumsum([len(word) for word in pronunciations])
    changed = [[tuple(flat[start:end])] for start, end in zip([0, *ends[:-1]], ends, strict=True)]
    found, _ = weigh(hearing, changed)
    scores = said.scores.copy()
    for at in wrong:
        scores[max(0, at - 1) : at + 2] = np.nan
    scores[wrong] = 0
    count = len(changed)
    return Example(found, scores, np.full(count, np.nan), np.ones(count), _NOTHING, "swap", said.source)


def part(hearing: Hearing, said: Example, spans: Spans, random_: random.Random) -> Example | None:
    """The first or the last words of a recording, against the whole text."""
    pronunciations = said.pronunciations()
    count = len(pronunciations)
    if count == 1:
        return None
    keep = random_.randrange(1, count)
    edge = int(np.cumsum([len(word) for word in pronunciations])[keep - 1])
    if random_.random() < _FIRST_WORDS:
        cut = slice(0, spans[edge - 1][1] + random_.randrange(1, _PAUSE))
        there = np.arange(count) < keep
    else:
        cut = slice(max(0, spans[edge][0] - random_.randrange(1, _PAUSE)), None)
        there = np.arange(count) >= keep
    shorter = Hearing(hearing.heard[cut], hearing.encoded[cut])
    if len(shorter.heard) < _PAUSE:
        return None
    found, _ = weigh(shorter, [[pronunciation] for pronunciation in pronunciations])
    accuracy = np.where(there, said.accuracy, 0.0)
    accuracy[keep - 1 if there[0] else keep] = np.nan
    unknown = np.full(len(found.sounds), np.nan)
    return Example(found, unknown, accuracy, np.where(there, said.there, 0.0), _NOTHING, "part", said.source)


def _accuracy(utterance: Utterance) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The experts' accuracy of each word, 0 to 1, and 1 for each that was certainly said."""
    accuracy = np.array([word.accuracy for word in utterance.words]) / 10
    return accuracy, np.where(accuracy >= _SAID_FROM, 1.0, np.nan)


def _experts(utterance: Utterance, example: Example, but: int | None = None) -> NDArray[np.float64]:
    """The experts' score of each sound; NaN where they have no such sound, and in the word `but`."""
    found = []
    for number, (word, pronunciation) in enumerate(zip(utterance.words, example.pronunciations(), strict=True)):
        row = np.full(len(pronunciation), np.nan)
        if number != but:
            sounds, scores = word.sounds()
            for theirs, ours in places(sounds, pronunciation).items():
                row[ours] = scores[theirs]
        found.append(row)
    return np.concatenate(found)


def synthetic(hearing: Hearing, trial: Trial) -> Example | None:
    """A trial by a synthetic voice: all its sounds are known to be right but the slip; its neighbours are not known."""
    words = [word.pronunciations for word in words_of(trial.text)]
    found, _ = weigh(hearing, words)
    sounds = [INVENTORY[sound] for sound in found.sounds]
    count = len(words)
    scores, known = np.full(len(sounds), 2.0), np.full(count, 1.0)
    if trial.other:
        return Example(found, scores * np.nan, known * 0, known * 0, _NOTHING, "other", trial.voice)
    if trial.wrong is None:
        return Example(found, scores, known, known, np.array([0.95, np.nan, 1.0]), "right", trial.voice)
    wrong = places(trial.canonical, sounds).get(trial.wrong)
    if wrong is None:
        return None
    scores[max(0, wrong - 1) : wrong + 2] = np.nan
    scores[wrong] = 0
    accuracy = np.where(np.arange(count) == found.words[wrong], np.nan, 1.0)
    return Example(found, scores, accuracy, known, _NOTHING, "slip", trial.voice)
