"""The trained network as the service runs it: one ONNX file, its checksum, and how it was made."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch import nn

from lexfix_ml.features import MELS

_OPSET = 17


def save_weights(network: nn.Module, inventory: Sequence[str], metadata: dict[str, Any], folder: Path) -> None:
    """Write `recogniser.onnx` and `recogniser.json`.

    The network takes (batch, frames, MELS) and gives (batch, frames / 2, sounds) log-probabilities first; both may be
    of any batch and any even number of frames. Its weights are stored as 16-bit floats and computed with as 32-bit.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "recogniser.onnx"
    _export(network, file)
    stored = _halved(onnx.load(file)).SerializeToString()
    file.write_bytes(stored)
    described = {"sha256": hashlib.sha256(stored).hexdigest(), "inventory": list(inventory), "training": metadata}
    written = json.dumps(described, ensure_ascii=False, indent=1) + "\n"
    (folder / "recogniser.json").write_text(written, encoding="utf-8")


def _export(network: nn.Module, file: Path) -> None:
    """Write the network as PyTorch exports it, batch normalisation folded into the convolutions."""
    torch.onnx.export(
        network.eval(),
        (torch.zeros(1, 64, MELS),),
        file,
        input_names=["features"],
        output_names=["log_probabilities"],
        dynamic_axes={name: {0: "batch", 1: "frames"} for name in ("features", "log_probabilities")},
        opset_version=_OPSET,
        dynamo=False,
    )


def _halved(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model with its weights as 16-bit floats, which a cast that is computed once, when loading, makes 32-bit."""
    casts = []
    for weight in model.graph.initializer:
        array = numpy_helper.to_array(weight)
        if array.dtype == np.float32:
            name = weight.name
            weight.CopyFrom(numpy_helper.from_array(array.astype(np.float16), f"{name}.half"))
            casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=onnx.TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return model
