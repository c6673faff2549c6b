"""What a model is measured by, with the bar it has to reach and what the model before it reached."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lexfix_ml.model import WEIGHTS

FILE = "figures.json"
"""Beside the weights that it is about: what the next model is compared with."""


@dataclass(frozen=True)
class Figure:
    """One measure. `slack` is how much worse than the present's it may be by chance, in its own unit."""

    name: str
    value: float
    bar: float
    slack: float
    lower_is_better: bool = False

    def problem(self, present: float | None) -> str | None:
        """What is wrong with it, given the present model's; a value that is no number is wrong as well."""
        sign = -1 if self.lower_is_better else 1
        if not sign * self.value >= sign * self.bar:
            return f"{self.name} is {self.value:.3g}, and the bar is {self.bar:g}"
        if present is not None and sign * self.value < sign * present - self.slack:
            return f"{self.name} is {self.value:.3g}, worse than the present model's {present:.3g}"
        return None


def problems(figures: Sequence[Figure], present: Mapping[str, float]) -> list[str]:
    """Every reason not to let a model replace the present one."""
    return [problem for figure in figures if (problem := figure.problem(present.get(figure.name)))]


def present(weights: Path) -> dict[str, float]:
    """The figures kept beside weights; raises FileNotFoundError where there are none to compare with."""
    kept: dict[str, float] = json.loads((weights / FILE).read_text(encoding="utf-8"))
    return kept


def keep(figures: Sequence[Figure], weights: Path) -> None:
    """Write the figures beside the weights that they are of; others that are kept there stay."""
    there = present(weights) if (weights / FILE).exists() else {}
    there |= {figure.name: round(figure.value, 4) for figure in figures}
    (weights / FILE).write_text(json.dumps(there, indent=2) + "\n", encoding="utf-8")


def add_options(parser: argparse.ArgumentParser) -> None:
    """What every benchmark can be asked: which weights, and what becomes of their figures."""
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--check", action="store_true", help="exit 1 where a model should not replace the present one")
    parser.add_argument("--keep", action="store_true", help="write the figures beside the weights")


def conclude(measured: Sequence[Figure], options: argparse.Namespace) -> None:
    """Do with the figures as asked: exit where --check finds a problem, and --keep the others."""
    if options.check and (found := problems(measured, present(WEIGHTS))):
        sys.exit("\n".join(found))
    if options.keep:
        keep(measured, options.weights)


def auc(right: Sequence[float], wrong: Sequence[float]) -> float:
    """The chance that a right one scores above a wrong one, ties counted half; no number where there is none of one."""
    if not right or not wrong:
        return float("nan")
    ordered = np.sort(np.array(wrong))
    below = np.searchsorted(ordered, right, side="left") + np.searchsorted(ordered, right, side="right")
    return float(np.mean(below) / 2 / len(wrong))
