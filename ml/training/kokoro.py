"""Kokoro-82M, a neural synthesiser (Apache-2.0) that says the phonemes it is given.

It needs `onnxruntime`, which only training installs.
"""

import json
from pathlib import Path

import numpy as np
import onnxruntime
import soxr
from numpy.typing import NDArray

from lexfix_ml.features import SAMPLE_RATE
from lexfix_ml.phonemes import FLAP

from .mistakes import Spoken
from .notation import written

_RATE = 24_000
_AMERICAN = {
    "iː": "i", "ɪ": "ɪ", "ɛ": "ɛ", "æ": "æ", "ɑː": "ɑ", "ɒ": "ɑ", "ɔː": "ɔ", "ʊ": "ʊ", "uː": "u", "ʌ": "ʌ",
    "ɜː": "ɜɹ", "ə": "ə", "ɚ": "əɹ", "eɪ": "A", "aɪ": "I", "ɔɪ": "Y", "aʊ": "W", "oʊ": "O",
    "ɪə": "iə", "eə": "ɛɹ", "ʊə": "ʊɹ",
    "tʃ": "ʧ", "dʒ": "ʤ", "r": "ɹ", FLAP: "T",
}  # fmt: skip
_BRITISH = {
    **_AMERICAN, "iː": "iː", "æ": "a", "ɑː": "ɑː", "ɒ": "ɒ", "ɔː": "ɔː", "uː": "uː", "ɜː": "ɜː", "oʊ": "Q",
    "ɪə": "ɪə", "eə": "ɛː", "ʊə": "ʊə", FLAP: "t",
}  # fmt: skip
"""How its authors write the sounds that they do not write as LexFix does."""


class Kokoro:
    """The synthesiser, on one thread.

    `folder` holds `kokoro.onnx`, the numbers of its phonemes as `kokoro.json`, and a style of each voice,
    `<voice>.bin`: for each number of phonemes a row of 256.
    """

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(folder / "kokoro.onnx", options)
        self._numbers: dict[str, int] = json.loads((folder / "kokoro.json").read_text(encoding="utf-8"))["vocab"]
        self._folder = folder

    def say(self, said: Spoken, voice: str, speed: float) -> NDArray[np.float32]:
        """16 kHz mono samples of `said`; `speed` is 1 for the voice's own."""
        phonemes = written(said, _AMERICAN if voice.startswith("a") else _BRITISH) + "."
        tokens = [self._numbers[phoneme] for phoneme in phonemes]
        styles = np.fromfile(self._folder / f"{voice}.bin", dtype=np.float32).reshape(-1, 256)
        (waveform,) = self._session.run(
            None,
            {
                "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
                "style": styles[[len(tokens)]],
                "speed": np.array([speed], dtype=np.float32),
            },
        )
        samples: NDArray[np.float32] = soxr.resample(waveform.reshape(-1), _RATE, SAMPLE_RATE).astype(np.float32)
        return samples
