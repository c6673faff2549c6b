"""What an encoder that has heard very many people makes of a recording: the first layers of Moonshine's, frozen.

Moonshine tiny (Useful Sensors, MIT; Jeffries et al. 2024, arXiv 2410.15608) was trained for speech recognition on some
200,000 hours of English. Its early layers tell sounds apart whoever speaks; its late ones turn to words.
"""

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession

from .features import HOP, SAMPLE_RATE

CHANNELS = 576
"""Two layers of 288 side by side."""
_STRIDE = 384
_CENTRE = 447
"""Samples between its outputs, and from the start of the recording to the centre of what the first one sees."""
_SHORTEST = SAMPLE_RATE // 5
_LEVEL = 0.25
"""The 99th percentile of the samples' size, to which every recording is brought."""


class Encoder:
    """The encoder in memory; safe to use from several threads."""

    def __init__(self, session: InferenceSession) -> None:
        self._session = session

    def hear(self, samples: NDArray[np.float32], frames: int) -> NDArray[np.float32]:
        """(frames, CHANNELS) for 16 kHz mono samples: its outputs, every 24 ms, drawn out to the recogniser's 20 ms."""
        level = float(np.percentile(np.abs(samples), 99)) + 1e-6
        padded = np.pad(samples * np.float32(_LEVEL / level), (0, max(0, _SHORTEST - len(samples))))
        (hidden,) = self._session.run(None, {"input_values": padded[None].astype(np.float32)})
        return drawn_out(hidden[0], frames)


def drawn_out(hidden: NDArray[np.float32], frames: int) -> NDArray[np.float32]:
    """The encoder's outputs interpolated to the centres of `frames` of the recogniser's."""
    at = ((2 * np.arange(frames) + 0.5) * HOP - _CENTRE) / _STRIDE
    at = np.clip(at, 0, len(hidden) - 1)
    first = np.floor(at).astype(int)
    second = np.minimum(first + 1, len(hidden) - 1)
    share = (at - first)[:, None].astype(np.float32)
    between: NDArray[np.float32] = hidden[first] * (1 - share) + hidden[second] * share
    return between
