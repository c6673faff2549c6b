"""The trained recogniser: its weights on disk, and what it hears in a recording."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from .features import log_mel
from .measures import stage
from .network import Recogniser
from .phonemes import INVENTORY

WEIGHTS = Path(__file__).parent / "weights"


class ModelError(RuntimeError):
    """The weights are missing, damaged or of another inventory; the message says which."""


def save_weights(network: Recogniser, inventory: Sequence[str], metadata: dict[str, Any], folder: Path) -> None:
    """Write the weights as 16-bit floats with their checksum and how they were made."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {
        name: tensor.numpy().astype(np.float16 if tensor.is_floating_point() else np.int64)
        for name, tensor in network.state_dict().items()
    }
    np.savez(folder / "recogniser.npz", **arrays)
    digest = hashlib.sha256((folder / "recogniser.npz").read_bytes()).hexdigest()
    described = {"sha256": digest, "inventory": list(inventory), "training": metadata}
    written = json.dumps(described, ensure_ascii=False, indent=1) + "\n"
    (folder / "recogniser.json").write_text(written, encoding="utf-8")


class Model:
    """The recogniser in memory, ready to hear."""

    def __init__(self, folder: Path = WEIGHTS) -> None:
        try:
            stored = (folder / "recogniser.npz").read_bytes()
            described = json.loads((folder / "recogniser.json").read_text(encoding="utf-8"))
        except OSError as error:
            raise ModelError(f"the recogniser's weights are not in {folder}: run `python -m training.train`") from error
        if hashlib.sha256(stored).hexdigest() != described["sha256"]:
            raise ModelError(f"{folder}/recogniser.npz is damaged: its checksum is not the one in recogniser.json")
        if tuple(described["inventory"]) != INVENTORY:
            raise ModelError(f"the weights in {folder} were trained for other sounds than this program's")
        self.version = f"recogniser-{described['sha256'][:10]}"
        self._network = Recogniser()
        with np.load(folder / "recogniser.npz") as arrays:
            state = {name: torch.from_numpy(arrays[name]) for name in arrays.files}
        self._network.load_state_dict(
            {name: tensor.float() if tensor.is_floating_point() else tensor for name, tensor in state.items()}
        )
        self._network.eval()

    def hear(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """(frames, sounds) log-probabilities, one frame for every 20 ms of the 16 kHz mono recording."""
        with stage("features", self.version):
            features = log_mel(samples)
        features = features[: len(features) // 2 * 2]
        with stage("model", self.version), torch.inference_mode():
            output: NDArray[np.float32] = self._network(torch.from_numpy(features)[None])[0].numpy()
        return output
