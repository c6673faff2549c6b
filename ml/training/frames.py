"""What the network sees of a take, and what it should say of it: kept as one file for another run."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lexfix_ml.encoder import CHANNELS, Encoder
from lexfix_ml.features import MELS, log_mel
from lexfix_ml.model import WEIGHTS, session

from .synthesis import Take

IGNORED = 255
"""The label of a frame of which nothing is to be learnt."""


@dataclass(frozen=True)
class Frames:
    """(2 frames, MELS) log-mels, (frames, CHANNELS) of the encoder, and (frames,) labels: the sound's index."""

    features: NDArray[np.float16]
    encoded: NDArray[np.float16]
    labels: NDArray[np.uint8]


@cache
def _encoder() -> Encoder:
    return Encoder(session((WEIGHTS / "encoder.onnx").read_bytes()))


def heard(samples: NDArray[np.float32]) -> tuple[NDArray[np.float16], NDArray[np.float16]]:
    """The log-mels and the encoder's outputs of a recording, 16 kHz mono."""
    features = log_mel(samples)
    frames = len(features) // 2
    return features[: 2 * frames].astype(np.float16), _encoder().hear(samples, frames).astype(np.float16)


def frames_of(take: Take) -> Frames:
    """What the network sees of a take whose sounds are known."""
    features, encoded = heard(take.samples)
    return Frames(features, encoded, take.labels()[: len(encoded)])


def save(takes: Sequence[Frames], path: Path) -> None:
    """Keep takes for another run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(
        path,
        features=np.concatenate([take.features for take in takes]),
        encoded=np.concatenate([take.encoded for take in takes]),
        labels=np.concatenate([take.labels for take in takes]),
        lengths=np.array([len(take.labels) for take in takes]),
    )


def load(path: Path) -> list[Frames]:
    """Takes that `save` wrote."""
    with np.load(path) as stored:
        ends = np.cumsum(stored["lengths"])
        cuts = ends[:-1]
        parts = zip(
            np.split(stored["features"].reshape(-1, MELS), 2 * cuts),
            np.split(stored["encoded"].reshape(-1, CHANNELS), cuts),
            np.split(stored["labels"], cuts),
            strict=True,
        )
        return [Frames(*part) for part in parts]
