"""The sounds of English that LexFix scores, and how espeak-ng's IPA maps onto them.

One inventory serves accents from both sides of the Atlantic: diphthongs and affricates are single sounds, and a
vowel coloured by r is the vowel followed by r.
"""

SILENCE = "sil"
VOWELS = tuple("iː ɪ ɛ æ ɑː ɒ ɔː ʊ uː ʌ ɜː ə ɚ eɪ aɪ ɔɪ aʊ oʊ ɪə eə ʊə".split())
CONSONANTS = tuple("p b t d k ɡ tʃ dʒ f v θ ð s z ʃ ʒ h m n ŋ l r j w".split())
FLAP = "ɾ"
"""The quick tap of an American "water": heard, and accepted for t and d, never expected."""

INVENTORY = (SILENCE, *VOWELS, *CONSONANTS, FLAP)
"""The classes of the recogniser, in the order of its outputs."""
INDEX = {sound: index for index, sound in enumerate(INVENTORY)}

ACCENTS: dict[str, tuple[str, ...]] = {
    "ə": ("ʌ", "ɪ", "ɚ", "ɜː", "ʊ"),
    "ɚ": ("ə", "ɜː"),
    "ɜː": ("ɚ",),
    "ʌ": ("ə",),
    "ɒ": ("ɑː", "ɔː"),
    "ɑː": ("ɒ",),
    "ɔː": ("ɒ", "ʊə"),
    "ɪə": ("iː", "ɪ"),
    "ɛ": ("eə",),
    "eə": ("ɛ",),
    "ʊə": ("ɔː", "ʊ"),
    "t": (FLAP,),
    "d": (FLAP,),
}
"""What else counts as right for a sound: differences of accent or of speaking carefully, never mistakes."""

_IPA: dict[str, tuple[str, ...]] = {
    **{sound: (sound,) for sound in (*VOWELS, *CONSONANTS)},
    FLAP: (FLAP,),
    "ɹ": ("r",),
    "g": ("ɡ",),
    "i": ("iː",),
    "ᵻ": ("ɪ",),
    "ɨ": ("ɪ",),
    "e": ("ɛ",),
    "a": ("æ",),
    "æː": ("æ",),
    "ɐ": ("ə",),
    "ɐɐ": ("ə",),
    "aː": ("ɑː",),
    "a:": ("ɑː",),
    "ɑ": ("ɑː",),
    "ɒː": ("ɔː",),
    "ɔ": ("ɒ",),
    "o": ("ɔː",),
    "oː": ("ɔː",),
    "u": ("uː",),
    "ʉ": ("uː",),
    "ʉː": ("uː",),
    "ɜ": ("ɜː",),
    "ʌː": ("ʌ",),
    "eː": ("eɪ",),
    "əʊ": ("oʊ",),
    "ɛɪ": ("eɪ",),
    "ɔʊ": ("oʊ",),
    "aɪə": ("aɪ", "ə"),
    "aɪɚ": ("aɪ", "ɚ"),
    "aʊə": ("aʊ", "ə"),
    "aʊɚ": ("aʊ", "ɚ"),
    "iə": ("ɪə",),
    "iːə": ("ɪə",),
    "ɛə": ("eə",),
    "ɑːɹ": ("ɑː", "r"),
    "ɔːɹ": ("ɔː", "r"),
    "oːɹ": ("ɔː", "r"),
    "ɛɹ": ("ɛ", "r"),
    "ɪɹ": ("ɪ", "r"),
    "ʊɹ": ("ʊ", "r"),
    "ʉɹ": ("ʊ", "r"),
    "ʌɹ": ("ʌ", "r"),
    "ʌʉ": ("aʊ",),
    "əɹ": ("ɚ",),
    "əl": ("ə", "l"),
    "l̩": ("ə", "l"),
    "n̩": ("ə", "n"),
    "m̩": ("ə", "m"),
    "ɫ": ("l",),
    "ɬ": ("l",),
    "ʔ": ("t",),
    "x": ("k",),
    "ç": ("h",),
    "ʍ": ("w",),
    "hw": ("w",),
}
_MARKS = str.maketrans("", "", "ˈˌ‍͡.-")


class UnknownSoundError(ValueError):
    """espeak-ng named a sound that the inventory does not place."""


def sounds_of(ipa: str) -> tuple[str, ...]:
    """The inventory's sounds for one phoneme in espeak-ng's IPA, stress marks ignored; empty for a pause.

    Raises UnknownSoundError for a phoneme of another language.
    """
    bare = ipa.translate(_MARKS).strip("_ ")
    if not bare:
        return ()
    found = _IPA.get(bare) or _IPA.get(bare.rstrip("ː"))
    if found is None:
        raise UnknownSoundError(f"the sound {ipa!r} is in no English word that LexFix knows")
    return found


def accepted(sound: str) -> tuple[str, ...]:
    """Every sound that counts as having said `sound`, itself first."""
    return (sound, *ACCENTS.get(sound, ()))
