"""The trained scorer, loaded once."""

import pytest
import torch

from lexfix_ml.scoring import Scorer


@pytest.fixture(scope="session")
def scorer() -> Scorer:
    torch.set_num_threads(1)
    return Scorer()
