"""Reading a phrase aloud, as a WAV file."""

import io
import wave

import numpy as np

from .errors import Refusal
from .espeak import espeak
from .pronounce import words_of

VOICE = "en"
_WORDS_PER_MINUTE = 145
"""A calm reading speed; `speed` multiplies it."""


def read_aloud(text: str, speed: float) -> bytes:
    """A mono 16-bit WAV of `text` at `speed` times a calm pace; raises Refusal where nothing can be said."""
    if not words_of(text):
        raise Refusal("nothing_to_say")
    plain = text.replace("[[", " ").replace("]]", " ")
    speech = espeak().say(plain, VOICE, words_per_minute=round(_WORDS_PER_MINUTE * speed))
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(speech.rate)
        file.writeframes((np.clip(speech.samples, -1, 1) * 32767).astype("<i2").tobytes())
    return target.getvalue()
