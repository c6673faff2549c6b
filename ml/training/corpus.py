"""The training set: features and labels of many takes, made side by side and kept as one file."""

import multiprocessing
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lexfix_ml.features import MELS, log_mel
from lexfix_ml.phonemes import UnknownSoundError

from .material import ACCENTS, FLITE_VOICES, TEST_VOICES, VOICES, training_text
from .mistakes import invented, mnemonics, scramble, spoken
from .synthesis import Take, by_espeak, by_flite, flite_phones, in_a_room, no_voice

_CHUNK = 250
_LONGEST_SECONDS = 6.0


@dataclass(frozen=True)
class Corpus:
    """Takes end to end: take i has feature frames `offsets[i]..offsets[i+1]`, labels `marks[i]..marks[i+1]`."""

    features: NDArray[np.float16]
    offsets: NDArray[np.int64]
    labels: NDArray[np.uint8]
    marks: NDArray[np.int64]


def training_take(random_: random.Random, flite_share: float) -> Take:
    """A take of real words, of words with sounds swapped, or of invented words."""
    while True:
        accent, voice = random_.choice(ACCENTS), random_.choice(VOICES)
        kind = random_.random()
        try:
            if random_.random() < flite_share:
                text, flite_voice = training_text(random_), random_.choice(FLITE_VOICES)
                if kind < 0.5:
                    take = by_flite(text, flite_voice, random_)
                else:
                    said = scramble(spoken(text, "en-us"), "en-us", random_, 0.3)
                    take = by_flite(flite_phones(said.flat()), flite_voice, random_, phones=True)
            elif kind < 0.35:
                take = by_espeak(training_text(random_), f"{accent}+{voice}", random_)
            elif kind < 0.75:
                said = scramble(spoken(training_text(random_), accent), accent, random_, 0.25)
                take = by_espeak(said.markup(), f"{accent}+{voice}", random_)
            else:
                take = by_espeak(invented(accent, random_), f"{accent}+{voice}", random_)
        except (UnknownSoundError, KeyError):
            continue
        if 0.2 < len(take.samples) / 16_000 < _LONGEST_SECONDS:
            return in_a_room(take, random_)


def _chunk(job: tuple[int, int, float | None]) -> list[tuple[NDArray[np.float16], NDArray[np.uint8]]]:
    """Features and labels for `count` seeds from `first`; takes without a voice where there is no flite share."""
    first, count, flite_share = job
    made = []
    for seed in range(first, first + count):
        random_ = random.Random(seed)  # noqa: S311
        take = no_voice(random_) if flite_share is None else training_take(random_, flite_share)
        labels = take.labels()
        features = log_mel(take.samples)[: 2 * len(labels)]
        made.append((features.astype(np.float16), labels))
    return made


def make(count: int, *, seed: int, flite_share: float, processes: int) -> Corpus:
    """`count` training takes, and a twentieth as many without a voice.

    The same arguments make the same takes on the same versions of the synthesisers.
    """
    assert not set(VOICES) & set(TEST_VOICES)
    for accent in ACCENTS:
        mnemonics(accent)  # before the fork, so that every process has them
    jobs: list[tuple[int, int, float | None]] = [
        (seed + first, min(_CHUNK, count - first), flite_share) for first in range(0, count, _CHUNK)
    ]
    jobs.append((seed + count, count // 20, None))
    with multiprocessing.get_context("fork").Pool(processes, maxtasksperchild=1) as pool:
        made = [pair for chunk in pool.imap(_chunk, jobs) for pair in chunk]
    features = np.concatenate([pair[0] for pair in made]).reshape(-1, MELS)
    labels = np.concatenate([pair[1] for pair in made])
    offsets = np.cumsum([0, *(len(pair[0]) for pair in made)])
    marks = np.cumsum([0, *(len(pair[1]) for pair in made)])
    return Corpus(features, offsets, labels, marks)


def load(path: Path) -> Corpus:
    """A corpus that `save` wrote."""
    with np.load(path) as stored:
        return Corpus(stored["features"], stored["offsets"], stored["labels"], stored["marks"])


def save(corpus: Corpus, path: Path) -> None:
    """Keep a corpus for another training run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, features=corpus.features, offsets=corpus.offsets, labels=corpus.labels, marks=corpus.marks)
