"""The judge's lessons: examples of every learner, heard by a network that was not trained on them, and of voices."""

import multiprocessing
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch

from lexfix_ml.evidence import Hearing

from . import examples, frames
from .examples import Example, Pronunciations, pronounceable
from .learners import Variant, listen
from .network import Recogniser
from .people import Utterance
from .trials import Trial

_CHANGED_TO = 1
"""Variants up to this number are also heard against texts that are not quite theirs."""


@dataclass(frozen=True)
class _Job:
    network: Recogniser
    utterance: Utterance
    variants: tuple[Variant, ...]
    others: tuple[Utterance, ...]


def of_learner(
    network: Recogniser, utterance: Utterance, variants: Sequence[Variant], others: Sequence[Utterance]
) -> list[Example]:
    """Examples of one recording and its variants; of `others` are the texts that were not said in it."""
    words = pronounceable(utterance)
    if words is None:
        return []
    random_ = random.Random(utterance.id)  # noqa: S311
    made: list[Example | None] = []
    for variant in variants:
        hearing = listen(network, variant)
        said, spans = examples.own(hearing, utterance, words)
        made += [said, examples.swapped(hearing, said, random_)]
        if variant.number <= _CHANGED_TO:
            made += [
                _other(hearing, utterance, random_.choice(others)),
                _another_word(hearing, utterance, words, random_.choice(others), random_),
                examples.part(hearing, said, spans, random_),
            ]
    return [example for example in made if example is not None]


def _other(hearing: Hearing, utterance: Utterance, stranger: Utterance) -> Example | None:
    words = pronounceable(stranger)
    if words is None or set(stranger.text.lower().split()) & set(utterance.text.lower().split()):
        return None
    return examples.other(hearing, utterance, words)


def _another_word(
    hearing: Hearing, utterance: Utterance, words: Pronunciations, stranger: Utterance, random_: random.Random
) -> Example | None:
    place, theirs = random_.randrange(len(words)), pronounceable(stranger)
    taken = random_.randrange(len(stranger.words))
    if theirs is None or stranger.words[taken].text.lower() == utterance.words[place].text.lower():
        return None
    return examples.another_word(hearing, utterance, words, theirs[taken], place)


def _of_learner(job: _Job) -> list[Example]:
    torch.set_num_threads(1)
    return of_learner(job.network, job.utterance, job.variants, job.others)


def of_learners(
    network: Recogniser, utterances: Sequence[Utterance], variants: Sequence[Variant], processes: int
) -> list[Example]:
    """Examples of all the utterances."""
    by_id: dict[str, list[Variant]] = {}
    for variant in variants:
        by_id.setdefault(variant.utterance, []).append(variant)
    others = tuple(utterances)
    jobs = [_Job(network, one, tuple(by_id[one.id]), others) for one in utterances if one.id in by_id]
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        return [example for made in pool.imap(_of_learner, jobs, chunksize=8) for example in made]


def of_voices(network: Recogniser, trials: Iterable[Trial]) -> list[Example]:
    """Examples of synthetic voices, espeak-ng's or neural ones."""
    made = []
    for trial in trials:
        features, encoded = frames.heard(trial.samples)
        example = examples.synthetic(listen(network, Variant("", 0, 1.0, 0.0, features, encoded)), trial)
        if example is not None:
            made.append(example)
    return made
