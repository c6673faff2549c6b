"""The shapes of requests and answers."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from .store import StoreStatus


class _FromAttributes(BaseModel):
    model_config = ConfigDict(from_attributes=True)


VerdictOut = Literal["great", "close", "practise", "unsure"]
"""`unsure` is no mark against anybody: the model cannot tell."""


class SoundOut(_FromAttributes):
    """One sound; offsets are characters of the phrase, `heard` is the IPA of what was said instead, if clear."""

    sound: str
    spelling: str
    start: int
    end: int
    score: float
    verdict: VerdictOut
    heard: str | None
    from_seconds: float
    to_seconds: float


class WordOut(_FromAttributes):
    """One word and its sounds."""

    text: str
    start: int
    end: int
    score: float
    verdict: VerdictOut
    sounds: list[SoundOut]


class PronunciationOut(_FromAttributes):
    """How a recording of a phrase went; scores are 0..100.

    Where the outcome is not "said", there is nothing to coach: no words, a verdict of "unsure", and a score of at most
    20 that belongs in no average. `heard` is what was said of the text where that was only a part. Of several sayings
    the best is scored.
    """

    text: str
    outcome: Literal["said", "other_words", "part", "cut_off", "unclear"]
    heard: str | None
    sayings: int
    score: float
    fluency: float | None
    completeness: float | None
    verdict: VerdictOut
    duration_seconds: float
    model: str
    words: list[WordOut]


class SpeechIn(BaseModel):
    """A phrase to read aloud, at `speed` times a calm pace."""

    text: str
    speed: float = Field(default=1.0, ge=0.5, le=1.5)


class HealthOut(BaseModel):
    """Whether the service can score, with the model's version and the release's.

    `stores` says whether each database answered when last used; the service scores without them.
    """

    status: Literal["ok", "starting"]
    model: str | None
    version: str
    stores: dict[str, StoreStatus]


class ProblemOut(BaseModel):
    """Why a request was not met, with a sentence that a learner's screen can show."""

    code: str
    message: str
