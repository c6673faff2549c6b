"""Recordings that are taken, and those that are refused."""

import av
import numpy as np
import pytest

from lexfix_ml.audio import LARGEST_BYTES, decode
from lexfix_ml.errors import Code, Refusal

from .recordings import RATE, opus, say, wav


def _refused(data: bytes) -> Code:
    with pytest.raises(Refusal) as caught:
        decode(data)
    assert caught.value.message.endswith(".")
    return caught.value.code


@pytest.mark.parametrize("container", ["wav", "webm", "ogg"])
def test_what_browsers_record_becomes_16_khz_mono(container: str) -> None:
    said = say("the yellow boat")
    samples = decode(wav(said) if container == "wav" else opus(said, container))
    assert abs(len(samples) - len(said)) < 0.1 * RATE
    assert samples.dtype == np.float32
    assert 0.05 < np.abs(samples).max() <= 1


def test_a_stereo_recording_at_44_1_khz_is_taken() -> None:
    said = say("hello")
    interleaved = np.repeat(said, 2)
    data = bytearray(wav(interleaved, 44_100))
    data[22:24], data[32:34] = (2).to_bytes(2, "little"), (4).to_bytes(2, "little")
    data[28:32] = (44_100 * 4).to_bytes(4, "little")
    assert abs(len(decode(bytes(data))) - len(said) * 16_000 / 44_100) < 200


def test_an_empty_recording_is_refused_with_a_kind_sentence() -> None:
    assert _refused(b"") == "empty_audio"
    assert _refused(wav(np.zeros(0, np.float32))) == "empty_audio"


@pytest.mark.parametrize(
    "data", [b"hello there, this is text", b"#EXTM3U\nhttp://example.com/a.ts", b"\x89PNG\r\n\x1a\n" * 9]
)
def test_what_is_not_audio_is_refused(data: bytes) -> None:
    assert _refused(data) == "not_audio"


@pytest.mark.parametrize("keep", [4, 20, 40, 120])
def test_a_broken_webm_is_refused(keep: int) -> None:
    assert _refused(opus(say("hello"), "webm")[:keep]) in {"not_audio", "empty_audio"}


def test_a_recording_that_is_silence_is_refused_with_a_kind_sentence() -> None:
    quiet = np.random.default_rng(1).normal(0, 0.0005, 2 * RATE).astype(np.float32)
    assert _refused(wav(quiet)) == "silence"
    assert _refused(wav(np.zeros(RATE, np.float32))) == "silence"


def test_a_recording_over_15_seconds_is_refused_and_one_of_15_is_taken() -> None:
    tone = np.sin(np.arange(16 * RATE) / 9).astype(np.float32) * 0.3
    assert _refused(wav(tone)) == "too_long"
    assert _refused(opus(tone, "webm")) == "too_long"
    assert len(decode(wav(tone[: 15 * RATE]))) == 15 * RATE


def test_a_recording_over_5_megabytes_is_refused() -> None:
    assert _refused(b"RIFF" + bytes(LARGEST_BYTES)) == "too_large"


def test_a_recording_whose_rate_changes_midway_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    frames = [av.AudioFrame(format="fltp", layout="mono", samples=RATE) for _ in range(2)]
    frames[0].sample_rate, frames[1].sample_rate = RATE, 3 * RATE
    monkeypatch.setattr("lexfix_ml.audio._frames", lambda _: iter(frames))
    assert _refused(wav(say("hello"))) == "not_audio"
