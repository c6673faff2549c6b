"""Log-mel features: what the recogniser sees of a recording."""

from functools import cache

import librosa
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.fft import rfft
from scipy.sparse import csr_array

SAMPLE_RATE = 16_000
HOP = 160
WINDOW = 400
FFT = 512
MELS = 48
FRAME_SECONDS = 2 * HOP / SAMPLE_RATE
"""Seconds per output of the recogniser, which halves the frame rate of the features."""
_FLOOR_DECIBELS = 60.0
_LOUD_FRAMES = 15
"""The loud part of a recording is this many frames or a twentieth, whichever is less: silence around it adds none."""


@cache
def _filters() -> tuple[NDArray[np.float32], csr_array]:
    """What weighs the samples of a frame, and (MELS, frequencies) what its power counts in each band."""
    taper = librosa.filters.get_window("hann", WINDOW).astype(np.float32)
    # Sparse: a frequency counts in two bands at most.
    return taper, csr_array(librosa.filters.mel(sr=SAMPLE_RATE, n_fft=FFT, n_mels=MELS, fmin=60, fmax=7600))


def log_mel(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """(frames, MELS) log-mel energies of 16 kHz mono samples, free of the recording's level and steady colour.

    Decibels below the loud parts of the recording, cut at 60, scaled to about -1..1; each band's mean over the
    frames with speech is taken away, which removes the microphone's colour.
    """
    emphasised = np.append(samples[:1], samples[1:] - 0.95 * samples[:-1]).astype(np.float32)
    taper, bands = _filters()
    frames = sliding_window_view(np.pad(emphasised, WINDOW // 2), WINDOW)[::HOP]
    spectrum = rfft(frames * taper, FFT)
    power = (bands @ (spectrum.real**2 + spectrum.imag**2).T).T
    decibels = 10 * np.log10(power + 1e-10)
    loudness = decibels.max(axis=1)
    loud = min(_LOUD_FRAMES, 1 + len(loudness) // 20)
    top = np.sort(loudness)[-loud]
    decibels = np.maximum(decibels - top, -_FLOOR_DECIBELS)
    speech = loudness > top - 30
    scaled: NDArray[np.float32] = ((decibels - decibels[speech].mean(axis=0)) / 25).astype(np.float32)
    return scaled
