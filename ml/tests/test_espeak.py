"""espeak-ng in process."""

import multiprocessing

import pytest

from lexfix_ml.espeak import EspeakError, espeak


def _samples(voice: str) -> bytes:
    return espeak().say("thank you very much", voice).samples.tobytes()


@pytest.mark.parametrize("voice", ["en", "en-us+f5", "en+klatt4"])
def test_the_first_words_of_every_process_sound_the_same(voice: str) -> None:
    made = set()
    for _ in range(2):
        with multiprocessing.get_context("spawn").Pool(1) as process:
            made.add(process.apply(_samples, (voice,)))
    assert len(made) == 1


def test_a_voice_that_espeak_lacks_is_named() -> None:
    with pytest.raises(EspeakError, match="no voice 'xx-none'"):
        espeak().say("hello", "xx-none")
