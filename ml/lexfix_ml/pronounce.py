"""What a text should sound like: its words, and every accepted way to say each of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from .espeak import espeak
from .phonemes import FLAP, UnknownSoundError, sounds_of

VOICES = ("en-us", "en", "en-gb-x-rp")
"""The accents whose pronunciations are both right: a learner may have either."""

_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ0-9]+(?:['’-][A-Za-zÀ-ÖØ-öø-ÿ0-9]+)*")
_WEAK: dict[str, tuple[tuple[str, ...], ...]] = {
    "a": (("ə",),),
    "an": (("ə", "n"),),
    "and": (("ə", "n", "d"), ("ə", "n")),
    "as": (("ə", "z"),),
    "at": (("ə", "t"),),
    "but": (("b", "ə", "t"),),
    "can": (("k", "ə", "n"),),
    "do": (("d", "ə"),),
    "for": (("f", "ə"), ("f", "ɚ")),
    "from": (("f", "r", "ə", "m"),),
    "has": (("h", "ə", "z"), ("ə", "z")),
    "have": (("h", "ə", "v"), ("ə", "v")),
    "of": (("ə", "v"),),
    "or": (("ə",), ("ɚ",)),
    "some": (("s", "ə", "m"),),
    "than": (("ð", "ə", "n"),),
    "that": (("ð", "ə", "t"),),
    "the": (("ð", "iː"),),
    "them": (("ð", "ə", "m"),),
    "to": (("t", "ə"),),
    "was": (("w", "ə", "z"),),
    "were": (("w", "ə"), ("w", "ɚ")),
    "your": (("j", "ə"), ("j", "ɚ")),
}
"""How little words shrink inside a sentence; saying them in full is right as well."""


@dataclass(frozen=True)
class Word:
    """A word of a text: characters `start`..`end`, and each accepted pronunciation as sounds."""

    text: str
    start: int
    end: int
    pronunciations: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=20_000)
def pronunciations(word: str) -> tuple[tuple[str, ...], ...]:
    """Every accepted pronunciation of one word, most usual first; empty where there is nothing to say."""
    found: dict[tuple[str, ...], None] = {}
    for voice in VOICES:
        try:
            phonemes = [sounds_of(phoneme) for part in espeak().phonemes(word, voice) for phoneme in part]
        except UnknownSoundError:
            continue
        sounds = tuple("t" if sound == FLAP else sound for sounds in phonemes for sound in sounds)
        if sounds:
            found[sounds] = None
    for weak in _WEAK.get(word.lower(), ()):
        found[weak] = None
    return tuple(found)


def words_of(text: str) -> tuple[Word, ...]:
    """The pronounceable words of a text; empty for one of punctuation, emoji or another alphabet."""
    matches: Sequence[re.Match[str]] = tuple(_WORD.finditer(text))
    words = (Word(match.group(), match.start(), match.end(), pronunciations(match.group())) for match in matches)
    return tuple(word for word in words if word.pronunciations)
