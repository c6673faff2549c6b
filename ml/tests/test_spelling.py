"""Which letters spell which sounds."""

from itertools import pairwise

import pytest

from lexfix_ml.pronounce import pronunciations, words_of
from lexfix_ml.spelling import spell


def _spelt(word: str, sounds: str) -> str:
    spans = spell(word, tuple(sounds.split()))
    return " ".join(word[span.start : span.end] for span in spans)


@pytest.mark.parametrize(
    ("word", "sounds", "letters"),
    [
        ("phone", "f oʊ n", "ph o ne"),
        ("high", "h aɪ", "h igh"),
        ("cake", "k eɪ k", "c a ke"),
        ("knife", "n aɪ f", "kn i fe"),
        ("church", "tʃ ɜː tʃ", "ch ur ch"),
        ("thought", "θ ɔː t", "th ough t"),
        ("box", "b ɒ k s", "b o x x"),
        ("queen", "k w iː n", "q u ee n"),
        ("station", "s t eɪ ʃ ə n", "s t a ti o n"),
        ("walked", "w ɔː k t", "w a lk ed"),
        ("judge", "dʒ ʌ dʒ", "j u dge"),
        ("island", "aɪ l ə n d", "is l a n d"),
        ("don't", "d oʊ n t", "d o n' t"),
        ("café", "k æ f eɪ", "c a f é"),
        ("2", "t uː", "2 2"),
    ],
)
def test_letters_are_given_to_the_sounds_they_spell(word: str, sounds: str, letters: str) -> None:
    assert _spelt(word, sounds) == letters


@pytest.mark.parametrize(
    "word", ["photograph", "beautiful", "Wednesday", "rhythm", "yacht", "mother-in-law", "xylophone"]
)
def test_every_letter_belongs_to_a_sound_and_sounds_stay_in_order(word: str) -> None:
    for sounds in pronunciations(word):
        spans = spell(word, sounds)
        assert len(spans) == len(sounds)
        assert spans[0].start == 0
        assert spans[-1].end == len(word)
        assert all(one.start <= two.start and two.start <= one.end for one, two in pairwise(spans))


def test_the_words_of_a_text_keep_their_place_in_it() -> None:
    text = "  Hello, wörld! It's 2 o’clock."
    assert [text[word.start : word.end] for word in words_of(text)] == ["Hello", "wörld", "It's", "2", "o’clock"]


def test_accents_of_both_sides_of_the_atlantic_are_accepted() -> None:
    assert len(pronunciations("water")) == 2
    assert ("b", "æ", "θ") in pronunciations("bath")


@pytest.mark.parametrize("text", ["", "?!…", "😀 🎉", "你好", "привет", "- ' _"])
def test_a_text_without_a_word_has_nothing_to_say(text: str) -> None:
    assert words_of(text) == ()
