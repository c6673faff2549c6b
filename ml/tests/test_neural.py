"""What neural voices are asked to say, and how their takes are kept."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from lexfix_ml.phonemes import FLAP
from training import neural, takes
from training.material import JOE, KOKORO_TEST_VOICES, KOKORO_VOICES, words
from training.mistakes import Spoken, replace, spoken
from training.notation import written

COUNT = 40


def held_out() -> Iterator[tuple[tuple[takes.Said, Spoken], tuple[takes.Said, Spoken]]]:
    return neural.pairs(COUNT, seed=3, held_out=True)


class Synthesiser:
    """Says a third of a second of the take's number, and counts how often."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, said: Spoken, voice: str, speed: float) -> NDArray[np.float32]:
        del said, voice, speed
        self.asked += 1
        return np.full(5_333, self.asked / 128, np.float32)


def test_a_slip_is_what_was_to_be_said_with_one_sound_another_or_none() -> None:
    for (right, utterance), (slip, slipped) in held_out():
        assert (right.text, right.voice, right.expected) == (slip.text, slip.voice, slip.expected)
        assert utterance.flat() == right.said
        assert slip.wrong is not None
        instead = () if slip.heard is None else (slip.heard,)
        assert slipped.flat() == slip.said == (*right.said[: slip.wrong], *instead, *right.said[slip.wrong + 1 :])
        assert slip.heard != right.canonical[slip.wrong]


def test_a_flap_is_never_expected() -> None:
    expected = [sound for (right, _), _ in neural.pairs(COUNT, seed=3, held_out=False) for sound in right.canonical]
    assert expected
    assert FLAP not in expected


def test_held_out_voices_and_words_are_never_trained_on() -> None:
    assert not set(KOKORO_VOICES) & set(KOKORO_TEST_VOICES)
    assert {right.voice for (right, _), _ in held_out()} <= {*KOKORO_TEST_VOICES, JOE}
    assert {word for (right, _), _ in held_out() for word in right.text.split()} <= set(words(held_out=True))


def test_phonemes_are_written_under_the_synthesisers_names_with_stress_before_the_vowel() -> None:
    names = {"r": "ɹ", "ɑː": "ɑ"}
    assert written(spoken("a red hat", "en-us"), names) == "ɐ ɹˈɛd hˈæt".replace("ɐ", "ə")
    slipped = replace(spoken("carrot", "en-us"), 0, 0, None, "en-us")
    assert written(slipped, names) == "ˈæɹət"


def test_takes_are_read_as_they_were_kept(tmp_path: Path) -> None:
    neural.make(Synthesiser(), tmp_path, 2, seed=1, held_out=True)
    (right, _), (slip, _) = next(iter(neural.pairs(2, seed=1, held_out=True)))
    assert takes.kept(tmp_path)[:2] == [right, slip]
    assert (tmp_path / takes.DONE).read_text() == "4\n"
    samples = takes.samples_of(tmp_path, slip)
    assert samples.shape == (5_333,)
    assert samples[0] == pytest.approx(2 / 128, abs=1e-4)


def test_what_was_cut_off_goes_on_where_it_was(tmp_path: Path) -> None:
    whole, rest = Synthesiser(), Synthesiser()
    neural.make(whole, tmp_path, 3, seed=1, held_out=True)
    (tmp_path / takes.DONE).unlink()
    lines = (tmp_path / takes.LIST).read_text().splitlines()
    (tmp_path / takes.LIST).write_text("\n".join(lines[:4]) + "\n")
    neural.make(rest, tmp_path, 3, seed=1, held_out=True)
    assert (whole.asked, rest.asked) == (6, 2)
    assert (tmp_path / takes.LIST).read_text().splitlines() == lines


@pytest.mark.parametrize("there", [False, True])
def test_a_folder_without_all_its_takes_is_told_in_a_sentence(tmp_path: Path, there: bool) -> None:
    folder = tmp_path / "takes"
    if there:
        neural.make(Synthesiser(), folder, 1, seed=1, held_out=True)
        (folder / takes.DONE).unlink()
    with pytest.raises(FileNotFoundError, match="holds no complete set of takes"):
        takes.kept(folder)


def test_a_right_take_is_also_another_phrase_where_a_text_shares_no_word_with_its_own(tmp_path: Path) -> None:
    neural.make(Synthesiser(), tmp_path, 4, seed=1, held_out=True)
    made = list(takes.trials(tmp_path))
    assert [trial.wrong is not None for trial in made if not trial.other] == [False, True] * 4
    own = {said.id: said.text for said in takes.kept(tmp_path)}
    others = [trial for trial in made if trial.other]
    assert len(others) == 4
    for trial, text in zip(others, list(own.values())[::2], strict=True):
        assert not set(trial.text.split()) & set(text.split())
