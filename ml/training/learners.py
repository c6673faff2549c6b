"""Learners' recordings as training takes: heard as they are and in other rooms, and labelled by where a network hears
each sound; sounds that the experts did not find right are examples of nothing.
"""

import multiprocessing
import pickle
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soxr
import torch
from numpy.typing import NDArray

from lexfix_ml.errors import Refusal
from lexfix_ml.evidence import Hearing
from lexfix_ml.features import FRAME_SECONDS, SAMPLE_RATE
from lexfix_ml.phonemes import INDEX, SILENCE

from .examples import own, pronounceable
from .frames import IGNORED, Frames, heard
from .network import Recogniser
from .people import People, Utterance
from .synthesis import Take, in_a_room

_GOOD = 1.5
"""A sound that the experts score below this is not an example of that sound."""
_CENTRE = 0.005
"""Seconds from the start of one of the recogniser's frames to its centre."""


@dataclass(frozen=True)
class Variant:
    """A recording played `speed` times as fast, `before` seconds into a take, as the network hears it."""

    utterance: str
    number: int
    speed: float
    before: float
    features: NDArray[np.float16]
    encoded: NDArray[np.float16]


def variants(people: People, utterances: Sequence[Utterance], each: int, processes: int) -> list[Variant]:
    """Every recording as it is (number 0) and in `each` other ways; but for those longer than the service takes."""
    jobs = [(people, utterance, number) for utterance in utterances for number in range(each + 1)]
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        return [made for made in pool.imap(_variant, jobs, chunksize=16) if made is not None]


def _variant(job: tuple[People, Utterance, int]) -> Variant | None:
    people, utterance, number = job
    try:
        samples = people.samples(utterance)
    except Refusal:
        return None
    if number == 0:
        return Variant(utterance.id, 0, 1.0, 0.0, *heard(samples))
    random_ = random.Random(f"{utterance.id}-{number}")  # noqa: S311
    speed = float(np.exp(random_.uniform(-0.18, 0.18)))
    played = soxr.resample(samples, SAMPLE_RATE * speed, SAMPLE_RATE, quality="MQ").astype(np.float32)
    take = in_a_room(Take(played, ((0, SILENCE),)), random_, hard=0.5)
    return Variant(utterance.id, number, speed, take.sounds[1][0] / SAMPLE_RATE, *heard(take.samples))


@torch.inference_mode()
def listen(network: Recogniser, variant: Variant) -> Hearing:
    """What a network makes of a variant."""
    features, encoded = (
        torch.from_numpy(part.astype(np.float32))[None] for part in (variant.features, variant.encoded)
    )
    return Hearing(network(features, encoded)[0].numpy(), encoded[0].numpy())


def labels(network: Recogniser, variant: Variant, utterance: Utterance) -> NDArray[np.uint8] | None:
    """The sound in each frame of a recording as it is; None where its text has words that cannot be said."""
    words = pronounceable(utterance)
    if words is None:
        return None
    example, frames = own(listen(network, variant), utterance, words)
    found = np.full(len(variant.encoded), INDEX[SILENCE], np.uint8)
    for sound, score, (first, last) in zip(example.evidence.sounds, example.scores, frames, strict=True):
        found[first : last + 1] = IGNORED if score < _GOOD else sound
    return found


def takes(network: Recogniser, every: Sequence[Variant], utterances: Sequence[Utterance]) -> list[Frames]:
    """The variants of the utterances, labelled by where the network hears their sounds in the recording as it is."""
    by_id = {utterance.id: utterance for utterance in utterances}
    known = {
        variant.utterance: labels(network, variant, by_id[variant.utterance])
        for variant in every
        if variant.number == 0 and variant.utterance in by_id
    }
    made = []
    for variant in every:
        original = known.get(variant.utterance)
        if original is not None:
            marked = _moved(original, variant)
            made.append(Frames(variant.features, variant.encoded, marked))
    return made


def _moved(original: NDArray[np.uint8], variant: Variant) -> NDArray[np.uint8]:
    """The labels of the recording as it is at the frames of its variant; silence where the variant has more."""
    count = len(variant.encoded)
    seconds = (FRAME_SECONDS * np.arange(count) + _CENTRE - variant.before) * variant.speed
    at = np.round((seconds - _CENTRE) / FRAME_SECONDS).astype(int)
    inside = (at >= 0) & (at < len(original))
    moved = np.full(count, INDEX[SILENCE], np.uint8)
    moved[inside] = original[at[inside]]
    return moved


def kept(path: Path, people: People, utterances: Sequence[Utterance], each: int, processes: int) -> list[Variant]:
    """The variants, from `path` where an earlier run left them there."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pickle.dumps(variants(people, utterances, each, processes)))
    made: list[Variant] = pickle.loads(path.read_bytes())  # noqa: S301 - this command wrote it
    return made
