"""Fit how evidence becomes a score: `python -m training.calibrate`, on training voices and training words."""

import argparse
from pathlib import Path

import numpy as np
import torch

from lexfix_ml.calibration import FEATURES, Calibration
from lexfix_ml.errors import Refusal
from lexfix_ml.model import WEIGHTS, Model
from lexfix_ml.phonemes import INDEX, INVENTORY
from lexfix_ml.pronounce import words_of
from lexfix_ml.scoring import look

from .trials import places, trials

_SHARE_WRONG = 0.15
"""How often learners are assumed to get a sound wrong, which sets how sure the scores have to be."""
_OTHER_PHRASE = 0.15
"""The weight of a sound in another phrase: each is wrong, but some happen to match, and there are many."""


def calibrate(model: Model, *, count: int, seed: int) -> Calibration:
    """Logistic regression with ridge penalties over the sounds of `count` trials of each kind."""
    rows, kinds, answers, doubts = [], [], [], []
    for trial in trials(count, seed=seed, held_out=False):
        try:
            pronunciations, _, found = look(model, trial.samples, words_of(trial.text))
        except Refusal:
            continue
        sounds = [sound for pronunciation in pronunciations for sound in pronunciation]
        wrong = places(trial.canonical, sounds).get(trial.wrong) if trial.wrong is not None else None
        for place, sound in enumerate(sounds):
            near_slip = wrong is not None and place != wrong and abs(place - wrong) <= 1
            if not near_slip:
                rows.append(found.features[place])
                kinds.append(INDEX[sound])
                answers.append(0.0 if trial.other or place == wrong else 1.0)
                doubts.append(_OTHER_PHRASE if trial.other else 1.0)
    features, kind, answer, doubt = (torch.tensor(np.array(column)) for column in (rows, kinds, answers, doubts))
    share = float((doubt * (1 - answer)).sum() / doubt.sum())
    importance = doubt * torch.where(answer == 0, _SHARE_WRONG / share, (1 - _SHARE_WRONG) / (1 - share))
    weights = torch.zeros(len(FEATURES), dtype=torch.float64, requires_grad=True)
    offsets = torch.zeros(len(INVENTORY), dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights, offsets], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        logits = features.double() @ weights + offsets[kind]
        losses = torch.nn.functional.binary_cross_entropy_with_logits(logits, answer, reduction="none")
        loss: torch.Tensor = (losses * importance).mean() + 1e-4 * (weights**2).sum() + 3e-4 * (offsets**2).sum()
        torch.autograd.backward(loss)
        return loss

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    return Calibration(weights.detach().numpy(), offsets.detach().numpy())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=1_500, help="of each kind")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    fitted = calibrate(Model(options.weights), count=options.trials, seed=options.seed)
    fitted.save(options.weights / "calibration.json")
    print({name: round(float(weight), 2) for name, weight in zip(FEATURES, fitted.weights, strict=True)})


if __name__ == "__main__":
    main()
