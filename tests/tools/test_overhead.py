"""The paired run that says what telemetry costs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tools.overhead import REQUESTS, Cost, in_turn, pod

DEPLOYED = {
    "spec": {
        "template": {
            "spec": {
                "containers": [{"name": "app", "image": "app@sha256:1", "env": [{"name": "PORT", "value": "3000"}]}]
            }
        }
    }
}


@pytest.mark.parametrize(("variant", "disabled"), [("with", "false"), ("without", "true")])
def test_the_two_pods_are_the_deployments_but_for_the_switch(variant: str, disabled: str) -> None:
    (container,) = pod(DEPLOYED, variant)["spec"]["containers"]
    assert container["image"] == "app@sha256:1"
    assert container["env"] == [
        {"name": "PORT", "value": "3000"},
        {"name": "OTEL_SDK_DISABLED", "value": disabled},
    ]


def test_a_pod_that_is_measured_takes_no_learners_traffic() -> None:
    assert pod(DEPLOYED, "with")["metadata"]["labels"] == {"app.kubernetes.io/name": "app-trial"}


def test_both_pods_get_the_same_requests_and_each_goes_first_as_often() -> None:
    asked: list[tuple[str, str]] = []

    def ask(variant: str) -> Callable[[str], float]:
        def answer(page: str) -> float:
            asked.append((variant, page))
            return len(asked)

        return answer

    seconds = in_turn({"without": ask("without"), "with": ask("with")}, pairs=120)
    assert {len(each) for paths in seconds.values() for each in paths.values()} == {20}
    counted = asked[-240:]
    pairs = list(zip(counted[::2], counted[1::2], strict=True))
    assert all(first[1] == second[1] and first[0] != second[0] for first, second in pairs)
    for path in REQUESTS:
        firsts = [first[0] for first, _ in pairs if first[1] == path]
        assert firsts.count("with") == firsts.count("without") == 10


def test_the_cost_is_the_longer_95th_percentile_as_a_share() -> None:
    without = dict.fromkeys(REQUESTS, [0.010] * 90 + [0.020] * 10)
    longer = {path: [1.04 * seconds for seconds in took] for path, took in without.items()}
    assert Cost({"without": without, "with": longer}).added() == pytest.approx(0.04)
