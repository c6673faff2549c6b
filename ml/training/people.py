"""Recordings of learners with experts' scores: the shape of speechocean762, read from a folder outside the repository.

The folder holds `expert-scores.jsonl`, a line an utterance, and `recordings/<id>.opus`. Speakers are split by number:
those of `HELD_OUT` are never trained on, nor used for any choice.
"""

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lexfix_ml.audio import decode
from lexfix_ml.phonemes import CONSONANTS, VOWELS

HELD_OUT_EVERY = 5
"""One speaker in so many, within each age group and gender, is kept for the last measurement."""
CHILD_TO = 12
YOUNG_CHILD_TO = 8

Group = Literal["children up to 8", "children of 9 to 12", "older", "girls and women", "boys and men"]

_SAME = {
    "AA": "ɑː", "AE": "æ", "AH": "ʌ", "AO": "ɔː", "AW": "aʊ", "AX": "ə", "AXR": "ɚ", "AY": "aɪ", "B": "b", "CH": "tʃ",
    "D": "d", "DH": "ð", "EE": "eə", "EH": "ɛ", "ER": "ɜː", "EY": "eɪ", "F": "f", "G": "ɡ", "HH": "h", "IH": "ɪ",
    "IR": "ɪə", "IY": "iː", "JH": "dʒ", "K": "k", "L": "l", "M": "m", "N": "n", "NG": "ŋ", "OO": "ɒ", "OW": "oʊ",
    "OY": "ɔɪ", "P": "p", "R": "r", "S": "s", "SH": "ʃ", "T": "t", "TH": "θ", "UH": "ʊ", "UR": "ʊə", "UW": "uː",
    "V": "v", "W": "w", "Y": "j", "Z": "z", "ZH": "ʒ",
}  # fmt: skip
SOUNDS: dict[str, tuple[str, ...]] = {
    **{phone: (sound,) for phone, sound in _SAME.items()},
    "AR": ("ɑː", "r"),
    "DR": ("d", "r"),
    "DZ": ("d", "z"),
    "TR": ("t", "r"),
    "TS": ("t", "s"),
}
"""LexFix's sounds for each of the corpus's phones."""
assert {sound for sounds in SOUNDS.values() for sound in sounds} == {*VOWELS, *CONSONANTS}


class CorpusError(RuntimeError):
    """The corpus is missing, incomplete or of another shape; the message says where and what to do."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True)


class Word(_Strict):
    """A word with its mean accuracy (0 to 10), and the experts' phones with their mean scores (0 wrong to 2 right)."""

    text: str
    accuracy: float = Field(ge=0, le=10)
    phones: tuple[str, ...]
    scores: tuple[float, ...]

    def sounds(self) -> tuple[tuple[str, ...], NDArray[np.float64]]:
        """The word's sounds in LexFix's inventory and a score for each; those of a cluster share one."""
        parts = [SOUNDS[phone] for phone in self.phones]
        scores = np.repeat(self.scores, [len(part) for part in parts])
        return tuple(sound for part in parts for sound in part), scores


class Utterance(_Strict):
    """One recording: who spoke, the text, and the experts' means (0 to 10; completeness 0 to 1)."""

    id: str = Field(pattern=r"^\w+$")
    speaker: str
    age: int = Field(gt=0)
    gender: Literal["f", "m"]
    text: str
    accuracy: float = Field(ge=0, le=10)
    completeness: float = Field(ge=0, le=1)
    fluency: float = Field(ge=0, le=10)
    prosodic: float = Field(ge=0, le=10)
    total: float = Field(ge=0, le=10)
    words: tuple[Word, ...]

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups by which fairness is measured."""
        age: Group = (
            "children up to 8"
            if self.age <= YOUNG_CHILD_TO
            else "children of 9 to 12"
            if self.age <= CHILD_TO
            else "older"
        )
        return age, "girls and women" if self.gender == "f" else "boys and men"


@dataclass(frozen=True)
class People:
    """The corpus in `folder`."""

    folder: Path
    utterances: tuple[Utterance, ...]

    @cached_property
    def held_out_speakers(self) -> frozenset[str]:
        """One speaker in `HELD_OUT_EVERY` of each group, by a hash of their number."""
        return frozenset(_speakers(self.utterances)[HELD_OUT_EVERY // 2 :: HELD_OUT_EVERY])

    def part(self, *, held_out: bool) -> tuple[Utterance, ...]:
        """The utterances of the held-out speakers, or those of all others."""
        return tuple(one for one in self.utterances if (one.speaker in self.held_out_speakers) is held_out)

    def samples(self, utterance: Utterance) -> NDArray[np.float32]:
        """The recording, 16 kHz mono, as the service decodes it."""
        return decode((self.folder / "recordings" / f"{utterance.id}.opus").read_bytes())


def folds(utterances: Iterable[Utterance], count: int) -> list[tuple[Utterance, ...]]:
    """The utterances in `count` parts of like size and like speakers, no speaker in two of them."""
    every = tuple(utterances)
    part = {speaker: index % count for index, speaker in enumerate(_speakers(every))}
    return [tuple(one for one in every if part[one.speaker] == number) for number in range(count)]


def find() -> Path | None:
    """The corpus's folder: $LEXFIX_SPEECH, or ../shared/speech beside the checkout; None where neither is."""
    named = os.environ.get("LEXFIX_SPEECH")
    if named:
        return Path(named)
    beside = Path(__file__).resolve().parents[2].parent / "shared" / "speech"
    return beside if beside.is_dir() else None


def read(folder: Path) -> People:
    """Read the corpus; raises CorpusError where it is missing, incomplete or of another shape."""
    scores = folder / "expert-scores.jsonl"
    try:
        lines = scores.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"no corpus of learners in {folder}: {scores.name} cannot be read ({error})") from error
    utterances = tuple(_parsed(scores, number, line) for number, line in enumerate(lines, 1))
    _check(folder, utterances)
    return People(folder, utterances)


def _parsed(file: Path, number: int, line: str) -> Utterance:
    try:
        utterance = Utterance.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the line"
        raise CorpusError(f"{file}, line {number}: {place}: {first['msg']}") from error
    for word in utterance.words:
        unknown = [phone for phone in word.phones if phone not in SOUNDS]
        if unknown or len(word.phones) != len(word.scores):
            wrong = f"phone {unknown[0]!r} is unknown" if unknown else "phones and scores differ in number"
            raise CorpusError(f"{file}, line {number}: word {word.text!r}: {wrong}")
    return utterance


def _check(folder: Path, utterances: Sequence[Utterance]) -> None:
    if len({one.speaker for one in utterances}) < 2 * HELD_OUT_EVERY:
        raise CorpusError(f"{folder} has fewer than {2 * HELD_OUT_EVERY} speakers: too few to keep any for the test")
    missing = [one.id for one in utterances if not (folder / "recordings" / f"{one.id}.opus").is_file()]
    if missing:
        raise CorpusError(
            f"{folder}/recordings lacks {len(missing)} of {len(utterances)} files, {missing[0]}.opus first"
        )


def _speakers(utterances: Iterable[Utterance]) -> list[str]:
    """Every speaker once, those of a group together, within it in the order of a hash of their number."""
    one_each = {one.speaker: one for one in utterances}
    return sorted(one_each, key=lambda speaker: (one_each[speaker].groups, hashlib.sha256(speaker.encode()).digest()))
