"""The recogniser: a small dilated convolutional network that names the sound in every 20 ms of a recording."""

import torch
from torch import Tensor, nn

from .features import MELS
from .phonemes import INVENTORY


class _Block(nn.Module):
    """A residual convolution over time that looks `2 * dilation` frames to either side."""

    def __init__(self, channels: int, dilation: int, dropout: float) -> None:
        super().__init__()
        self.convolution = nn.Conv1d(channels, channels, 5, padding=2 * dilation, dilation=dilation)
        self.norm = nn.BatchNorm1d(channels)
        self.mix = nn.Conv1d(channels, channels, 1)
        self.dropout = nn.Dropout(dropout)

    def forward(self, frames: Tensor) -> Tensor:
        hidden = torch.relu(self.norm(self.convolution(frames)))
        changed: Tensor = frames + self.dropout(self.mix(hidden))
        return changed


class Recogniser(nn.Module):
    """(batch, frames, MELS) log-mels to (batch, frames / 2, sounds) log-probabilities."""

    def __init__(self, channels: int = 192, dilations: tuple[int, ...] = (1, 2, 4, 8, 1), dropout: float = 0.1) -> None:
        super().__init__()
        self.front = nn.Sequential(
            nn.Conv1d(MELS, channels, 5, padding=2),
            nn.BatchNorm1d(channels),
            nn.ReLU(),
            nn.Conv1d(channels, channels, 4, stride=2, padding=1),
            nn.BatchNorm1d(channels),
            nn.ReLU(),
        )
        self.body = nn.Sequential(*(_Block(channels, dilation, dropout) for dilation in dilations))
        self.head = nn.Conv1d(channels, len(INVENTORY), 1)

    def forward(self, features: Tensor) -> Tensor:
        hidden = self.body(self.front(features.transpose(1, 2)))
        return torch.log_softmax(self.head(torch.relu(hidden)), dim=1).transpose(1, 2)
