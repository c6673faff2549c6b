"""The trained recogniser: its files, and what it hears in a recording."""

import hashlib
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession, SessionOptions

from .encoder import Encoder
from .evidence import Hearing
from .features import log_mel
from .measures import stage
from .phonemes import INVENTORY

WEIGHTS = Path(__file__).parent / "weights"
FILES = ("encoder.onnx", "recogniser.onnx", "judge.npz", "thresholds.json")
"""What `recogniser.json` holds the checksums of: together they are the model."""


class ModelError(RuntimeError):
    """The weights are missing, damaged or of another inventory; the message says which."""


def session(stored: bytes) -> InferenceSession:
    """A network in memory that computes on its caller's thread alone."""
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # What the longest recording once took would be kept for good.
    options.enable_cpu_mem_arena = False
    return InferenceSession(stored, options, providers=["CPUExecutionProvider"])


def checksums(folder: Path) -> dict[str, str]:
    """The SHA-256 of each of the FILES; raises OSError where one is missing."""
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}


class Model:
    """The recogniser in memory, ready to hear; safe to use from several threads, each of which computes alone."""

    def __init__(self, folder: Path = WEIGHTS) -> None:
        try:
            described = json.loads((folder / "recogniser.json").read_text(encoding="utf-8"))
            found = checksums(folder)
        except OSError as error:
            raise ModelError(f"the model's weights are not in {folder}: {error}") from error
        damaged = [name for name in FILES if found[name] != described["sha256"].get(name)]
        if damaged:
            raise ModelError(f"{folder}/{damaged[0]} is damaged: its checksum is not the one in recogniser.json")
        if tuple(described["inventory"]) != INVENTORY:
            raise ModelError(f"the weights in {folder} were trained for other sounds than this program's")
        self.version = f"recogniser-{hashlib.sha256(''.join(found.values()).encode()).hexdigest()[:10]}"
        self._encoder = Encoder(session((folder / "encoder.onnx").read_bytes()))
        self._recogniser = session((folder / "recogniser.onnx").read_bytes())

    def hear(self, samples: NDArray[np.float32]) -> Hearing:
        """What is heard in a 16 kHz mono recording, one frame for every 20 ms."""
        with stage("features", self.version):
            features = log_mel(samples)
        frames = len(features) // 2
        with stage("encoder", self.version):
            encoded = self._encoder.hear(samples, frames)
        with stage("model", self.version):
            inputs = {"features": features[None, : 2 * frames], "encoded": encoded[None]}
            (heard,) = self._recogniser.run(["log_probabilities"], inputs)
        return Hearing(heard[0], encoded)
