"""What scoring costs: time on one thread, and memory."""

import random
import resource
import time

import numpy as np

from lexfix_ml.errors import Refusal
from lexfix_ml.features import SAMPLE_RATE

from .figures import Figure
from .material import test_text
from .synthesis import no_voice
from .tally import Scores
from .trials import trials

LATENCY_MS, MEMORY_MIB = 400.0, 1024.0


def figures(scorer: Scores, repeats: int) -> tuple[list[Figure], str]:
    """The 95th percentile of scoring 2 s of audio and the peak memory of this process, and the median in words."""
    trial = next(trial for trial in trials(40, seed=5, held_out=True) if not trial.other)
    samples = np.resize(trial.samples, 2 * SAMPLE_RATE)
    spent = []
    for _ in range(repeats):
        started = time.perf_counter()
        scorer.score(samples, "The quick brown fox jumps over")
        spent.append((time.perf_counter() - started) * 1000)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    p95 = float(np.percentile(spent, 95))
    return [
        # A machine's mood is no reason to keep a model out that stays below the bar.
        Figure("2 s of audio on one thread, p95, ms", p95, LATENCY_MS, LATENCY_MS, lower_is_better=True),
        Figure("peak memory of the benchmark, MiB", memory, MEMORY_MIB, MEMORY_MIB, lower_is_better=True),
    ], f"{np.percentile(spent, 50):.0f} ms"


def voiceless(scorer: Scores, count: int, seed: int) -> str:
    """The shares of recordings in which nobody speaks that are refused, and that are praised."""
    random_ = random.Random(seed)  # noqa: S311
    refused = praised = 0
    for _ in range(count):
        samples = no_voice(random_).samples
        try:
            praised += scorer.score(samples, test_text(random_, 2)).verdict in ("great", "close")
        except Refusal:
            refused += 1
    return f"{refused / count:.1%} / {praised / count:.1%}"
