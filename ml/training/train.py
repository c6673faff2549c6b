"""Make the recogniser: `python -m training.train`, then `python -m training.calibrate`.

Synthesises the corpus, fits the network to the sound in every 20 ms, and writes `lexfix_ml/weights/`. Everything is
seeded; equal runs need equal package versions and an equal number of threads, which the weights' metadata records.
"""

import argparse
import json
import math
import platform
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from lexfix_ml.features import MELS
from lexfix_ml.model import WEIGHTS
from lexfix_ml.network import Recogniser
from lexfix_ml.phonemes import INVENTORY

from . import corpus as corpora
from .export import save_weights

_BATCH_FRAMES = 9_000
_IGNORED = 255


def batches(corpus: corpora.Corpus, generator: np.random.Generator) -> list[list[int]]:
    """Takes of like length together, at most _BATCH_FRAMES feature frames a batch, in a drawn order."""
    lengths = np.diff(corpus.offsets) + generator.uniform(0, 40, len(corpus.offsets) - 1)
    made: list[list[int]] = []
    batch: list[int] = []
    for index in np.argsort(lengths):
        if batch and (len(batch) + 1) * lengths[index] > _BATCH_FRAMES:
            made.append(batch)
            batch = []
        batch.append(int(index))
    made.append(batch)
    return [made[index] for index in generator.permutation(len(made))]


def padded(corpus: corpora.Corpus, takes: list[int], generator: np.random.Generator) -> tuple[Tensor, Tensor]:
    """A batch of features, with bands and moments masked, and its labels."""
    longest = max(int(corpus.offsets[take + 1] - corpus.offsets[take]) for take in takes)
    longest += longest % 2
    features = np.zeros((len(takes), longest, MELS), np.float32)
    labels = np.full((len(takes), longest // 2), _IGNORED, np.int64)
    for row, take in enumerate(takes):
        part = corpus.features[corpus.offsets[take] : corpus.offsets[take + 1]]
        marks = corpus.labels[corpus.marks[take] : corpus.marks[take + 1]]
        features[row, : len(part)] = part
        labels[row, : len(marks)] = marks
        band, width = generator.integers(0, MELS), generator.integers(0, 9)
        features[row, :, band : band + width] = 0
        moment, duration = generator.integers(0, longest), generator.integers(0, 7)
        features[row, moment : moment + duration] = 0
    return torch.from_numpy(features), torch.from_numpy(labels)


def fit(corpus: corpora.Corpus, *, epochs: int, peak_rate: float, seed: int) -> Recogniser:
    """Train a recogniser on the corpus; the learning rate warms up, then falls along a cosine."""
    torch.manual_seed(seed)
    generator = np.random.default_rng(seed)
    network = Recogniser()
    print(f"{sum(parameter.numel() for parameter in network.parameters()):,} parameters", flush=True)
    optimiser = torch.optim.AdamW(network.parameters(), lr=peak_rate, weight_decay=0.01)
    steps = epochs * len(batches(corpus, np.random.default_rng(seed)))
    criterion = nn.CrossEntropyLoss(ignore_index=_IGNORED, label_smoothing=0.03)
    step, started = 0, time.monotonic()
    for epoch in range(epochs):
        network.train()
        total, right, seen = 0.0, 0, 0
        for takes in batches(corpus, generator):
            done = step / steps
            rate = peak_rate * min(step / 200, 1) * (0.5 + 0.5 * math.cos(math.pi * min(done, 1))) + 1e-5
            for group in optimiser.param_groups:
                group["lr"] = rate
            features, labels = padded(corpus, takes, generator)
            output = network(features)
            loss = criterion(output.flatten(0, 1), labels.flatten())
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            known = labels != _IGNORED
            total += float(loss.detach()) * int(known.sum())
            right += int((output.argmax(-1) == labels)[known].sum())
            seen += int(known.sum())
            step += 1
        elapsed = time.monotonic() - started
        print(
            f"epoch {epoch + 1}: loss {total / seen:.3f}, frames right {right / seen:.3f}, {elapsed:.0f} s", flush=True
        )
    return network.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--takes", type=int, default=36_000)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--flite-share", type=float, default=0.12)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--corpus", type=Path, help="keep the corpus here, and use it if it is there")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    started = time.monotonic()
    if options.corpus and options.corpus.exists():
        corpus = corpora.load(options.corpus)
    else:
        corpus = corpora.make(
            options.takes, seed=options.seed * 1_000_000, flite_share=options.flite_share, processes=options.threads
        )
        if options.corpus:
            corpora.save(corpus, options.corpus)
    hours = int(corpus.offsets[-1]) / 100 / 3600
    print(f"{len(corpus.offsets) - 1} takes, {hours:.1f} hours, {time.monotonic() - started:.0f} s", flush=True)
    network = fit(corpus, epochs=options.epochs, peak_rate=options.rate, seed=options.seed)
    metadata = {
        "takes": len(corpus.offsets) - 1,
        "hours": round(hours, 2),
        "epochs": options.epochs,
        "seed": options.seed,
        "threads": options.threads,
        "torch": torch.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "seconds": round(time.monotonic() - started),
    }
    save_weights(network, INVENTORY, metadata, options.out)
    print(json.dumps(metadata))


if __name__ == "__main__":
    main()
