"""A pod of each kind is killed: it comes back, and no learner loses an attempt."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.live.learner import PHRASE, Learner, await_health, recording

Kubectl = Callable[..., str]
Sql = Callable[[str], str]

ATTEMPTS = "SELECT count(*) FROM attempts"


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
    kubectl: Kubectl, sql: Sql, learner: Learner, namespace: str, selector: str
) -> None:
    phrase = sql(f"SELECT id FROM phrases WHERE text = '{PHRASE}'")  # noqa: S608 a constant of this project
    assert learner.practise(phrase, recording()).status_code == 201
    before = int(sql(ATTEMPTS))
    kubectl("delete", "pod", "-n", namespace, "-l", selector, "--now", "--wait=true", "--timeout=90s")
    await_health(learner.client)
    assert int(sql(ATTEMPTS)) == before
    assert learner.practise(phrase, recording()).status_code == 201, "the session survives too"
