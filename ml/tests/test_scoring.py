"""Right and wrong recordings, by a voice that was not trained on."""

import re
from itertools import pairwise

import numpy as np
import pytest

from lexfix_ml.errors import Refusal
from lexfix_ml.scoring import Assessment, Scorer, Sound
from training.mistakes import replace, spoken

from .recordings import RATE, say

PHRASES = ("The yellow boat is on the lake", "thank you very much", "I can see a red butterfly", "good morning")


def _sounds(assessment: Assessment) -> list[Sound]:
    return [sound for word in assessment.words for sound in word.sounds]


@pytest.mark.parametrize("phrase", PHRASES)
@pytest.mark.parametrize("voice", ["en-us+f5", "en+m7"])
def test_the_right_phrase_is_great(scorer: Scorer, phrase: str, voice: str) -> None:
    assert scorer.score(say(phrase, voice), phrase).verdict == "great"


@pytest.mark.parametrize("phrase", PHRASES)
def test_another_phrase_is_told_as_other_words_and_is_not_coached(scorer: Scorer, phrase: str) -> None:
    wrong = scorer.score(say("seven people went to school by bus"), phrase)
    assert (wrong.outcome, wrong.verdict, wrong.words) == ("other_words", "unsure", ())
    assert wrong.score <= 20


def test_the_word_that_was_another_one_is_for_practise_and_the_others_are_not(scorer: Scorer) -> None:
    assessment = scorer.score(say("I can see a red table"), "I can see a red butterfly")
    assert assessment.outcome == "said"
    assert assessment.verdict != "great"
    assert [word.text for word in assessment.words if word.verdict == "practise"] == ["butterfly"]


