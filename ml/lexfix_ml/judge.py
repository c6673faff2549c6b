"""The judge: from evidence about every sound of a phrase to what experts would say of sounds, words and the phrase.

It was taught by experts' scores, as GOPT was (Gong et al., ICASSP 2022): the sounds of a phrase are judged together,
for how one was said says something of the others, and words and the phrase have judgements of their own.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession

from .evidence import Evidence

WORTH = np.array([0.0, 0.5, 1.0])
"""What a sound is worth that is wrong or missing, heavily accented, or right: the experts' 0, 1 and 2."""

OUTPUTS = ("chances", "accuracy", "there", "phrase")
"""The names of what the network says."""


@dataclass(frozen=True)
class Judgement:
    """What experts would say, all of it 0 to 1.

    `chances` is (sounds, 3): wrong, heavily accented, right. Each word has an `accuracy`, and a chance to be `there`.
    """

    chances: NDArray[np.float64]
    accuracy: NDArray[np.float64]
    there: NDArray[np.float64]
    total: float
    fluency: float
    completeness: float

    @property
    def scores(self) -> NDArray[np.float64]:
        """(sounds,) what each is worth."""
        worth: NDArray[np.float64] = self.chances @ WORTH
        return worth


def members(words: NDArray[np.int64]) -> NDArray[np.float32]:
    """(words, sounds) membership, from each sound's word."""
    belongs: NDArray[np.float32] = (np.arange(words[-1] + 1)[:, None] == words).astype(np.float32)
    return belongs


class Judge:
    """The judge in memory; safe to use from several threads."""

    def __init__(self, session: InferenceSession) -> None:
        self._session = session

    def judge(self, evidence: Evidence) -> Judgement:
        """The judgement on one saying of a phrase."""
        inputs = {
            "sounds": evidence.sounds[None],
            "features": evidence.features[None],
            "members": members(evidence.words)[None],
        }
        chances, accuracy, there, phrase = (output[0].astype(float) for output in self._session.run(OUTPUTS, inputs))
        total, fluency, completeness = phrase.tolist()
        return Judgement(chances, accuracy, there, total, fluency, completeness)
