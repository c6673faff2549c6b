"""What the service measures of itself: spans and histograms of its stages, its queue, recordings and scores.

All of it goes to whatever `telemetry.start` set up, and nowhere without that.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Literal

from opentelemetry import metrics, trace
from opentelemetry.instrumentation.utils import is_instrumentation_enabled
from opentelemetry.metrics import CallbackOptions, Observation

Stage = Literal["decode", "features", "encoder", "model", "judgement"]
DURATION_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 3, 5, 10)
"""Upper bounds of the buckets of every duration, in seconds: the app's, digit for digit, so that both add up."""

_tracer = trace.get_tracer("lexfix_ml")
_meter = metrics.get_meter("lexfix_ml")
_stage_duration = _meter.create_histogram(
    "lexfix.ml.stage.duration",
    unit="s",
    description="One stage of scoring a recording.",
    explicit_bucket_boundaries_advisory=DURATION_BUCKETS,
)
_audio_duration = _meter.create_histogram(
    "lexfix.ml.audio.duration",
    unit="s",
    description="Length of the recordings that were scored.",
    explicit_bucket_boundaries_advisory=(0.5, 1, 2, 3, 5, 10, 15, 30),
)
_score = _meter.create_histogram(
    "lexfix.ml.score",
    description="Scores that were given, 0 to 100.",
    explicit_bucket_boundaries_advisory=tuple(range(10, 101, 10)),
)

_outcomes = _meter.create_counter(
    "lexfix.ml.outcomes", description="Recordings by what they were of their phrase: said, other words, a part."
)


@contextmanager
def stage(name: Stage, model: str) -> Iterator[None]:
    """A span and a duration around one stage; what raises is a stage that did not happen."""
    if not is_instrumentation_enabled():
        yield
        return
    start = perf_counter()
    with _tracer.start_as_current_span(name, record_exception=False, set_status_on_exception=False):
        yield
    _stage_duration.record(perf_counter() - start, {"stage": name, "model": model})


def scored(seconds: float, outcome: str, score: float) -> None:
    """A recording of `seconds` was scored; what was no saying of the phrase has no score to show."""
    _audio_duration.record(seconds)
    _outcomes.add(1, {"outcome": outcome})
    if outcome == "said":
        _score.record(score)


def watch_queue(waiting: Callable[[], int]) -> None:
    """Ask at every scrape how many recordings wait for their turn."""

    def observe(_: CallbackOptions) -> list[Observation]:
        return [Observation(waiting())]

    _meter.create_observable_gauge(
        "lexfix.ml.queue.length", [observe], description="Recordings and phrases that wait for their turn."
    )
