"""Scoring a recording against the text that was to be said."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .alignment import Scores, align, alternatives, evidence
from .audio import decode
from .calibration import Calibration, Evidence, Verdict, gather, verdict
from .errors import Refusal
from .features import FRAME_SECONDS, SAMPLE_RATE
from .measures import stage
from .model import WEIGHTS, Model
from .phonemes import INDEX, SILENCE
from .pronounce import Word, words_of
from .speech import read_aloud
from .spelling import spell

_SPEECH_SECONDS = 0.06
"""Less than this much of a recording that sounds like speech is silence."""
_MARGIN_SECONDS, _WAITING_SECONDS = 0.3, 1.0
"""Around the speech this much is kept, where leaving out the rest saves at least `_WAITING_SECONDS`."""


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
    """How a recording went; scores are 0..100."""

    text: str
    score: float
    verdict: Verdict
    duration_seconds: float
    model: str
    words: tuple[ScoredWord, ...]


class Scorer:
    """Scores recordings; safe to use from several threads."""

    def __init__(self, folder: Path = WEIGHTS) -> None:
        self.model = Model(folder)
        self.calibration = Calibration.load(folder / "calibration.json")

    def warm_up(self) -> None:
        """Score the service's own voice once, so that the first learner does not wait for imports."""
        self.score(decode(read_aloud("warm up", 1.0)), "warm up")

    def score(self, samples: NDArray[np.float32], text: str) -> Assessment:
        """Score 16 kHz mono samples; raises Refusal for silence and for text without a word to say."""
        words = words_of(text)
        if not words:
            raise Refusal("nothing_to_say")
        pronunciations, frames, found = look(self.model, samples, words)
        sounds = [sound for pronunciation in pronunciations for sound in pronunciation]
        scores = [round(float(score), 1) for score in self.calibration.scores(found, sounds)]
        scored, at = [], 0
        for word, pronunciation in zip(words, pronunciations, strict=True):
            places = range(at, at + len(pronunciation))
            at += len(pronunciation)
            verdicts = [verdict(scores[place]) for place in places]
            word_score = round(float(np.mean([scores[place] for place in places])), 1)
            judged = _whole(word_score, verdicts)
            came_out = 2 * verdicts.count("practise") <= len(verdicts)
            parts = tuple(
                Sound(
                    sound=sounds[place],
                    spelling=word.text[span.start : span.end],
                    start=word.start + span.start,
                    end=word.start + span.end,
                    score=scores[place],
                    verdict=sound_verdict,
                    # In a word most of which did not come out, what stands in a sound's place is no slip to name.
                    heard=found.rivals[place] if sound_verdict != "great" and came_out else None,
                    from_seconds=round(frames[place][0] * FRAME_SECONDS, 3),
                    to_seconds=round((frames[place][1] + 1) * FRAME_SECONDS, 3),
                )
                for place, span, sound_verdict in zip(places, spell(word.text, pronunciation), verdicts, strict=True)
            )
            scored.append(ScoredWord(word.text, word.start, word.end, word_score, judged, parts))
        overall = round(float(np.mean(scores)), 1)
        judged = _whole(overall, [word.verdict for word in scored])
        seconds = round(len(samples) / SAMPLE_RATE, 3)
        return Assessment(text, overall, judged, seconds, self.model.version, tuple(scored))


def _whole(score: float, parts: Sequence[Verdict]) -> Verdict:
    """The verdict on a word or phrase: great only where none of its parts is for practise."""
    judged = verdict(score)
    return "close" if judged == "great" and "practise" in parts else judged


def look(
    model: Model, samples: NDArray[np.float32], words: Sequence[Word]
) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[int, int], ...], Evidence]:
    """The pronunciations that fit best, each sound's frames, and the evidence; raises Refusal for silence."""
    heard, start = _hear_speech(model, samples)
    heard = evidence(heard)
    with stage("alignment", model.version):
        aligned = align(heard, [word.pronunciations for word in words])
        options = alternatives(heard, aligned.pronunciations)
    frames = tuple((first + start, last + start) for first, last in aligned.frames)
    return aligned.pronunciations, frames, gather(heard, aligned, options)


def _hear_speech(model: Model, samples: NDArray[np.float32]) -> tuple[Scores, int]:
    """The recogniser's log-probabilities from the frame where speech begins, and that frame.

    A recording that ran on long before or after the speech is heard again without that: its noise would colour what
    the features take for the microphone's.
    """
    heard = model.hear(samples)
    speech = np.flatnonzero(heard[:, INDEX[SILENCE]] < np.log(0.5))
    if len(speech) * FRAME_SECONDS < _SPEECH_SECONDS:
        raise Refusal("silence")
    margin = round(_MARGIN_SECONDS / FRAME_SECONDS)
    first, end = max(0, int(speech[0]) - margin), min(len(heard), int(speech[-1]) + 1 + margin)
    if (len(heard) - (end - first)) * FRAME_SECONDS < _WAITING_SECONDS:
        return heard, 0
    size = round(FRAME_SECONDS * SAMPLE_RATE)
    return model.hear(samples[first * size : end * size]), first
