"""Phrases by neural voices, right and with one slip, kept in a folder.

`python -m training.neural --voices FOLDER --out FOLDER --count 300 --seed 1 [--held-out]`

Of every text there is a right take and one with a slip, by the same voice. Where `--held-out`, voices and words are
those never trained on, but for joe, of whose family there is one voice: only his words are new. A folder that is
there already is added to until it is complete. The synthesisers draw breath and durations anew in each run.
"""

import argparse
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lexfix_ml.phonemes import FLAP, UnknownSoundError

from . import takes
from .material import JOE, KOKORO_TEST_VOICES, KOKORO_VOICES, accent_of, test_text, training_text
from .mistakes import Spoken, slip, spoken
from .takes import Said

_SHARE_OF_JOE = 0.15
_SLOWEST, _FASTEST = 0.7, 1.15
"""Speeds: learners read slowly."""

Synthesiser = Callable[[Spoken, str, float], NDArray[np.float32]]


def synthesiser(folder: Path) -> Synthesiser:
    """Says a text by a voice, at a speed; `folder` is what `training.voices` laid out."""
    # They need onnxruntime, which nothing else in training does.
    from .kokoro import Kokoro  # noqa: PLC0415
    from .piper import Joe  # noqa: PLC0415

    voices, joe = Kokoro(folder), Joe(folder)

    def say(said: Spoken, voice: str, speed: float) -> NDArray[np.float32]:
        return joe.say(said, speed) if voice == JOE else voices.say(said, voice, speed)

    return say


def pairs(count: int, *, seed: int, held_out: bool) -> Iterator[tuple[tuple[Said, Spoken], tuple[Said, Spoken]]]:
    """`count` texts, each right and with one slip, and how the voice is to say them."""
    for number in range(count):
        random_ = random.Random(seed * 100_000 + number)  # noqa: S311
        yield _pair(f"{number:04}", random_, held_out=held_out)


def _pair(name: str, random_: random.Random, *, held_out: bool) -> tuple[tuple[Said, Spoken], tuple[Said, Spoken]]:
    voices = KOKORO_TEST_VOICES if held_out else KOKORO_VOICES
    voice = JOE if random_.random() < _SHARE_OF_JOE else random_.choice(voices)
    accent = accent_of(voice)
    while True:
        text = test_text(random_, random_.choice((1, 2, 2, 3))) if held_out else training_text(random_)
        try:
            right = spoken(text, accent)
            slipped = slip(right, accent, random_)
        except UnknownSoundError:
            continue
        if slipped is not None:
            break
    expected = tuple(
        tuple("t" if sound == FLAP else sound for sounds in word for sound in sounds) for word in right.sounds
    )
    utterance, wrong, heard = slipped
    return (
        (Said(f"{name}-right", voice, accent, text, expected, right.flat(), None, None), right),
        (Said(f"{name}-slip", voice, accent, text, expected, utterance.flat(), wrong, heard), utterance),
    )


def make(say: Synthesiser, out: Path, count: int, *, seed: int, held_out: bool) -> None:
    """Add what a folder lacks of `count` pairs. Raises KeyError for a sound that a synthesiser cannot write."""
    out.mkdir(parents=True, exist_ok=True)
    there = {said.id for said in takes.listed(out)}
    for pair in pairs(count, seed=seed, held_out=held_out):
        for said, utterance in pair:
            if said.id in there:
                continue
            speed = random.Random(f"{seed} {said.id}").uniform(_SLOWEST, _FASTEST)  # noqa: S311
            takes.keep(out, said, say(utterance, said.voice, speed))
    takes.finish(out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--voices", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=300, help="of texts; each is said twice")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--held-out", action="store_true")
    options = parser.parse_args()
    started = time.monotonic()
    make(synthesiser(options.voices), options.out, options.count, seed=options.seed, held_out=options.held_out)
    print(f"{len(takes.kept(options.out))} takes, {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
