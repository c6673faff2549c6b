"""Recordings as browsers make them, turned into 16 kHz mono samples."""

import io
from collections.abc import Iterator

import av
import numpy as np
import soxr
from av.audio.frame import AudioFrame
from av.error import FFmpegError
from numpy.typing import NDArray

from .errors import Refusal
from .features import SAMPLE_RATE

LONGEST_SECONDS = 15.0
LARGEST_BYTES = 5 * 1024 * 1024
_SLACK_SECONDS = 0.2
"""Codecs pad a recording; that much over the limit is forgiven."""
_SHORTEST_SECONDS = 0.05
_QUIETEST_DECIBELS = -55.0
"""A recording whose loudest 20 ms are below this, relative to full scale, is silence."""
_CONTAINERS = (
    (b"RIFF", 0, "wav"),
    (b"OggS", 0, "ogg"),
    (b"\x1a\x45\xdf\xa3", 0, "matroska"),
    (b"ftyp", 4, "mp4"),
)
"""What is taken: WAV, Ogg, WebM and MP4, told by their first bytes. FFmpeg guesses nothing, so a playlist of
addresses or a picture never reaches its other readers."""


def _frames(data: bytes) -> Iterator[AudioFrame]:
    """The recording's frames as 32-bit mono, all of one rate; raises Refusal where it cannot be played."""
    container_format = next((name for magic, at, name in _CONTAINERS if data[at : at + len(magic)] == magic), None)
    if container_format is None:
        raise Refusal("not_audio")
    try:
        with av.open(io.BytesIO(data), mode="r", format=container_format) as container:
            if not container.streams.audio:
                raise Refusal("not_audio")
            # One that changes the rate would cost more for each of the many short frames than all of them at once.
            resampler = av.AudioResampler(format="fltp", layout="mono")
            for frame in container.decode(audio=0):
                frame.pts = None
                yield from resampler.resample(frame)
            yield from resampler.resample(None)
    except (FFmpegError, ValueError, IndexError) as error:
        raise Refusal("not_audio") from error


def decode(data: bytes) -> NDArray[np.float32]:
    """16 kHz mono samples of a WAV, WebM, Ogg or MP4 recording.

    Raises Refusal: empty_audio, too_large (over 5 MB), too_long (over 15 s; the rest is not decoded), not_audio,
    silence.
    """
    if not data:
        raise Refusal("empty_audio")
    if len(data) > LARGEST_BYTES:
        raise Refusal("too_large")
    parts: list[NDArray[np.float32]] = []
    seconds = 0.0
    rate = SAMPLE_RATE
    for frame in _frames(data):
        if parts and frame.sample_rate != rate:
            raise Refusal("not_audio")
        rate = frame.sample_rate
        parts.append(np.frombuffer(frame.planes[0], np.float32, frame.samples))
        seconds += frame.samples / rate
        if seconds > LONGEST_SECONDS + _SLACK_SECONDS:
            raise Refusal("too_long")
    if seconds < _SHORTEST_SECONDS:
        raise Refusal("empty_audio")
    samples = soxr.resample(np.nan_to_num(np.concatenate(parts)), rate, SAMPLE_RATE)
    samples = samples - samples.mean()
    if _loudest(samples) < _QUIETEST_DECIBELS:
        raise Refusal("silence")
    clipped: NDArray[np.float32] = np.clip(samples, -1, 1).astype(np.float32)
    return clipped


def _loudest(samples: NDArray[np.float32]) -> float:
    """The level of the loudest 20 ms, in decibels relative to full scale, clicks at the very ends left out."""
    size = SAMPLE_RATE // 50
    whole = samples[: len(samples) // size * size].reshape(-1, size)
    levels = np.sort(np.sqrt((whole**2).mean(axis=1)))
    typical_loud = levels[-min(3, len(levels))]
    return float(20 * np.log10(typical_loud + 1e-9))
