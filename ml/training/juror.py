"""The networks that judge: a few of them, taught alike from different beginnings, are the judge."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from lexfix_ml.encoder import CHANNELS
from lexfix_ml.evidence import FEATURES
from lexfix_ml.judge import WORTH
from lexfix_ml.phonemes import INVENTORY


@dataclass(frozen=True)
class Logits:
    """(batch, sounds, 3) of WORTH, (batch, words) of accuracy and of being there, (batch, 3) of the phrase.

    The phrase's are its total, its fluency and its completeness.
    """

    sounds: Tensor
    accuracy: Tensor
    there: Tensor
    phrase: Tensor


class Juror(nn.Module):
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
        hidden = self.dropout(torch.cat([mixed, self._around(mixed, present[:, 0])], dim=-1))
        logits = self.sound(hidden)
        words = self.word(_pooled(hidden, logits, members))
        phrase = self.phrase(_pooled(hidden, logits, present))[:, 0]
        return Logits(logits, words[..., 0], words[..., 1], phrase)

    def _around(self, mixed: Tensor, present: Tensor) -> Tensor:
        """(batch, sounds, width) of what is around each sound; of padding, which one phrase has none of, nothing."""
        if len(mixed) == 1:
            alone: Tensor = self.context(mixed)[0]
            return alone
        packed = nn.utils.rnn.pack_padded_sequence(
            mixed, present.sum(dim=1).long(), batch_first=True, enforce_sorted=False
        )
        around, _ = nn.utils.rnn.pad_packed_sequence(
            self.context(packed)[0], batch_first=True, total_length=mixed.shape[1]
        )
        return around


def _pooled(hidden: Tensor, logits: Tensor, members: Tensor) -> Tensor:
    """(batch, groups, ...) of the mean and the largest of each group's members, and of how they are judged."""
    share = members / members.sum(dim=-1, keepdim=True).clamp(min=1)
    judged = logits.softmax(dim=-1)
    outside = (members == 0)[..., None]
    largest = hidden[:, None].masked_fill(outside, -20).amax(dim=2)
    most = judged[:, None].masked_fill(outside, 0).amax(dim=2)
    return torch.cat([share @ hidden, largest, share @ judged, most], dim=-1)


class Jury(nn.Module):
    """The mean of what jurors say of one phrase, 0 to 1, in the order of `lexfix_ml.judge.OUTPUTS`."""

    def __init__(self, jurors: list[Juror]) -> None:
        super().__init__()
        self.jurors = nn.ModuleList(jurors)

    def forward(self, sounds: Tensor, features: Tensor, members: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        every = [juror(sounds, features, members) for juror in self.jurors]
        return (
            torch.stack([logits.sounds.softmax(dim=-1) for logits in every]).mean(dim=0),
            torch.stack([logits.accuracy.sigmoid() for logits in every]).mean(dim=0),
            torch.stack([logits.there.sigmoid() for logits in every]).mean(dim=0),
            torch.stack([logits.phrase.sigmoid() for logits in every]).mean(dim=0),
        )
