"""From evidence about a sound to the chance that it was said right, and from that to a score and a verdict."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .alignment import Aligned, Alternatives, Scores
from .phonemes import INDEX, INVENTORY, SILENCE, accepted

Verdict = Literal["great", "close", "practise"]
GREAT, CLOSE = 70.0, 40.0
"""Scores from which a sound, word or phrase is called great, or close."""
FEATURES = ("rival", "rival_lost", "rival_per_frame", "missing", "missing_lost", "mean", "best", "length", "intercept")


@dataclass(frozen=True)
class Evidence:
    """For each expected sound: the FEATURES, and the sound that explains its place best if it was not that one."""

    features: NDArray[np.float64]
    rivals: tuple[str | None, ...]


def gather(heard: Scores, aligned: Aligned, options: Alternatives) -> Evidence:
    """What speaks for and against each sound of the chosen pronunciations."""
    sounds = [sound for pronunciation in aligned.pronunciations for sound in pronunciation]
    rows, rivals = [], []
    for place, (sound, (first, last)) in enumerate(zip(sounds, aligned.frames, strict=True)):
        right = [INDEX[name] for name in accepted(sound)]
        instead = options.instead[place].copy()
        instead[[*right, INDEX[SILENCE]]] = -np.inf
        strongest = int(instead.argmax())
        rival = float(np.clip(options.expected - instead[strongest], -30, 30))
        missing = float(np.clip(options.expected - options.without[place], -30, 30))
        span = heard[first : last + 1, right].max(axis=1)
        frames = last - first + 1
        rows.append(
            (
                rival / 10,
                min(rival, 0) / 10,
                rival / (frames + 1),
                missing / 10,
                min(missing, 0) / 10,
                float(span.mean()) / 3,
                float(span.max()) / 3,
                np.log(frames),
                1.0,
            )
        )
        rivals.append(INVENTORY[strongest] if instead[strongest] > options.without[place] else None)
    return Evidence(np.array(rows), tuple(rivals))


@dataclass(frozen=True)
class Calibration:
    """A logistic model over FEATURES with an offset for each sound."""

    weights: NDArray[np.float64]
    offsets: NDArray[np.float64]

    def scores(self, evidence: Evidence, sounds: Sequence[str]) -> NDArray[np.float64]:
        """The chance, in per cent, that each sound was said right."""
        logits = evidence.features @ self.weights + self.offsets[[INDEX[sound] for sound in sounds]]
        return 100 / (1 + np.exp(-np.clip(logits, -30, 30)))

    def save(self, path: Path) -> None:
        """Write the calibration as JSON."""
        offsets = {sound: round(float(self.offsets[index]), 4) for sound, index in INDEX.items()}
        weights = {name: round(float(weight), 5) for name, weight in zip(FEATURES, self.weights, strict=True)}
        described = {"weights": weights, "offsets": offsets}
        path.write_text(json.dumps(described, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "Calibration":
        """Read a calibration; raises KeyError where a feature or sound is missing."""
        described = json.loads(path.read_text(encoding="utf-8"))
        weights = np.array([described["weights"][name] for name in FEATURES])
        return cls(weights, np.array([described["offsets"][sound] for sound in INVENTORY]))


def verdict(score: float) -> Verdict:
    """The word for a score of 0..100."""
    return "great" if score >= GREAT else "close" if score >= CLOSE else "practise"
