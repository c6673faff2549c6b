"""The local stack, as ``make up`` left it: the real cluster, databases, app and ML service."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from infra.monitoring.prometheus import NAME, PORT
from infra.platform import MONITORING
from tests.live.learner import PHRASE, Learner
from tools import engine, stack
from tools.prometheus import Prometheus
from tools.world import LOCAL

Kubectl = Callable[..., str]


@pytest.fixture(scope="session", autouse=True)
def _environment() -> Iterator[None]:
    """The variables that ``lexfix env`` prints."""
    before = dict(os.environ)
    os.environ.update(engine.environment())
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="session")
def url() -> str:
    return engine.output(LOCAL, "url")


@pytest.fixture(scope="session")
def kubectl() -> Kubectl:
    return stack.kubectl


@pytest.fixture(scope="session")
def get(kubectl: Kubectl) -> Callable[..., dict[str, Any]]:
    def fetch(*argv: str) -> dict[str, Any]:
        result: dict[str, Any] = json.loads(kubectl("get", *argv, "-o", "json"))
        return result

    return fetch


@pytest.fixture(scope="session")
def sql() -> Callable[[str], str]:
    """Runs a statement in LexFix's database and returns its only value."""
    return stack.sql


@pytest.fixture
def phrase(sql: Callable[[str], str]) -> str:
    """The id of the phrase that learners practise here."""
    return sql(f"SELECT id FROM phrases WHERE text = '{PHRASE}'")  # noqa: S608 a constant of this project


@pytest.fixture(scope="module")
def prometheus() -> Iterator[Prometheus]:
    with stack.forwarded(MONITORING, f"service/{NAME}", PORT) as address:
        yield Prometheus(address)


@pytest.fixture
def learner(client: httpx.Client) -> Learner:
    learner = Learner(client)
    learner.sign_in(engine.output(LOCAL, "demoPassword"))
    return learner


@pytest.fixture
def client(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=15, follow_redirects=False) as client:
        yield client
