"""Piper's voice joe (public domain, CC0), a neural synthesiser that says the phonemes it is given.

It needs `onnxruntime`, which only training installs.
"""

import json
from pathlib import Path

import numpy as np
import onnxruntime
import soxr
from numpy.typing import NDArray

from lexfix_ml.features import SAMPLE_RATE

from .mistakes import Spoken
from .notation import written

_NAMES = {"r": "ɹ", "ɒ": "ɑː", "ɪə": "ɪɹ", "eə": "ɛɹ", "ʊə": "ʊɹ"}
_NOISE, _NOISE_OF_DURATIONS = 0.667, 0.8
"""What Piper itself uses."""


class Joe:
    """The voice, on one thread; `folder` holds `joe.onnx` and `joe.json`."""

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(folder / "joe.onnx", options)
        described = json.loads((folder / "joe.json").read_text(encoding="utf-8"))
        self._rate: int = described["audio"]["sample_rate"]
        self._numbers: dict[str, list[int]] = described["phoneme_id_map"]

    def say(self, said: Spoken, speed: float) -> NDArray[np.float32]:
        """16 kHz mono samples of `said`; `speed` is 1 for the voice's own."""
        between = self._numbers["_"]
        numbers = [*self._numbers["^"], *between]
        for phoneme in written(said, _NAMES) + ".":
            numbers += [*self._numbers[phoneme], *between]
        numbers += self._numbers["$"]
        (waveform,) = self._session.run(
            None,
            {
                "input": np.array([numbers], dtype=np.int64),
                "input_lengths": np.array([len(numbers)], dtype=np.int64),
                "scales": np.array([_NOISE, 1 / speed, _NOISE_OF_DURATIONS], dtype=np.float32),
            },
        )
        samples: NDArray[np.float32] = soxr.resample(waveform.reshape(-1), self._rate, SAMPLE_RATE).astype(np.float32)
        return samples
