"""Make the scorer hear people: `python -m training.adapt START.npz --people FOLDER`, after `python -m training.train`.

The recogniser goes on from START over learners' recordings and synthetic takes, its own alignments as labels, twice
over. Two more of it hear half the speakers each: what they make of the other half is what the judge is taught with, for
it has to judge speakers whom nobody trained on. The held-out speakers have no part in any of it.

Every step leaves a file in --work, and a run that was stopped goes on after the last one. Everything is seeded.
"""

import argparse
import platform
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import torch

from lexfix_ml.model import WEIGHTS

from . import corpus, frames, learners, lessons, people, takes, teach
from .examples import Example
from .export import describe, save_judge, save_recogniser
from .frames import Frames
from .learners import Variant
from .network import Recogniser
from .people import CorpusError, People, Utterance
from .train import fit
from .trials import trials

_VARIANTS = 3
_FOLDS = 2
_RATE = 1e-3
_FIRST_VARIANTS, _FIRST_EPOCHS = 1, 2
_APART_EPOCHS, _EPOCHS = 3, 2
"""A network that hears half the speakers hears them more often."""
_JURORS = 2
_TRIALS = 500


@dataclass(frozen=True)
class Work:
    """A run: the folder of its steps, what it sets out from, and what it learns from."""

    folder: Path
    start: Path
    corpus: People
    neural: Path | None
    seed: int
    threads: int

    @cached_property
    def utterances(self) -> tuple[Utterance, ...]:
        """All but those of the held-out speakers."""
        return self.corpus.part(held_out=False)

    def network(self, name: str, takes: Callable[[], Sequence[Frames]], epochs: int) -> Recogniser:
        """The network of this name: kept, or trained on from the start."""
        path = self.folder / f"{name}.npz"
        if not path.exists():
            print(f"training {name}", flush=True)
            start = Recogniser.load(self.start)
            fit(start, takes(), epochs=epochs, peak_rate=_RATE, seed=self.seed).save(path)
        return Recogniser.load(path).eval()

    @cached_property
    def variants(self) -> list[Variant]:
        """The learners' recordings as they are and in other rooms."""
        return learners.kept(self.folder / "learners.pkl", self.corpus, self.utterances, _VARIANTS, self.threads)

    def synthetic(self, count: int) -> list[Frames]:
        """Synthetic takes, so that the network forgets neither slips nor other voices."""
        path = self.folder / "synthetic.npz"
        if not path.exists():
            frames.save(corpus.make(count, seed=self.seed * 1_000_000, flite_share=0.12, processes=self.threads), path)
        return frames.load(path)

    def examples(self, apart: Sequence[Recogniser]) -> list[Example]:
        """The judge's lessons: learners by the network that has not heard them, and synthetic voices."""
        made = []
        for network, part in zip(apart, people.folds(self.utterances, _FOLDS), strict=True):
            made += lessons.of_learners(network, part, self.variants, self.threads)
        made += lessons.of_voices(apart[0], trials(_TRIALS, seed=self.seed, held_out=False))
        return made + lessons.of_voices(apart[0], takes.trials(self.neural) if self.neural else ())


def recognisers(work: Work, synthetic: Sequence[Frames]) -> tuple[Recogniser, list[Recogniser]]:
    """The recogniser of all speakers, and for each fold one that was not trained on it."""
    every, half = work.variants, synthetic[::2]

    def first_takes() -> list[Frames]:
        few = [variant for variant in every if variant.number <= _FIRST_VARIANTS]
        return [*learners.takes(Recogniser.load(work.start).eval(), few, work.utterances), *half]

    first = work.network("first", first_takes, _FIRST_EPOCHS)

    def takes_without(fold: Sequence[Utterance]) -> list[Frames]:
        left = {utterance.id for utterance in fold}
        return learners.takes(first, every, [one for one in work.utterances if one.id not in left])

    apart = [
        work.network(f"without-{number}", lambda fold=fold: [*takes_without(fold), *half], _APART_EPOCHS)  # type: ignore[misc]
        for number, fold in enumerate(people.folds(work.utterances, _FOLDS))
    ]
    return work.network("recogniser", lambda: [*takes_without(()), *synthetic], _EPOCHS), apart


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("start", type=Path)
    parser.add_argument("--people", type=Path, default=people.find(), help="the corpus's folder")
    parser.add_argument("--neural", type=Path, help="a folder of takes by neural voices (training.neural)")
    parser.add_argument("--work", type=Path, required=True, help="a folder for the steps")
    parser.add_argument("--takes", type=int, default=7_000, help="synthetic ones")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    if options.people is None:
        parser.error("name the corpus's folder with --people or $LEXFIX_SPEECH (docs/benchmark-ml.md says where it is)")
    try:
        corpus_ = people.read(options.people)
    except CorpusError as error:
        sys.exit(str(error))
    options.work.mkdir(parents=True, exist_ok=True)
    work = Work(options.work, options.start, corpus_, options.neural, options.seed, options.threads)
    torch.set_num_threads(options.threads)
    started = time.monotonic()
    recogniser, apart = recognisers(work, work.synthetic(options.takes))
    examples = work.examples(apart)
    judged = teach.cross_examined(examples, options.seed)
    jurors = [teach.juror(examples, seed) for seed in range(_JURORS)]
    metadata = {
        "start": options.start.name,
        "speakers": len({one.speaker for one in work.utterances}),
        "recordings": len(work.utterances),
        "takes": options.takes,
        "seed": options.seed,
        "threads": options.threads,
        "torch": torch.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "seconds": round(time.monotonic() - started),
    }
    save_recogniser(recogniser, options.out / "recogniser.onnx")
    save_judge(jurors, options.out / "judge.onnx")
    teach.thresholds(judged).save(options.out / "thresholds.json")
    describe(metadata, options.out)


if __name__ == "__main__":
    main()
