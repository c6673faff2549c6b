"""Make the recogniser's beginning: `python -m training.train`, on synthetic voices alone.

What it writes is where `python -m training.adapt` sets out from. Everything is seeded; equal runs need equal package
versions and an equal number of threads.
"""

import argparse
import math
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from lexfix_ml.encoder import CHANNELS
from lexfix_ml.features import MELS

from . import corpus, frames
from .frames import IGNORED, Frames
from .network import Recogniser

_BATCH_FRAMES = 9_000
_WITHOUT_MELS, _WITHOUT_ENCODER = 0.15, 0.10
"""How often either of the network's two ears is closed, so that neither relies on the other."""
_ENCODER_RATE = 2.0
"""The part that reads the encoder sets out from nothing and learns so much faster than the rest."""


def batches(takes: Sequence[Frames], generator: np.random.Generator) -> list[list[int]]:
    """Takes of like length together, at most _BATCH_FRAMES feature frames a batch, in a drawn order."""
    lengths = np.array([len(take.features) for take in takes]) + generator.uniform(0, 40, len(takes))
    made: list[list[int]] = []
    batch: list[int] = []
    for index in np.argsort(lengths):
        if batch and (len(batch) + 1) * lengths[index] > _BATCH_FRAMES:
            made.append(batch)
            batch = []
        batch.append(int(index))
    made.append(batch)
    return [made[index] for index in generator.permutation(len(made))]


def padded(takes: Sequence[Frames], generator: np.random.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """A batch of features and the encoder's outputs, with bands, moments and whole ears masked, and its labels."""
    longest = max(len(take.labels) for take in takes)
    features = np.zeros((len(takes), 2 * longest, MELS), np.float32)
    encoded = np.zeros((len(takes), longest, CHANNELS), np.float32)
    labels = np.full((len(takes), longest), IGNORED, np.int64)
    for row, take in enumerate(takes):
        count = len(take.labels)
        features[row, : 2 * count], encoded[row, :count] = take.features, take.encoded
        labels[row, :count] = take.labels
        width, band = generator.integers(0, 9), generator.integers(0, MELS)
        features[row, :, band : band + width] = 0
        moment, duration = generator.integers(0, 2 * count), generator.integers(0, 7)
        features[row, moment : moment + duration] = 0
        closed = generator.random()
        if closed < _WITHOUT_MELS:
            features[row] = 0
        elif closed < _WITHOUT_MELS + _WITHOUT_ENCODER:
            encoded[row] = 0
    return torch.from_numpy(features), torch.from_numpy(encoded), torch.from_numpy(labels)


def fit(start: Recogniser, takes: Sequence[Frames], *, epochs: int, peak_rate: float, seed: int) -> Recogniser:
    """Train the network on from `start`; the learning rate warms up, then falls along a cosine."""
    torch.manual_seed(seed)
    generator = np.random.default_rng(seed)
    reads_encoder = [parameter for name, parameter in start.named_parameters() if name.startswith("encoded.")]
    others = [parameter for name, parameter in start.named_parameters() if not name.startswith("encoded.")]
    optimiser = torch.optim.AdamW(
        [{"params": reads_encoder, "times": _ENCODER_RATE}, {"params": others, "times": 1.0}],
        lr=peak_rate,
        weight_decay=0.01,
    )
    criterion = nn.CrossEntropyLoss(ignore_index=IGNORED, label_smoothing=0.03)
    steps = epochs * len(batches(takes, np.random.default_rng(seed)))
    step, started = 0, time.monotonic()
    for epoch in range(epochs):
        start.train()
        total, right, seen = 0.0, 0, 0
        for batch in batches(takes, generator):
            rate = peak_rate * min((step + 1) / 100, 1) * (0.5 + 0.5 * math.cos(math.pi * min(step / steps, 1))) + 1e-5
            for group in optimiser.param_groups:
                group["lr"] = rate * group["times"]
            features, encoded, labels = padded([takes[index] for index in batch], generator)
            output = start(features, encoded)
            loss = criterion(output.flatten(0, 1), labels.flatten())
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(start.parameters(), 1.0)
            optimiser.step()
            known = labels != IGNORED
            total += float(loss.detach()) * int(known.sum())
            right += int((output.argmax(-1) == labels)[known].sum())
            seen += int(known.sum())
            step += 1
        elapsed = time.monotonic() - started
        print(
            f"epoch {epoch + 1}: loss {total / seen:.3f}, frames right {right / seen:.3f}, {elapsed:.0f} s", flush=True
        )
    return start.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--takes", type=int, default=36_000)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--flite-share", type=float, default=0.12)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--corpus", type=Path, help="keep the takes here, and use them if they are there")
    parser.add_argument("--out", type=Path, required=True, help="an .npz file")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    if options.corpus and options.corpus.exists():
        takes = frames.load(options.corpus)
    else:
        takes = corpus.make(
            options.takes, seed=options.seed * 1_000_000, flite_share=options.flite_share, processes=options.threads
        )
        if options.corpus:
            frames.save(takes, options.corpus)
    print(f"{len(takes)} takes, {sum(len(take.labels) for take in takes) / 50 / 3600:.1f} hours", flush=True)
    torch.manual_seed(options.seed)
    network = fit(Recogniser(), takes, epochs=options.epochs, peak_rate=options.rate, seed=options.seed)
    network.save(options.out)


if __name__ == "__main__":
    main()
