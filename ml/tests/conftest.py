"""What is made once for all tests: the trained scorer, and what the process tells."""

import pytest

from lexfix_ml.scoring import Scorer

from .ports import free_port
from .told import Told


@pytest.fixture(scope="session")
def scorer() -> Scorer:
    return Scorer()


@pytest.fixture(scope="session")
def told() -> Told:
    told = Told(free_port())
    told.start()
    return told
