"""The model's files: what training writes is what the service hears with."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from lexfix_ml.encoder import CHANNELS
from lexfix_ml.features import MELS, log_mel
from lexfix_ml.model import FILES, WEIGHTS, Model, ModelError
from training.export import describe, save_recogniser
from training.network import Recogniser

from .recordings import RATE, say


@pytest.fixture
def network() -> Recogniser:
    """A small one, whose normalisation has seen something."""
    torch.manual_seed(0)
    network = Recogniser(channels=16, dilations=(1, 2)).train()
    with torch.no_grad():
        network(torch.randn(4, 100, MELS) * 2 + 1, torch.randn(4, 50, CHANNELS))
    return network.eval()


@pytest.fixture
def weights(network: Recogniser, tmp_path: Path) -> Path:
    """A folder with that network in the place of the service's."""
    for name in FILES:
        shutil.copy(WEIGHTS / name, tmp_path / name)
    save_recogniser(network, tmp_path / "recogniser.onnx")
    describe({"seed": 7}, tmp_path)
    return tmp_path


@pytest.mark.parametrize("seconds", [0.05, 0.5, 1.01])
def test_the_service_hears_what_the_trained_network_says(network: Recogniser, weights: Path, seconds: float) -> None:
    samples = say("good morning")[: round(seconds * RATE)]
    hearing = Model(weights).hear(samples)
    features = log_mel(samples)[: 2 * len(hearing.encoded)]
    with torch.no_grad():
        expected = network(torch.from_numpy(features)[None], torch.from_numpy(hearing.encoded)[None])[0].numpy()
    assert hearing.heard.dtype == np.float32
    np.testing.assert_allclose(hearing.heard, expected, atol=0.01)


def test_what_the_encoder_hears_does_not_depend_on_how_loud_it_is() -> None:
    samples = say("good morning")
    loud, quiet = Model().hear(samples).encoded, Model().hear(samples * np.float32(0.05)).encoded
    assert np.corrcoef(loud.ravel(), quiet.ravel())[0, 1] > 0.999


def test_a_model_tells_how_it_was_made_and_is_named_by_its_files(weights: Path) -> None:
    before = Model(weights).version
    assert json.loads((weights / "recogniser.json").read_text())["training"] == {"seed": 7}
    thresholds = json.loads((weights / "thresholds.json").read_text())
    (weights / "thresholds.json").write_text(json.dumps({**thresholds, "there": 0.6}))
    describe({"seed": 7}, weights)
    assert Model(weights).version != before


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_damaged_is_named(weights: Path, name: str) -> None:
    with (weights / name).open("ab") as file:
        file.write(b"\0")
    with pytest.raises(ModelError, match=f"{name} is damaged"):
        Model(weights)


def test_weights_that_are_missing_or_of_other_sounds_are_refused(weights: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="are not in"):
        Model(tmp_path / "nowhere")
    described = json.loads((weights / "recogniser.json").read_text())
    (weights / "recogniser.json").write_text(json.dumps({**described, "inventory": described["inventory"][:-1]}))
    with pytest.raises(ModelError, match="other sounds"):
        Model(weights)


def test_the_weights_are_below_20_megabytes() -> None:
    assert sum((WEIGHTS / name).stat().st_size for name in FILES) < 20e6
