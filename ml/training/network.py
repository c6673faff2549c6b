"""The recogniser: a dilated convolutional network that names the sound in every 20 ms of a recording.

It sees log-mels, and what the encoder of people's speech heard.
"""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from lexfix_ml.encoder import CHANNELS
from lexfix_ml.features import MELS
from lexfix_ml.phonemes import INVENTORY


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
    """(batch, frames, MELS) log-mels and (batch, frames / 2, CHANNELS) of the encoder to log-probabilities.

    They are (batch, frames / 2, sounds).
    """

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
        self.encoded = nn.Sequential(nn.LayerNorm(CHANNELS), nn.Dropout(dropout), nn.Linear(CHANNELS, channels))
        self.body = nn.Sequential(*(_Block(channels, dilation, dropout) for dilation in dilations))
        self.head = nn.Conv1d(channels, len(INVENTORY), 1)

    def forward(self, features: Tensor, encoded: Tensor) -> Tensor:
        hidden = self.front(features.transpose(1, 2)) + self.encoded(encoded).transpose(1, 2)
        return torch.log_softmax(self.head(torch.relu(self.body(hidden))), dim=1).transpose(1, 2)

    def save(self, path: Path) -> None:
        """Keep the weights, to train on from them."""
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(path, allow_pickle=False, **{name: tensor.numpy() for name, tensor in self.state_dict().items()})

    @classmethod
    def load(cls, path: Path) -> "Recogniser":
        """The network that `save` kept; one from before there was an encoder begins without hearing it.

        Raises RuntimeError where the weights are of another shape.
        """
        network = cls()
        with np.load(path) as arrays:
            state = {name: torch.from_numpy(arrays[name]) for name in arrays.files}
        if not any(name.startswith("encoded.") for name in state):
            nn.init.zeros_(network.encoded[2].weight)
            nn.init.zeros_(network.encoded[2].bias)
            state |= {name: tensor for name, tensor in network.state_dict().items() if name.startswith("encoded.")}
        network.load_state_dict(
            {name: tensor.float() if tensor.is_floating_point() else tensor for name, tensor in state.items()}
        )
        return network
