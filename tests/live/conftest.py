"""The local stack, as ``make up`` left it: the real cluster, databases, app and ML service."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.live.learner import Learner
from tools import engine
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
    def run(*argv: str) -> str:
        return subprocess.run(["kubectl", *argv], capture_output=True, text=True, check=True).stdout

    return run


@pytest.fixture(scope="session")
def get(kubectl: Kubectl) -> Callable[..., dict[str, Any]]:
    def fetch(*argv: str) -> dict[str, Any]:
        result: dict[str, Any] = json.loads(kubectl("get", *argv, "-o", "json"))
        return result

    return fetch


@pytest.fixture(scope="session")
def sql(kubectl: Kubectl) -> Callable[[str], str]:
    """Runs a statement in LexFix's database and returns its only value."""
    shell = 'psql -qtA "postgresql://$POSTGRES_USER:$POSTGRES_PASSWORD@localhost/$POSTGRES_DB" -c "$1"'

    def run(statement: str) -> str:
        return kubectl("exec", "-n", "data", "postgres-0", "--", "sh", "-c", shell, "sh", statement).strip()

    return run


@pytest.fixture
def learner(client: httpx.Client) -> Learner:
    learner = Learner(client)
    learner.sign_in(engine.output(LOCAL, "demoPassword"))
    return learner


@pytest.fixture
def client(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=15, follow_redirects=False) as client:
        yield client
