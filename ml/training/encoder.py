"""Cut the encoder out of Moonshine's: `python -m training.encoder MODEL.onnx`.

MODEL.onnx is `dist/model/tiny/quantized/encoder_model.onnx` of the npm package @moonshine-ai/moonshine-js (0.1.29; the
English models in it are under the MIT licence).
"""

import argparse
import hashlib
from pathlib import Path

import onnx
from onnx import TensorProto, helper
from onnx.utils import Extractor

from lexfix_ml.model import WEIGHTS

SHA256 = "c6fc4b7bc5af75c0591fd157a1f3829b533d18e9769a888fd95a62e470dd4f4a"
LAYERS = ("/layers.1/Add_1_output_0", "/layers.4/Add_1_output_0")
"""The outputs of its second and fifth layers: of six, those that tell sounds apart, near the ear and further in."""


def cut(model: onnx.ModelProto) -> onnx.ModelProto:
    """The part of the model up to LAYERS, which come out side by side."""
    part = Extractor(model).extract_model(["input_values"], list(LAYERS))
    part.graph.node.append(helper.make_node("Concat", list(LAYERS), ["heard"], axis=-1))
    del part.graph.output[:]
    part.graph.output.append(helper.make_tensor_value_info("heard", TensorProto.FLOAT, ["batch", "frames", 576]))
    onnx.checker.check_model(part)
    return part


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--out", type=Path, default=WEIGHTS / "encoder.onnx")
    options = parser.parse_args()
    found = hashlib.sha256(options.model.read_bytes()).hexdigest()
    if found != SHA256:
        parser.error(f"{options.model} is another file: its SHA-256 is {found}, not {SHA256}")
    onnx.save(cut(onnx.load(options.model)), options.out)
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
