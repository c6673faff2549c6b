"""From what the judge found to what a learner is told: verdicts on sounds, words and the phrase."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Verdict = Literal["great", "close", "practise", "unsure"]


@dataclass(frozen=True)
class Thresholds:
    """From which score, 0 to 100, a sound, word or phrase is called great or close, and when nobody can tell.

    They were set on learners' recordings by what they would be told (`training.teach`): few right sounds are for
    practise, and few wrong ones great. A sound is unsure where it may well be wrong and may well be right: where each
    has at least a chance of `either`. A word was said from a chance of `there`.
    """

    sound_great: float
    sound_close: float
    word_great: float
    word_close: float
    phrase_great: float
    phrase_close: float
    either: float
    there: float

    def save(self, path: Path) -> None:
        """Write them as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "Thresholds":
        """Read them; raises TypeError where one is missing or unknown."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))

    def sound(self, chances: NDArray[np.float64], score: float) -> Verdict:
        """The verdict on a sound, from the chances that it is wrong, heavily accented, right."""
        if score >= self.sound_great:
            return "great"
        if min(chances[0], chances[2]) >= self.either:
            return "unsure"
        return "close" if score >= self.sound_close else "practise"

    def word(self, score: float, sounds: Sequence[Verdict]) -> Verdict:
        """The verdict on a word: not great where a sound is for practise."""
        return _whole(score, sounds, self.word_great, self.word_close)

    def phrase(self, score: float, words: Sequence[Verdict], sounds: Sequence[Verdict]) -> Verdict:
        """The verdict on a phrase: not great where a word, or a sound of one, is for practise."""
        judged = _whole(score, words, self.phrase_great, self.phrase_close)
        return "close" if judged == "great" and "practise" in sounds else judged


def _whole(score: float, parts: Sequence[Verdict], great: float, close: float) -> Verdict:
    if parts.count("unsure") * 2 > len(parts):
        return "unsure"
    if score < close:
        return "practise"
    return "great" if score >= great and "practise" not in parts else "close"
