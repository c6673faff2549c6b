"""What the recogniser sees, against librosa's own computation of it."""

import librosa
import numpy as np
import pytest
from numpy.typing import NDArray

from lexfix_ml.features import FFT, HOP, MELS, SAMPLE_RATE, WINDOW, log_mel

from .recordings import say


def _reference(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    emphasised = np.append(samples[:1], samples[1:] - 0.95 * samples[:-1])
    power = librosa.feature.melspectrogram(
        y=emphasised, sr=SAMPLE_RATE, n_fft=FFT, win_length=WINDOW, hop_length=HOP, n_mels=MELS, fmin=60, fmax=7600
    ).T
    decibels = 10 * np.log10(power + 1e-10)
    loudness = decibels.max(axis=1)
    top = np.sort(loudness)[-min(15, 1 + len(loudness) // 20)]
    decibels = np.maximum(decibels - top, -60)
    features: NDArray[np.float64] = (decibels - decibels[loudness > top - 30].mean(axis=0)) / 25
    return features


@pytest.mark.parametrize("text", ["The yellow boat is on the lake", "go"])
def test_a_voice_looks_as_librosa_makes_it(text: str) -> None:
    samples = say(text)
    features = log_mel(samples)
    assert features.dtype == np.float32
    np.testing.assert_allclose(features, _reference(samples), atol=1e-4)


@pytest.mark.parametrize("count", [800, 1599, 1600, 1601, 4_000])
@pytest.mark.parametrize("level", [1e-4, 0.9])
def test_noise_of_any_length_and_level_looks_as_librosa_makes_it(count: int, level: float) -> None:
    samples = np.clip(np.random.default_rng(count).normal(0, level, count), -1, 1).astype(np.float32)
    np.testing.assert_allclose(log_mel(samples), _reference(samples), atol=1e-4)
