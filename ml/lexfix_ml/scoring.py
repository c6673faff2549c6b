"""Scoring a recording against the text that was to be said."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .alignment import Aligned, align, alternatives, evidence
from .audio import decode
from .errors import Refusal
from .evidence import Evidence, Hearing, gather
from .features import FRAME_SECONDS, SAMPLE_RATE
from .judge import Judge, Judgement
from .measures import stage
from .model import WEIGHTS, Model, session
from .phonemes import INDEX, INVENTORY, SILENCE
from .pronounce import Word, words_of
from .sayings import Outcome, most_sayings, outcome, sayings, share
from .speech import read_aloud
from .spelling import spell
from .verdicts import Thresholds, Verdict

_SPEECH_SECONDS = 0.06
"""Less than this much of a recording that sounds like speech is silence."""
_MARGIN_SECONDS, _WAITING_SECONDS = 0.3, 1.0
"""Around the speech this much is kept, where leaving out the rest saves at least `_WAITING_SECONDS`."""
_NOT_SAID_SCORE = 20.0
"""What is not a saying of the phrase scores at most this, by how much of it may have been said."""


@dataclass(frozen=True)
class Sound:
    """One expected sound: the letters that spell it, its score, and what was heard instead, if anything clear."""

    sound: str
    spelling: str
    start: int
    end: int
    score: float
    verdict: Verdict
    heard: str | None
    from_seconds: float
    to_seconds: float


@dataclass(frozen=True)
class ScoredWord:
    """One word of the text (characters `start`..`end`) and its sounds."""

    text: str
    start: int
    end: int
    score: float
    verdict: Verdict
    sounds: tuple[Sound, ...]


@dataclass(frozen=True)
class Assessment:
    """How a recording went; scores are 0..100.

    Only where the outcome is "said" are there words, fluency and completeness. `heard` is the part of the text that
    was said where that is only a part; `sayings` is how often the phrase was said, of which the best is scored.
    """

    text: str
    outcome: Outcome
    heard: str | None
    sayings: int
    score: float
    fluency: float | None
    completeness: float | None
    verdict: Verdict
    duration_seconds: float
    model: str
    words: tuple[ScoredWord, ...]


@dataclass(frozen=True)
class _Judged:
    """One saying, its evidence and its judgement; `start` is the recording's frame at which the saying begins."""

    start: int
    heard: NDArray[np.float32]
    aligned: Aligned
    evidence: Evidence
    judgement: Judgement

    @cached_property
    def share(self) -> float:
        """How much of the phrase was said, 0 to 1."""
        return share(self.judgement.there, self.aligned.pronunciations)

    def spans(self) -> list[tuple[int, int]]:
        """The first and last frame of each word in the saying."""
        ends = np.cumsum([len(word) for word in self.aligned.pronunciations])
        starts = np.concatenate([[0], ends[:-1]])
        frames = self.aligned.frames
        return [(frames[start][0], frames[end - 1][1]) for start, end in zip(starts, ends, strict=True)]


