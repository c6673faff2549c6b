"""Recordings for tests: espeak-ng's voice in the containers that browsers record."""

import io
import wave

import av
import numpy as np
import soxr
from numpy.typing import NDArray

from lexfix_ml.espeak import espeak

RATE = 16_000


def say(text: str, voice: str = "en-us+f5", words_per_minute: int = 140) -> NDArray[np.float32]:
    """16 kHz samples of `text` (or `[[mnemonics]]`), with a quarter of a second of quiet on either side."""
    speech = espeak().say(text, voice, words_per_minute=words_per_minute)
    samples: NDArray[np.float32] = soxr.resample(speech.samples, speech.rate, RATE)
    quiet = np.random.default_rng(0).normal(0, 0.001, RATE // 4).astype(np.float32)
    padded: NDArray[np.float32] = np.concatenate([quiet, samples * 0.5, quiet]).astype(np.float32)
    return padded


def wav(samples: NDArray[np.float32], rate: int = RATE) -> bytes:
    """The samples as a 16-bit mono WAV file."""
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return target.getvalue()


def opus(samples: NDArray[np.float32], container: str) -> bytes:
    """The samples as Opus at 48 kHz in "webm" or "ogg", as Chromium and Firefox record them."""
    target = io.BytesIO()
    resampled = soxr.resample(samples, RATE, 48_000).astype(np.float32)
    with av.open(target, "w", format=container) as output:
        stream = output.add_stream("libopus", rate=48_000)
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray(resampled[None], format="flt", layout="mono")
        frame.sample_rate = 48_000
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            output.mux(packet)
    return target.getvalue()
