"""Waiting for the local cluster's node."""

import httpx
import pytest

from tools import cluster

UNKNOWN_NODE = {
    "kind": "Status",
    "apiVersion": "v1",
    "metadata": {},
    "status": "Failure",
    "message": 'nodes "lexfix" not found',
    "reason": "NotFound",
    "code": 404,
}
"""What the Kubernetes API answers, as seen, until the kubelet has registered its node."""


def answering(monkeypatch: pytest.MonkeyPatch, code: int, body: object) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(code, json=body))
    monkeypatch.setattr(cluster, "_api", lambda: httpx.Client(base_url="https://cluster.test", transport=transport))


def test_a_node_that_is_not_registered_yet_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, 404, UNKNOWN_NODE)
    assert not cluster.node_ready()


@pytest.mark.parametrize(("status", "ready"), [("True", True), ("Unknown", False)])
def test_a_node_is_ready_when_its_condition_says_so(monkeypatch: pytest.MonkeyPatch, status: str, ready: bool) -> None:
    answering(monkeypatch, 200, {"status": {"conditions": [{"type": "Ready", "status": status}]}})
    assert cluster.node_ready() is ready
