"""The judge: from evidence about every sound of a phrase to what experts would say of sounds, words and the phrase.

It was taught by experts' scores, as GOPT was (Gong et al., ICASSP 2022): the sounds of a phrase are judged together,
for how one was said says something of the others, and words and the phrase have judgements of their own.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from .encoder import CHANNELS
from .evidence import FEATURES, Evidence
from .phonemes import INVENTORY

WORTH = np.array([0.0, 0.5, 1.0])
"""What a sound is worth that is wrong or missing, heavily accented, or right: the experts' 0, 1 and 2."""


@dataclass(frozen=True)
class Judgement:
    """What experts would say, all of it 0 to 1.

    `chances` is (sounds, 3): wrong, heavily accented, right. Each word has an `accuracy`, and a chance to be `there`.
    """

    chances: NDArray[np.float64]
    accuracy: NDArray[np.float64]
    there: NDArray[np.float64]
    total: float
    fluency: float
    completeness: float

    @property
    def scores(self) -> NDArray[np.float64]:
        """(sounds,) what each is worth."""
        worth: NDArray[np.float64] = self.chances @ WORTH
        return worth


@dataclass(frozen=True)
class Logits:
    """(batch, sounds, 3) of WORTH, (batch, words) of accuracy and of being there, (batch, 3) of the phrase.

    The phrase's are its total, its fluency and its completeness.
    """

    sounds: Tensor
    accuracy: Tensor
    there: Tensor
    phrase: Tensor


class JudgeNetwork(nn.Module):
    """(batch, sounds) indices, (batch, sounds, FEATURES), and (batch, words, sounds) membership to Logits."""

    def __init__(self, width: int = 64, dropout: float = 0.2) -> None:
        super().__init__()
        self.named = nn.Embedding(len(INVENTORY), width)
        self.weighed = nn.Linear(FEATURES - CHANNELS, width)
        self.encoded = nn.Sequential(nn.LayerNorm(CHANNELS), nn.Dropout(2 * dropout), nn.Linear(CHANNELS, width))
        self.mix = nn.Sequential(nn.LayerNorm(width), nn.ReLU(), nn.Dropout(dropout), nn.Linear(width, width))
        self.context = nn.GRU(width, width // 2, batch_first=True, bidirectional=True)
        self.dropout = nn.Dropout(dropout)
        self.sound = nn.Linear(2 * width, len(WORTH))
        whole = 4 * width + 2 * len(WORTH)
        self.word = nn.Sequential(nn.Linear(whole, width), nn.ReLU(), nn.Dropout(dropout), nn.Linear(width, 2))
        self.phrase = nn.Sequential(nn.Linear(whole, width), nn.ReLU(), nn.Dropout(dropout), nn.Linear(width, 3))

    def forward(self, sounds: Tensor, features: Tensor, members: Tensor) -> Logits:
        alone = self.named(sounds) + self.weighed(features[..., :-CHANNELS]) + self.encoded(features[..., -CHANNELS:])
        mixed = alone + self.mix(alone)
        present = members.amax(dim=1, keepdim=True)
        packed = nn.utils.rnn.pack_padded_sequence(
            mixed, present[:, 0].sum(dim=1).long(), batch_first=True, enforce_sorted=False
        )
        around, _ = nn.utils.rnn.pad_packed_sequence(
            self.context(packed)[0], batch_first=True, total_length=sounds.shape[1]
        )
        hidden = self.dropout(torch.cat([mixed, around], dim=-1))
        logits = self.sound(hidden)
        words = self.word(_pooled(hidden, logits, members))
        phrase = self.phrase(_pooled(hidden, logits, present))[:, 0]
        return Logits(logits, words[..., 0], words[..., 1], phrase)


def _pooled(hidden: Tensor, logits: Tensor, members: Tensor) -> Tensor:
    """(batch, groups, ...) of the mean and the largest of each group's members, and of how they are judged."""
    share = members / members.sum(dim=-1, keepdim=True).clamp(min=1)
    judged = logits.softmax(dim=-1)
    outside = (members == 0)[..., None]
    largest = hidden[:, None].masked_fill(outside, -20).amax(dim=2)
    most = judged[:, None].masked_fill(outside, 0).amax(dim=2)
    return torch.cat([share @ hidden, largest, share @ judged, most], dim=-1)


def members(words: NDArray[np.int64]) -> NDArray[np.float32]:
    """(words, sounds) membership, from each sound's word."""
    belongs: NDArray[np.float32] = (np.arange(words[-1] + 1)[:, None] == words).astype(np.float32)
    return belongs


class Judge:
    """A few networks, taught alike from different beginnings, whose mean is the judgement."""

    def __init__(self, networks: list[JudgeNetwork]) -> None:
        self.networks = [network.eval() for network in networks]

    @torch.inference_mode()
    def judge(self, evidence: Evidence) -> Judgement:
        """The judgement on one saying of a phrase."""
        sounds, features = torch.from_numpy(evidence.sounds)[None], torch.from_numpy(evidence.features)[None]
        belongs = torch.from_numpy(members(evidence.words))[None]
        every = [network(sounds, features, belongs) for network in self.networks]

        def mean(chances: list[Tensor]) -> NDArray[np.float64]:
            averaged: NDArray[np.float64] = torch.stack(chances).mean(dim=0)[0].double().numpy()
            return averaged

        total, fluency, completeness = mean([logits.phrase.sigmoid() for logits in every])
        return Judgement(
            mean([logits.sounds.softmax(dim=-1) for logits in every]),
            mean([logits.accuracy.sigmoid() for logits in every]),
            mean([logits.there.sigmoid() for logits in every]),
            float(total),
            float(fluency),
            float(completeness),
        )

    def save(self, path: Path) -> None:
        """Write the networks' weights as 16-bit floats."""
        arrays = {
            f"{number}.{name}": tensor.numpy().astype(np.float16)
            for number, network in enumerate(self.networks)
            for name, tensor in network.state_dict().items()
        }
        np.savez_compressed(path, allow_pickle=False, **arrays)

    @classmethod
    def load(cls, path: Path) -> "Judge":
        """Read what `save` wrote; raises RuntimeError where it is of another shape."""
        states: dict[str, dict[str, Tensor]] = {}
        with np.load(path) as arrays:
            for key in arrays.files:
                number, name = key.split(".", 1)
                states.setdefault(number, {})[name] = torch.from_numpy(arrays[key].astype(np.float32))
        networks = []
        for number in sorted(states):
            network = JudgeNetwork()
            network.load_state_dict(states[number])
            networks.append(network)
        return cls(networks)