class Scorer:
    """Scores recordings; safe to use from several threads."""

    def __init__(self, folder: Path = WEIGHTS) -> None:
        self.model = Model(folder)
        self.judge = Judge(session((folder / "judge.onnx").read_bytes()))
        self.thresholds = Thresholds.load(folder / "thresholds.json")

    def warm_up(self) -> None:
        """Score the service's own voice once, so that the first learner does not wait for imports."""
        self.score(decode(read_aloud("warm up", 1.0)), "warm up")

    def score(self, samples: NDArray[np.float32], text: str) -> Assessment:
        """Score 16 kHz mono samples; raises Refusal for silence and for text without a word to say."""
        words = words_of(text)
        if not words:
            raise Refusal("nothing_to_say")
        hearing, start = _hear_speech(self.model, samples)
        with stage("judgement", self.model.version):
            judged = self._sayings(hearing, words)
        best = max(judged, key=lambda one: (one.share, one.judgement.total))
        times = max(1, sum(one.share >= self.thresholds.there for one in judged))
        found, said = outcome(
            best.judgement.there, best.aligned.pronunciations, best.spans(), best.heard, self.thresholds.there
        )
        seconds = round(len(samples) / SAMPLE_RATE, 3)
        if found != "said":
            heard = text[words[said][0].start : words[said][-1].end] if found in ("part", "cut_off") else None
            score = round(_NOT_SAID_SCORE * best.share, 1)
            return Assessment(text, found, heard, times, score, None, None, "unsure", seconds, self.model.version, ())
        scored = self._words(words, best, start)
        total = _percent(best.judgement.total)
        return Assessment(
            text=text,
            outcome=found,
            heard=None,
            sayings=times,
            score=total,
            fluency=_percent(best.judgement.fluency),
            completeness=_percent(best.judgement.completeness),
            verdict=self.thresholds.phrase(
                total,
                [word.verdict for word in scored],
                [sound.verdict for word in scored for sound in word.sounds],
            ),
            duration_seconds=seconds,
            model=self.model.version,
            words=scored,
        )

    def _sayings(self, hearing: Hearing, words: Sequence[Word]) -> list[_Judged]:
        """Every saying of the words in what was heard, judged by itself."""
        heard = evidence(hearing.heard)
        choices = [word.pronunciations for word in words]
        shortest = sum(min(len(choice) for choice in each) for each in choices)
        aligned = align(heard, choices, most=most_sayings(hearing.heard, shortest))
        found = sayings(aligned, len(words), len(heard))
        if len(found) == 1:
            return [self._judged(hearing, aligned, 0)]
        parts = [hearing.between(saying.first, saying.end) for saying in found]
        return [
            self._judged(part, align(evidence(part.heard), [[word] for word in saying.pronunciations]), saying.first)
            for part, saying in zip(parts, found, strict=True)
        ]

    def _judged(self, hearing: Hearing, aligned: Aligned, start: int) -> _Judged:
        options = alternatives(evidence(hearing.heard), aligned.pronunciations)
        found = gather(hearing, aligned, options)
        return _Judged(start, hearing.heard, aligned, found, self.judge.judge(found))

    def _words(self, words: Sequence[Word], best: _Judged, start: int) -> tuple[ScoredWord, ...]:
        judgement, rivals = best.judgement, best.evidence.rivals
        scores = [_percent(score) for score in judgement.scores]
        verdicts = [
            self.thresholds.sound(chances, score) for chances, score in zip(judgement.chances, scores, strict=True)
        ]
        scored, at = [], 0
        for number, (word, pronunciation) in enumerate(zip(words, best.aligned.pronunciations, strict=True)):
            places = range(at, at + len(pronunciation))
            at += len(pronunciation)
            inside = [verdicts[place] for place in places]
            score = _percent(judgement.accuracy[number])
            came_out = judgement.there[number] >= self.thresholds.there
            parts = tuple(
                Sound(
                    sound=INVENTORY[best.evidence.sounds[place]],
                    spelling=word.text[span.start : span.end],
                    start=word.start + span.start,
                    end=word.start + span.end,
                    score=scores[place],
                    verdict=verdicts[place],
                    # Where another word was said, what stands in a sound's place is no slip to name.
                    heard=rivals[place] if verdicts[place] in ("close", "practise") and came_out else None,
                    from_seconds=round((start + best.start + best.aligned.frames[place][0]) * FRAME_SECONDS, 3),
                    to_seconds=round((start + best.start + best.aligned.frames[place][1] + 1) * FRAME_SECONDS, 3),
                )
                for place, span in zip(places, spell(word.text, pronunciation), strict=True)
            )
            judged = self.thresholds.word(score, inside)
            scored.append(ScoredWord(word.text, word.start, word.end, score, judged, parts))
        return tuple(scored)


def _percent(share: float) -> float:
    return round(100 * float(share), 1)


def _hear_speech(model: Model, samples: NDArray[np.float32]) -> tuple[Hearing, int]:
    """What the model hears from the frame where speech begins, and that frame.

    A recording that ran on long before or after the speech is heard again without that: its noise would colour what
    the features take for the microphone's.
    """
    hearing = model.hear(samples)
    speech = np.flatnonzero(hearing.heard[:, INDEX[SILENCE]] < np.log(0.5))
    if len(speech) * FRAME_SECONDS < _SPEECH_SECONDS:
        raise Refusal("silence")
    margin = round(_MARGIN_SECONDS / FRAME_SECONDS)
    count = len(hearing.heard)
    first, end = max(0, int(speech[0]) - margin), min(count, int(speech[-1]) + 1 + margin)
    if (count - (end - first)) * FRAME_SECONDS < _WAITING_SECONDS:
        return hearing, 0
    size = round(FRAME_SECONDS * SAMPLE_RATE)
    return model.hear(samples[first * size : end * size]), first
