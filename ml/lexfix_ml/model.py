"""The trained recogniser: its file, and what it hears in a recording."""

import hashlib
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession, SessionOptions

from .features import log_mel
from .measures import stage
from .phonemes import INVENTORY

WEIGHTS = Path(__file__).parent / "weights"


class ModelError(RuntimeError):
    """The weights are missing, damaged or of another inventory; the message says which."""


class Model:
    """The recogniser in memory, ready to hear; safe to use from several threads, each of which computes alone."""

    def __init__(self, folder: Path = WEIGHTS) -> None:
        try:
            stored = (folder / "recogniser.onnx").read_bytes()
            described = json.loads((folder / "recogniser.json").read_text(encoding="utf-8"))
        except OSError as error:
            raise ModelError(f"the recogniser's weights are not in {folder}: run `python -m training.train`") from error
        if hashlib.sha256(stored).hexdigest() != described["sha256"]:
            raise ModelError(f"{folder}/recogniser.onnx is damaged: its checksum is not the one in recogniser.json")
        if tuple(described["inventory"]) != INVENTORY:
            raise ModelError(f"the weights in {folder} were trained for other sounds than this program's")
        self.version = f"recogniser-{described['sha256'][:10]}"
        options = SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # What the longest recording once took would be kept for good.
        options.enable_cpu_mem_arena = False
        self._session = InferenceSession(stored, options, providers=["CPUExecutionProvider"])

    def hear(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """(frames, sounds) log-probabilities, one frame for every 20 ms of the 16 kHz mono recording."""
        with stage("features", self.version):
            features = log_mel(samples)
        features = features[: len(features) // 2 * 2]
        with stage("model", self.version):
            output: NDArray[np.float32] = self._session.run(["log_probabilities"], {"features": features[None]})[0][0]
        return output
