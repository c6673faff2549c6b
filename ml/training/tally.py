"""The scores of right and wrong phrases and sounds, and what was said about them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from lexfix_ml.errors import Refusal
from lexfix_ml.phonemes import accepted
from lexfix_ml.scoring import Assessment, Sound

from .figures import Figure, auc
from .trials import Trial, places

SLIP_AUC = {"espeak-ng": 0.97, "neural": 0.92}
OTHER_AUC, OTHER_MEAN = 0.99, 20.0
VERDICTS = ("great", "close", "practise", "unsure")


class Scores(Protocol):
    """What a tally asks; `Scorer` does so."""

    def score(self, samples: NDArray[np.float32], text: str) -> Assessment: ...


class Tally:
    """Of the trials of one family of voices."""

    def __init__(self, family: str) -> None:
        self.family = family
        self.right: list[float] = []
        self.slipped: list[float] = []
        self.other: list[float] = []
        self.right_sounds: list[Sound] = []
        self.wrong_sounds: list[Sound] = []
        self.wrong_by_voice: defaultdict[str, list[float]] = defaultdict(list)
        self.right_by_voice: defaultdict[str, list[float]] = defaultdict(list)
        self.by_slip: defaultdict[str, list[float]] = defaultdict(list)
        self.unheard = self.lowest = self.named = self.substituted = 0

    def add_all(self, scorer: Scores, trials: Iterable[Trial]) -> "Tally":
        """Score every trial."""
        for trial in trials:
            self.add(scorer, trial)
        return self

    def add(self, scorer: Scores, trial: Trial) -> None:
        """Score one trial; a recording that is refused scores 0."""
        try:
            assessment = scorer.score(trial.samples, trial.text)
            score, sounds = assessment.score, [sound for word in assessment.words for sound in word.sounds]
        except Refusal:
            score, sounds = 0.0, []
        if trial.other:
            self.other.append(score)
            return
        # What is not looked at sound by sound is no right and no wrong sound, but it is counted.
        self.unheard += not sounds
        if trial.wrong is None:
            self.right.append(score)
            self._right(sounds, trial.voice)
        else:
            self.slipped.append(score)
            self._slip(sounds, trial, trial.wrong)

    def _right(self, sounds: Sequence[Sound], voice: str) -> None:
        self.right_sounds += sounds
        self.right_by_voice[voice] += [sound.score for sound in sounds]

    def _slip(self, sounds: Sequence[Sound], trial: Trial, slip: int) -> None:
        wrong = places(trial.canonical, [sound.sound for sound in sounds]).get(slip)
        if wrong is None:
            return
        # The neighbours of a slip count neither as right nor as wrong.
        self._right([sound for place, sound in enumerate(sounds) if abs(place - wrong) > 1], trial.voice)
        found = sounds[wrong]
        self.wrong_sounds.append(found)
        self.wrong_by_voice[trial.voice].append(found.score)
        self.by_slip["left out" if trial.said is None else "another sound"].append(found.score)
        self.lowest += found.score == min(sound.score for sound in sounds)
        if trial.said is not None and found.verdict != "great":
            self.substituted += 1
            self.named += trial.said in accepted(found.heard or "")

    def figures(self) -> list[Figure]:
        """What has a bar."""
        slip = auc([sound.score for sound in self.right_sounds], [sound.score for sound in self.wrong_sounds])
        return [
            Figure(f"{self.family}: AUC, right sound against a slip", slip, SLIP_AUC[self.family], 0.01),
            Figure(f"{self.family}: AUC, right phrase against another", auc(self.right, self.other), OTHER_AUC, 0.005),
            Figure(f"{self.family}: mean score of another phrase", _mean(self.other), OTHER_MEAN, 5, True),
        ]

    def rows(self) -> list[tuple[str, str]]:
        """Further measures, for people to read."""
        right = [sound.score for sound in self.right_sounds]
        return [
            ("AUC, right phrase against one with a slip", f"{auc(self.right, self.slipped):.3f}"),
            *((f"AUC, right sound against one {kind}", f"{auc(right, scores):.3f}")
              for kind, scores in sorted(self.by_slip.items())),
            (f"right sounds called {' / '.join(VERDICTS)}", _shares(self.right_sounds)),
            (f"wrong sounds called {' / '.join(VERDICTS)}", _shares(self.wrong_sounds)),
            ("the wrong sound has the phrase's lowest score", _share(self.lowest, len(self.wrong_sounds))),
            ("the sound said instead is named, where one is", _share(self.named, self.substituted)),
            ("the phrase was said, but is not scored sound by sound",
             _share(self.unheard, len(self.right) + len(self.slipped))),
            ("mean phrase score: right / one slip", f"{_mean(self.right):.0f} / {_mean(self.slipped):.0f}"),
        ]  # fmt: skip

    def by_voice(self) -> dict[str, float]:
        """The AUC of a right sound against a slip, of each voice of which there are both."""
        return {
            voice: auc(self.right_by_voice[voice], wrong)
            for voice, wrong in sorted(self.wrong_by_voice.items())
            if self.right_by_voice[voice]
        }


def _mean(scores: Sequence[float]) -> float:
    return float(np.mean(scores)) if scores else float("nan")


def _share(part: int, whole: int) -> str:
    return f"{part / max(whole, 1):.1%}"


def _shares(sounds: Sequence[Sound]) -> str:
    counted = Counter[str](sound.verdict for sound in sounds)
    return " / ".join(_share(counted[verdict], len(sounds)) for verdict in VERDICTS)
