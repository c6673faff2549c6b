"""Spoken texts in the notations of synthesisers that are given phonemes."""

from collections.abc import Mapping

from .mistakes import Spoken

_STRESS = {"'": "ˈ", ",": "ˌ"}


def written(said: Spoken, names: Mapping[str, str]) -> str:
    """`said` as IPA-like phonemes: words between spaces, stress before its vowel, each sound under its name in `names`.

    A sound without a name there is written as in the inventory.
    """
    words = []
    for mnemonics, phonemes in zip(said.words, said.sounds, strict=True):
        word = ""
        for mnemonic, sounds in zip(mnemonics, phonemes, strict=True):
            word += _STRESS.get(mnemonic[:1], "") if sounds else ""
            word += "".join(names.get(sound, sound) for sound in sounds)
        if word:
            words.append(word)
    return " ".join(words)
