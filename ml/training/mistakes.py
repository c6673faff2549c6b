"""The slips that learners make, and how to make espeak-ng say them."""

import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache

from lexfix_ml.espeak import espeak
from lexfix_ml.phonemes import CONSONANTS, FLAP, VOWELS, UnknownSoundError, sounds_of

from .material import words

SLIPS: dict[str, str] = {
    "θ": "f t s", "ð": "d v z", "r": "w l", "l": "w r", "b": "d p", "d": "b t", "p": "b t", "t": "d k", "k": "t ɡ",
    "ɡ": "d k", "s": "ʃ θ z", "ʃ": "s tʃ", "z": "s", "ʒ": "z ʃ", "tʃ": "ʃ t", "dʒ": "tʃ d", "v": "b f w", "f": "p v",
    "w": "v", "ŋ": "n", "n": "m ŋ", "m": "n", "j": "w", "h": "f",
    "ɪ": "iː ɛ", "iː": "ɪ eɪ", "ɛ": "æ ɪ", "æ": "ɛ ʌ", "ʌ": "æ ʊ", "uː": "ʊ oʊ", "ʊ": "uː ʌ", "ɔː": "oʊ uː",
    "oʊ": "ɔː aʊ", "eɪ": "aɪ ɛ", "aɪ": "eɪ ɔɪ", "ɔɪ": "aɪ oʊ", "aʊ": "oʊ æ", "ɑː": "æ ɛ", "ɒ": "ʌ oʊ", "ɜː": "ɔː ɑː",
}  # fmt: skip
"""Which sounds are said for which, space separated: confusions of place, voicing and vowel length."""
DELETABLE = frozenset(CONSONANTS)


@dataclass(frozen=True)
class Spoken:
    """A text as one voice says it: espeak-ng mnemonics per word, and the sounds of each mnemonic."""

    words: tuple[tuple[str, ...], ...]
    sounds: tuple[tuple[tuple[str, ...], ...], ...]

    def markup(self) -> str:
        """The `[[...]]` input that makes espeak-ng say it."""
        return "[[" + " ".join("|".join(word) for word in self.words if word) + "]]"

    def flat(self) -> tuple[str, ...]:
        """Every sound in order."""
        return tuple(sound for word in self.sounds for sounds in word for sound in sounds)


def spoken(text: str, accent: str) -> Spoken:
    """How `accent` says `text`; raises UnknownSoundError where a sound is not English."""
    mnemonics = espeak().phonemes(text, accent, mnemonics=True)
    ipa = espeak().phonemes(text, accent)
    if [len(word) for word in mnemonics] != [len(word) for word in ipa]:
        raise UnknownSoundError(f"{text!r} has phonemes that cannot be told apart")
    return Spoken(mnemonics, tuple(tuple(sounds_of(phoneme) for phoneme in word) for word in ipa))


@cache
def mnemonics(accent: str) -> dict[str, str]:
    """espeak-ng's most usual mnemonic in `accent` for each sound that is a phoneme by itself."""
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word in words(held_out=False):
        try:
            said = spoken(word, accent)
        except UnknownSoundError:
            continue
        for names, sounds in zip(said.words, said.sounds, strict=True):
            for name, sound in zip(names, sounds, strict=True):
                if len(sound) == 1:
                    seen[sound[0]][name.lstrip("',%=")] += 1
    return {sound: counts.most_common(1)[0][0] for sound, counts in seen.items()}


def replace(said: Spoken, word: int, place: int, sound: str | None, accent: str) -> Spoken:
    """`said` with one phoneme replaced by `sound`, stress kept; or left out, where `sound` is None."""
    names, sounds = list(said.words[word]), list(said.sounds[word])
    if sound is None:
        del names[place], sounds[place]
    else:
        stress = names[place][: len(names[place]) - len(names[place].lstrip("',"))]
        names[place], sounds[place] = stress + mnemonics(accent)[sound], (sound,)
    return Spoken(
        (*said.words[:word], tuple(names), *said.words[word + 1 :]),
        (*said.sounds[:word], tuple(sounds), *said.sounds[word + 1 :]),
    )


def slip(said: Spoken, accent: str, random_: random.Random) -> tuple[Spoken, int, str | None] | None:
    """One learner's slip: (what is said, index of the sound in `said.flat()`, the sound said or None if left out).

    None where nothing in `said` can be slipped on.
    """
    options: list[tuple[int, int, int, str | None]] = []
    index = 0
    for word, phonemes in enumerate(said.sounds):
        for place, sounds in enumerate(phonemes):
            if len(sounds) == 1 and sounds[0] != FLAP:
                available = [slip for slip in SLIPS.get(sounds[0], "").split() if slip in mnemonics(accent)]
                options += [(word, place, index, slip) for slip in available]
                if sounds[0] in DELETABLE and len(phonemes) > 2 and place > 0:
                    options.append((word, place, index, None))
            index += len(sounds)
    if not options:
        return None
    word, place, index, sound = random_.choice(options)
    return replace(said, word, place, sound, accent), index, sound


def scramble(said: Spoken, accent: str, random_: random.Random, rate: float) -> Spoken:
    """`said` with about `rate` of its sounds replaced by any sound of the same kind, so that no word can be guessed."""
    known = mnemonics(accent)
    for word, phonemes in enumerate(said.sounds):
        for place, sounds in enumerate(phonemes):
            if len(sounds) == 1 and random_.random() < rate:
                kind = VOWELS if sounds[0] in VOWELS else CONSONANTS
                said = replace(said, word, place, random_.choice([sound for sound in kind if sound in known]), accent)
    return said


def invented(accent: str, random_: random.Random) -> str:
    """`[[...]]` input for one to four words that do not exist, every sound equally likely."""
    known = mnemonics(accent)
    vowels = [sound for sound in VOWELS if sound in known]
    consonants = [sound for sound in CONSONANTS if sound in known and sound != "ŋ"]
    made = []
    for _ in range(random_.randint(1, 4)):
        names: list[str] = []
        for syllable in range(random_.randint(1, 3)):
            names += [known[random_.choice(consonants)] for _ in range(random_.choice((0, 1, 1, 1, 2)))]
            names.append(("'" if syllable == 0 else "") + known[random_.choice(vowels)])
        names += [known[random_.choice([*consonants, "ŋ"])] for _ in range(random_.choice((0, 1, 1, 2)))]
        made.append("|".join(names))
    return "[[" + " ".join(made) + "]]"
