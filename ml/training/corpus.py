"""The synthetic training set: what the network sees of many takes, made side by side and kept as one file."""

import multiprocessing
import random

from lexfix_ml.phonemes import UnknownSoundError

from .frames import Frames, frames_of
from .material import ACCENTS, FLITE_VOICES, TEST_VOICES, VOICES, training_text
from .mistakes import invented, mnemonics, scramble, spoken
from .synthesis import Take, by_espeak, by_flite, flite_phones, in_a_room, no_voice

_CHUNK = 250
_LONGEST_SECONDS = 6.0


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


def _chunk(job: tuple[int, int, float | None]) -> list[Frames]:
    """Frames for `count` seeds from `first`; takes without a voice where there is no flite share."""
    first, count, flite_share = job
    made = []
    for seed in range(first, first + count):
        random_ = random.Random(seed)  # noqa: S311
        take = no_voice(random_) if flite_share is None else training_take(random_, flite_share)
        made.append(frames_of(take))
    return made


def make(count: int, *, seed: int, flite_share: float, processes: int) -> list[Frames]:
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
        return [frames for chunk in pool.imap(_chunk, jobs) for frames in chunk]
