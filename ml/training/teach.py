"""Teach the judge by examples: what experts said of learners' sounds, words and phrases, and what was not said."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from lexfix_ml.judge import Judgement, members
from lexfix_ml.verdicts import Thresholds

from .examples import RIGHT, Example
from .juror import Juror, Jury, Logits

WEIGHT = {"own": 1.0, "swap": 0.3, "other": 0.5, "word": 0.5, "part": 0.5, "slip": 1.0, "right": 0.4}
"""How much each kind of example counts: experts' scores most, what we made of them less."""
_SOUNDS, _ACCURACY, _THERE, _PHRASE = 2.0, 0.5, 0.5, 1.0
_BATCH = 64
_EPOCHS, _RATE = 5, 3e-3
_PARTS = 5

WRONG = 0.5
"""The experts' mean up to which a sound was said wrong."""
_RIGHT_PRACTISE, _WRONG_GREAT, _POOR_GREAT = 0.015, 0.06, 0.10
"""Of right sounds and perfect words so many may be for practise; of wrong sounds, and of poor words, so many great.

For sounds that is half of what is allowed: speakers differ, and the next ones are others.
"""
_PERFECT_WORD, _POOR_WORD = 0.95, 0.5
_EXCELLENT, _FAIR, _EXCELLENT_NOT_GREAT = 0.85, 0.7, 0.15
"""Totals of excellent and of fair phrases, and how many excellent ones may be less than great."""
_EITHER, _THERE_FROM = 0.35, 0.5


@dataclass(frozen=True)
class Batch:
    """Examples side by side, padded; NaN where nothing is known."""

    sounds: Tensor
    features: Tensor
    members: Tensor
    scores: Tensor
    accuracy: Tensor
    there: Tensor
    phrase: Tensor
    weight: Tensor


def batch(examples: Sequence[Example]) -> Batch:
    """The examples as one batch."""
    many = max(len(example.evidence.sounds) for example in examples)
    words = max(len(example.accuracy) for example in examples)
    size = len(examples)
    sounds = np.zeros((size, many), np.int64)
    features = np.zeros((size, many, examples[0].evidence.features.shape[1]), np.float32)
    belongs = np.zeros((size, words, many), np.float32)
    scores = np.full((size, many), np.nan, np.float32)
    accuracy, there = np.full((2, size, words), np.nan, np.float32)
    for row, example in enumerate(examples):
        count, said = len(example.evidence.sounds), len(example.accuracy)
        sounds[row, :count], features[row, :count] = example.evidence.sounds, example.evidence.features
        belongs[row, :said, :count] = members(example.evidence.words)
        scores[row, :count] = example.scores
        accuracy[row, :said], there[row, :said] = example.accuracy, example.there
    phrase = np.array([example.phrase for example in examples], np.float32)
    weight = np.array([WEIGHT[example.kind] for example in examples], np.float32)
    return Batch(*map(torch.from_numpy, (sounds, features, belongs, scores, accuracy, there, phrase, weight)))


def loss(logits: Logits, known: Batch) -> Tensor:
    """Cross-entropies: of sounds with their score shared between the two classes next to it, and of the shares."""
    scores = known.scores.nan_to_num(0)
    shares = torch.stack([(1 - scores).clamp(min=0), 1 - (scores - 1).abs(), (scores - 1).clamp(min=0)], dim=-1)
    sounds = -(shares * logits.sounds.log_softmax(dim=-1)).sum(dim=-1)
    return (
        _SOUNDS * _mean(sounds, ~known.scores.isnan(), known.weight)
        + _ACCURACY * _of_shares(logits.accuracy, known.accuracy, known.weight)
        + _THERE * _of_shares(logits.there, known.there, known.weight)
        + _PHRASE * _of_shares(logits.phrase, known.phrase, known.weight)
    )


def _of_shares(logits: Tensor, shares: Tensor, weight: Tensor) -> Tensor:
    losses = nn.functional.binary_cross_entropy_with_logits(logits, shares.nan_to_num(0), reduction="none")
    return _mean(losses, ~shares.isnan(), weight)


def _mean(losses: Tensor, known: Tensor, weight: Tensor) -> Tensor:
    counted = known * weight[:, None]
    return (losses * counted).sum() / counted.sum().clamp(min=1)


def juror(examples: Sequence[Example], seed: int) -> Juror:
    """One juror, taught by the examples."""
    torch.manual_seed(seed)
    generator = np.random.default_rng(seed)
    made = Juror()
    optimiser = torch.optim.AdamW(made.parameters(), lr=_RATE, weight_decay=0.01)
    steps = _EPOCHS * (len(examples) // _BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, _RATE, total_steps=steps + 1, pct_start=0.1)
    for _ in range(_EPOCHS):
        order = generator.permutation(len(examples))
        for first in range(0, len(examples) - _BATCH + 1, _BATCH):
            known = batch([examples[index] for index in order[first : first + _BATCH]])
            lost = loss(made(known.sounds, known.features, known.members), known)
            optimiser.zero_grad()
            lost.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(made.parameters(), 1.0)
            optimiser.step()
            schedule.step()
    return made.eval()


@torch.inference_mode()
def judged_by(taught: Juror, example: Example) -> Judgement:
    """What a juror says of an example."""
    known = batch([example])
    chances, accuracy, there, phrase = (
        part[0].double().numpy() for part in Jury([taught])(known.sounds, known.features, known.members)
    )
    total, fluency, completeness = phrase.tolist()
    return Judgement(chances, accuracy, there, total, fluency, completeness)


def cross_examined(examples: Sequence[Example], seed: int) -> list[tuple[Example, Judgement]]:
    """Learners' own examples, each with the judgement of a juror that was not taught with its speaker."""
    speakers = sorted({example.source for example in examples if example.kind == "own"})
    random.Random(seed).shuffle(speakers)  # noqa: S311
    judged = []
    for part in range(_PARTS):
        aside = set(speakers[part::_PARTS])
        taught = juror([example for example in examples if example.source not in aside], seed)
        judged += [
            (example, judged_by(taught, example))
            for example in examples
            if example.kind == "own" and example.source in aside
        ]
    return judged


def thresholds(judged: Sequence[tuple[Example, Judgement]]) -> Thresholds:
    """Thresholds by what learners would be told: the shares in this module, of judgements by a judge that is fair."""
    scores = 100 * np.concatenate([judgement.scores for _, judgement in judged])
    experts = np.concatenate([example.scores for example, _ in judged])
    words = 100 * np.concatenate([judgement.accuracy for _, judgement in judged])
    accuracy = np.concatenate([example.accuracy for example, _ in judged])
    phrases = 100 * np.array([judgement.total for _, judgement in judged])
    totals = np.array([example.phrase[0] for example, _ in judged])

    def below(of: NDArray[np.float64], share: float) -> float:
        return round(float(np.quantile(of, share)), 1)

    return Thresholds(
        sound_great=below(scores[experts <= WRONG], 1 - _WRONG_GREAT),
        sound_close=below(scores[experts >= RIGHT], _RIGHT_PRACTISE),
        word_great=below(words[accuracy <= _POOR_WORD], 1 - _POOR_GREAT),
        word_close=below(words[accuracy >= _PERFECT_WORD], _RIGHT_PRACTISE),
        phrase_great=below(phrases[totals >= _EXCELLENT], _EXCELLENT_NOT_GREAT),
        phrase_close=below(phrases[totals >= _FAIR], _RIGHT_PRACTISE),
        either=_EITHER,
        there=_THERE_FROM,
    )
