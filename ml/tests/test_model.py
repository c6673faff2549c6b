"""The recogniser's file: what training writes is what the service hears with."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from lexfix_ml.features import log_mel
from lexfix_ml.model import WEIGHTS, Model, ModelError
from lexfix_ml.network import Recogniser
from lexfix_ml.phonemes import INVENTORY
from training.export import save_weights

from .recordings import RATE, say


@pytest.fixture
def network() -> Recogniser:
    """A small one, whose normalisation has seen something."""
    torch.manual_seed(0)
    network = Recogniser(channels=16, dilations=(1, 2)).train()
    with torch.no_grad():
        network(torch.randn(4, 100, log_mel(np.zeros(RATE, np.float32)).shape[1]) * 2 + 1)
    return network.eval()


@pytest.mark.parametrize("seconds", [0.05, 0.5, 1.01])
def test_the_service_hears_what_the_trained_network_says(network: Recogniser, tmp_path: Path, seconds: float) -> None:
    save_weights(network, INVENTORY, {}, tmp_path)
    samples = say("good morning")[: round(seconds * RATE)]
    features = log_mel(samples)
    with torch.no_grad():
        expected = network(torch.from_numpy(features[: len(features) // 2 * 2])[None])[0].numpy()
    heard = Model(tmp_path).hear(samples)
    assert heard.dtype == np.float32
    np.testing.assert_allclose(heard, expected, atol=0.01)


def test_a_model_tells_how_it_was_made_and_is_named_by_its_file(network: Recogniser, tmp_path: Path) -> None:
    save_weights(network, INVENTORY, {"seed": 7}, tmp_path)
    described = json.loads((tmp_path / "recogniser.json").read_text())
    assert described["training"] == {"seed": 7}
    assert Model(tmp_path).version == f"recogniser-{described['sha256'][:10]}"


def test_weights_that_are_missing_damaged_or_of_other_sounds_are_refused(network: Recogniser, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="are not in"):
        Model(tmp_path)
    save_weights(network, INVENTORY[:-1], {}, tmp_path)
    with pytest.raises(ModelError, match="other sounds"):
        Model(tmp_path)
    save_weights(network, INVENTORY, {}, tmp_path)
    with (tmp_path / "recogniser.onnx").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(ModelError, match="damaged"):
        Model(tmp_path)


def test_the_weights_are_below_20_megabytes() -> None:
    assert (WEIGHTS / "recogniser.onnx").stat().st_size < 20e6