@pytest.mark.parametrize("times", [2, 4])
def test_of_several_sayings_the_best_is_scored(scorer: Scorer, times: int) -> None:
    quiet = np.zeros(RATE // 3, np.float32)
    once = say("a red hat")
    good = np.concatenate([np.concatenate([once, quiet]) for _ in range(times)])
    wrong = say(replace(spoken("a red hat", "en-us"), 1, 0, "w", "en-us").markup())
    assessment = scorer.score(np.concatenate([wrong, quiet, good]).astype(np.float32), "a red hat")
    assert (assessment.outcome, assessment.sayings) == ("said", times + 1)
    assert assessment.verdict == "great"


@pytest.mark.parametrize(
    ("said", "text", "heard"),
    [
        ("The yellow boat", "The yellow boat is on the lake", "The yellow boat"),
        ("on the lake", "The yellow boat is on the lake", "on the lake"),
    ],
)
def test_a_part_of_the_phrase_is_told_as_that_part(scorer: Scorer, said: str, text: str, heard: str) -> None:
    quiet = np.zeros(RATE // 2, np.float32)
    assessment = scorer.score(np.concatenate([quiet, say(said), quiet]), text)
    assert (assessment.outcome, assessment.heard, assessment.words) == ("part", heard, ())


def test_a_recording_that_stops_in_the_middle_was_cut_off(scorer: Scorer) -> None:
    samples = say("I can see a red butterfly")
    assessment = scorer.score(samples[: len(samples) // 2], "I can see a red butterfly")
    assert assessment.outcome == "cut_off"
    assert "I can see a red butterfly".startswith(assessment.heard or "nothing")


@pytest.mark.parametrize("voice", ["en-us", "en", "en-gb-x-rp"])
@pytest.mark.parametrize(
    "phrase",
    ["a big dog", "this thing is thin", "spring brings fresh plants", "the moon is full soon", "a round brown house",
     "I would like a glass of water.", "We usually walk to school together."],
)  # fmt: skip
def test_a_lessons_phrase_in_a_standard_voice_is_well_said_but_for_two_sounds_at_most(
    scorer: Scorer, phrase: str, voice: str
) -> None:
    assessment = scorer.score(say(phrase, voice), phrase)
    marked = [sound.verdict for sound in _sounds(assessment) if sound.verdict != "great"]
    assert len(marked) <= 2
    assert assessment.verdict == ("close" if "practise" in marked else "great")
    assert assessment.score > 80


def test_a_recording_that_ran_on_in_a_noisy_room_scores_like_one_that_was_stopped(scorer: Scorer) -> None:
    noise = np.random.default_rng(4).normal(0, 0.003, 13 * RATE).astype(np.float32)
    said = say("a big dog")
    ran_on = noise.copy()
    ran_on[RATE : RATE + len(said)] += said
    stopped = scorer.score(said + noise[: len(said)], "a big dog")
    found = scorer.score(ran_on, "a big dog")
    assert found.verdict == "great"
    assert abs(found.score - stopped.score) < 10
    first, expected = _sounds(found)[0], _sounds(stopped)[0]
    assert abs(first.from_seconds - expected.from_seconds - 1) < 0.1


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("thin paper", 0, "f"),
        ("red hat", 0, "w"),
        ("shop window", 1, "ʌ"),
        ("goat's milk", 0, "k"),
        ("van driver", 0, "b"),
        ("shell beach", 0, "s"),
    ],
)
def test_a_substituted_sound_is_found_and_named(scorer: Scorer, text: str, place: int, said: str) -> None:
    wrong = replace(spoken(text, "en-us"), 0, place, said, "en-us").markup()
    sounds = _sounds(scorer.score(say(wrong), text))
    lowest = min(range(len(sounds)), key=lambda index: sounds[index].score)
    assert lowest == place
    assert sounds[place].verdict != "great"
    assert sounds[place].heard == said


def test_a_word_is_not_great_where_one_of_its_sounds_is_for_practise(scorer: Scorer) -> None:
    wrong = replace(spoken("shelter", "en-us"), 0, 0, "b", "en-us").markup()
    (word,) = scorer.score(say(wrong), "shelter").words
    assert word.sounds[0].verdict == "practise"
    assert word.verdict != "great"


def test_no_slip_is_named_in_a_word_that_was_not_said(scorer: Scorer) -> None:
    *_, word = scorer.score(say("I can see a red spoon"), "I can see a red butterfly").words
    assert word.verdict == "practise"
    assert {sound.heard for sound in word.sounds if sound.verdict == "practise"} == {None}


def test_a_sound_left_out_is_found(scorer: Scorer) -> None:
    wrong = replace(spoken("stop", "en-us"), 0, 3, None, "en-us").markup()
    sounds = _sounds(scorer.score(say(wrong), "stop"))
    assert sounds[3].verdict != "great"
    assert sounds[3].score < min(sound.score for sound in sounds[:3])


def test_sounds_point_at_their_letters_and_follow_each_other_in_time(scorer: Scorer) -> None:
    text = "The knight's photo!"
    assessment = scorer.score(say(text), text)
    assert [word.text for word in assessment.words] == ["The", "knight's", "photo"]
    sounds = _sounds(assessment)
    assert [text[sound.start : sound.end] for sound in sounds] == [sound.spelling for sound in sounds]
    assert all(sound.from_seconds < sound.to_seconds <= assessment.duration_seconds + 0.05 for sound in sounds)
    assert all(one.to_seconds <= two.from_seconds + 1e-6 for one, two in pairwise(sounds))
    assert all(0 <= sound.score <= 100 for sound in sounds)


def test_a_very_short_recording_of_a_long_phrase_is_no_saying_of_it(scorer: Scorer) -> None:
    text = "I would like a large glass of orange juice with my breakfast please"
    assert scorer.score(say("go"), text).outcome != "said"


def test_a_hiss_without_a_voice_is_refused_or_is_no_saying(scorer: Scorer) -> None:
    hiss = np.random.default_rng(3).normal(0, 0.05, 2 * RATE).astype(np.float32)
    try:
        assert scorer.score(hiss, "good morning").outcome != "said"
    except Refusal as refusal:
        assert refusal.code == "silence"


def test_the_same_recording_always_gets_the_same_score(scorer: Scorer) -> None:
    samples = say("good morning")
    assert scorer.score(samples, "good morning") == scorer.score(samples, "good morning")


def test_the_model_names_its_version_by_its_weights(scorer: Scorer) -> None:
    assert re.fullmatch(r"recogniser-[0-9a-f]{10}", scorer.model.version)
