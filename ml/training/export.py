"""The trained networks as the service runs them, with their checksums and how they were made."""

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch import nn

from lexfix_ml.encoder import CHANNELS
from lexfix_ml.features import MELS
from lexfix_ml.model import checksums
from lexfix_ml.phonemes import INVENTORY

_OPSET = 17
_SMALL = 64
"""Weights of fewer numbers than this (biases of a few channels, shapes) stay as they are."""


def save_recogniser(network: nn.Module, path: Path) -> None:
    """Write the recogniser as ONNX, of any batch and any number of frames.

    Its weights are stored as 16-bit floats and computed with as 32-bit.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_halved(_graph(network)).SerializeToString())


def describe(metadata: dict[str, Any], folder: Path) -> None:
    """Write `recogniser.json`: the checksums of all that the model is made of, and how it was made."""
    described = {"sha256": checksums(folder), "inventory": INVENTORY, "training": metadata}
    written = json.dumps(described, ensure_ascii=False, indent=1) + "\n"
    (folder / "recogniser.json").write_text(written, encoding="utf-8")


def _graph(network: nn.Module) -> onnx.ModelProto:
    target = io.BytesIO()
    torch.onnx.export(
        network.eval(),
        (torch.zeros(1, 64, MELS), torch.zeros(1, 32, CHANNELS)),
        target,
        input_names=["features", "encoded"],
        output_names=["log_probabilities"],
        dynamic_axes={
            "features": {0: "batch", 1: "double_frames"},
            "encoded": {0: "batch", 1: "frames"},
            "log_probabilities": {0: "batch", 1: "frames"},
        },
        opset_version=_OPSET,
        dynamo=False,
    )
    return onnx.load_from_string(target.getvalue())


def _halved(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model with its weights as 16-bit floats, which a cast that is computed once, when loading, makes 32-bit."""
    casts = []
    for weight in model.graph.initializer:
        array = numpy_helper.to_array(weight)
        if array.dtype == np.float32 and array.size >= _SMALL:
            name = weight.name
            weight.CopyFrom(numpy_helper.from_array(array.astype(np.float16), f"{name}.half"))
            casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=onnx.TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return model
