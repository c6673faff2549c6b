"""A pod of each kind is killed: it comes back, and no learner loses an attempt."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from tenacity import retry, stop_after_delay, wait_fixed

Kubectl = Callable[..., str]

COUNT = 'SELECT count(*) FROM "Attempt"'


@retry(stop=stop_after_delay(120), wait=wait_fixed(1))
def _healthy(client: httpx.Client) -> None:
    client.get("/health").raise_for_status()


def _attempts(kubectl: Kubectl) -> int:
    shell = 'psql -tA "postgresql://$POSTGRES_USER:$POSTGRES_PASSWORD@localhost/$POSTGRES_DB" -c \'' + COUNT + "'"
    return int(kubectl("exec", "-n", "data", "postgres-0", "--", "sh", "-c", shell))


@pytest.mark.parametrize(
    ("namespace", "selector"),
    [
        ("lexfix", "app.kubernetes.io/name=app"),
        ("lexfix", "app.kubernetes.io/name=ml-service"),
        ("data", "app.kubernetes.io/name=postgres"),
        ("data", "app.kubernetes.io/name=mongo"),
        ("data", "app.kubernetes.io/name=redis"),
        ("kube-system", "app.kubernetes.io/name=traefik"),
    ],
)
def test_a_killed_pod_comes_back_and_no_attempt_is_lost(
    kubectl: Kubectl, client: httpx.Client, namespace: str, selector: str
) -> None:
    before = _attempts(kubectl)
    kubectl("delete", "pod", "-n", namespace, "-l", selector, "--wait=true", "--timeout=90s")
    _healthy(client)
    assert _attempts(kubectl) == before
