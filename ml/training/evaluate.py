"""The benchmark: `python -m training.evaluate`, on voices and words never trained on.

Prints the figures as a Markdown table for docs/benchmark-ml.md; `--check` fails where a target is missed.
"""

import argparse
import os
import random
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from lexfix_ml.calibration import CLOSE, GREAT
from lexfix_ml.errors import Refusal
from lexfix_ml.features import SAMPLE_RATE
from lexfix_ml.model import WEIGHTS
from lexfix_ml.phonemes import accepted
from lexfix_ml.scoring import Scorer

from .material import test_text
from .synthesis import no_voice
from .trials import Trial, places, trials

PHRASE_TARGET, SOUND_TARGET = 0.90, 0.80
LATENCY_TARGET_MS, MEMORY_TARGET_MIB = 400, 1024


def auc(right: Sequence[float], wrong: Sequence[float]) -> float:
    """The chance that a right one scores above a wrong one, ties counted half."""
    ordered = np.sort(np.array(wrong))
    below = np.searchsorted(ordered, right, side="left") + np.searchsorted(ordered, right, side="right")
    return float(np.mean(below) / 2 / len(wrong))


class Tally:
    """The scores of right and wrong phrases and sounds, and what was said about the wrong sounds."""

    def __init__(self) -> None:
        self.right_phrases: list[float] = []
        self.slipped_phrases: list[float] = []
        self.other_phrases: list[float] = []
        self.right_sounds: list[float] = []
        self.wrong_sounds: list[float] = []
        self.by_slip: defaultdict[str, list[float]] = defaultdict(list)
        self.lowest = self.named = self.substituted = 0

    def add(self, scorer: Scorer, trial: Trial) -> None:
        """Score one trial."""
        try:
            assessment = scorer.score(trial.samples, trial.text)
        except Refusal:
            self.other_phrases.append(0) if trial.other else self.right_phrases.append(0)
            return
        sounds = [sound for word in assessment.words for sound in word.sounds]
        if trial.other:
            self.other_phrases.append(assessment.score)
            return
        if trial.wrong is None:
            self.right_phrases.append(assessment.score)
            self.right_sounds += [sound.score for sound in sounds]
            return
        self.slipped_phrases.append(assessment.score)
        wrong = places(trial.canonical, [sound.sound for sound in sounds]).get(trial.wrong)
        if wrong is None:
            return
        self.wrong_sounds.append(sounds[wrong].score)
        self.right_sounds += [sound.score for place, sound in enumerate(sounds) if abs(place - wrong) > 1]
        self.by_slip["left out" if trial.said is None else "another sound"].append(sounds[wrong].score)
        self.lowest += sounds[wrong].score == min(sound.score for sound in sounds)
        if trial.said is not None and sounds[wrong].verdict != "great":
            self.substituted += 1
            self.named += trial.said in accepted(sounds[wrong].heard or "")


def voiceless(scorer: Scorer, count: int, seed: int) -> tuple[float, float]:
    """The shares of recordings in which nobody speaks that are refused, and that are scored but not for practise."""
    random_ = random.Random(seed)  # noqa: S311
    refused = praised = 0
    for _ in range(count):
        samples = no_voice(random_).samples
        try:
            praised += scorer.score(samples, test_text(random_, 2)).verdict != "practise"
        except Refusal:
            refused += 1
    return refused / count, praised / count


def latency_ms(scorer: Scorer, repeats: int) -> tuple[float, float]:
    """Median and 95th percentile of scoring 2 s of audio on one thread, in milliseconds."""
    trial = next(trial for trial in trials(40, seed=5, held_out=True) if not trial.other)
    samples = np.resize(trial.samples, 2 * SAMPLE_RATE)
    spent = []
    for _ in range(repeats):
        started = time.perf_counter()
        scorer.score(samples, "The quick brown fox jumps over")
        spent.append((time.perf_counter() - started) * 1000)
    return float(np.percentile(spent, 50)), float(np.percentile(spent, 95))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=500, help="of each kind")
    parser.add_argument("--seed", type=int, default=101)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--check", action="store_true", help="exit 1 where a target is missed")
    options = parser.parse_args()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    scorer = Scorer(options.weights)
    tally = Tally()
    for trial in trials(options.trials, seed=options.seed, held_out=True):
        tally.add(scorer, trial)
    refused, praised = voiceless(scorer, options.trials, options.seed)
    median, slowest = latency_ms(scorer, 60)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    phrase, sound = auc(tally.right_phrases, tally.other_phrases), auc(tally.right_sounds, tally.wrong_sounds)
    share = {
        name: [float(np.mean([low <= score < high for score in scores])) for low, high in
               ((GREAT, 101), (CLOSE, GREAT), (0, CLOSE))]
        for name, scores in (("right", tally.right_sounds), ("wrong", tally.wrong_sounds))
    }  # fmt: skip
    rows = [
        ("AUC, right phrase against another phrase", f"{phrase:.3f}", f"≥ {PHRASE_TARGET:.2f}"),
        ("AUC, right phrase against one with one slip", f"{auc(tally.right_phrases, tally.slipped_phrases):.3f}", ""),
        ("AUC, right sound against wrong sound", f"{sound:.3f}", f"≥ {SOUND_TARGET:.2f}"),
        *(
            (f"AUC, right sound against one {kind}", f"{auc(tally.right_sounds, scores):.3f}", "")
            for kind, scores in sorted(tally.by_slip.items())
        ),
        ("right sounds called great / close / practise", " / ".join(f"{value:.1%}" for value in share["right"]), ""),
        ("wrong sounds called great / close / practise", " / ".join(f"{value:.1%}" for value in share["wrong"]), ""),
        ("the wrong sound has the phrase's lowest score", f"{tally.lowest / len(tally.wrong_sounds):.1%}", ""),
        ("the sound said instead is named, where one is", f"{tally.named / max(tally.substituted, 1):.1%}", ""),
        ("mean phrase score: right / one slip / another phrase",
         f"{np.mean(tally.right_phrases):.0f} / {np.mean(tally.slipped_phrases):.0f} / "
         f"{np.mean(tally.other_phrases):.0f}", ""),
        ("recordings without a voice: refused / praised", f"{refused:.1%} / {praised:.1%}", ""),
        ("2 s of audio on one thread, median / p95",
         f"{median:.0f} / {slowest:.0f} ms", f"p95 < {LATENCY_TARGET_MS} ms"),
        ("peak memory of the benchmark", f"{memory:.0f} MiB", f"< {MEMORY_TARGET_MIB} MiB"),
    ]  # fmt: skip
    print(f"Model {scorer.model.version}; {len(tally.right_phrases)} right phrases, {len(tally.slipped_phrases)} with "
          f"a slip, {len(tally.other_phrases)} others; {len(tally.right_sounds)} right sounds, "
          f"{len(tally.wrong_sounds)} wrong ones.\n")  # fmt: skip
    print("| measure | figure | target |\n|---|---|---|")
    print("\n".join(f"| {name} | {figure} | {target} |" for name, figure, target in rows))
    met = phrase >= PHRASE_TARGET and sound >= SOUND_TARGET
    if options.check and not (met and slowest < LATENCY_TARGET_MS and memory < MEMORY_TARGET_MIB):
        sys.exit("A target was missed.")


if __name__ == "__main__":
    main()
