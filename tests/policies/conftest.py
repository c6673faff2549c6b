"""Each program is run once for all tests."""

from __future__ import annotations

import pytest

from tests.policies.mutation import EVERYWHERE
from tests.policies.programs import Recorded, record


@pytest.fixture(scope="session")
def programs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Recorded]]:
    """What each stack declared."""
    kubeconfig = tmp_path_factory.mktemp("kube") / "config"
    return {stack: record(stack, kubeconfig) for stack in EVERYWHERE}
