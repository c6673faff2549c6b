"""The monitoring sees the local stack: everything answers it, and everything that it asks for is there.

Every query of every panel and every rule is sent to the real Prometheus after a learner has used LexFix.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from tenacity import retry, stop_after_delay, wait_fixed

from infra.monitoring.grafana import DASHBOARDS
from infra.monitoring.prometheus import RULES
from tests.live.learner import Learner, recording
from tests.monitoring.cases import CASES
from tools.prometheus import Prometheus

FOLDERS = "a volume of the local stack is a folder of the node's disk: the kubelet knows neither its size nor its room"
SILENT = {
    "kubelet_volume_stats_available_bytes": FOLDERS,
    "kubelet_volume_stats_capacity_bytes": FOLDERS,
    "lexfix:volume_free:ratio": FOLDERS,
    "lexfix:recordings:increase15m": "of its outcomes, nobody has caused one: no recording has been deleted",
}
"""What has no data on the local stack, by metric, and why."""
WINDOW_SECONDS = 120
"""Rates need two scrapes, and the rules that build on each other a round each."""


@pytest.fixture
def used(learner: Learner, phrase: str, prometheus: Prometheus) -> Prometheus:
    """Prometheus, after a learner has signed in, listened and practised, and somebody has failed to sign in."""
    with pytest.raises(AssertionError):
        learner.sign_in("not the password")

    @retry(stop=stop_after_delay(WINDOW_SECONDS), wait=wait_fixed(5), reraise=True)
    def practise_until_it_is_seen() -> None:
        assert learner.practise(phrase, recording()).status_code == 201
        learner.client.post("/api/speech", json={"phraseId": phrase}).raise_for_status()
        assert prometheus.now('slo:bad:ratio_rate3d{slo="feedback"} >= 0'), "no recording has reached Prometheus"
        assert prometheus.now('slo:bad:ratio_rate3d{slo="latency"} >= 0'), "no call of the API has reached Prometheus"

    practise_until_it_is_seen()
    return prometheus


def _panels() -> dict[str, list[str]]:
    """Every panel by dashboard and title, with its queries."""
    models = {file.stem: json.loads(file.read_text()) for file in sorted(DASHBOARDS.glob("*.json"))}
    return {
        f"{name}: {panel['title']}": [target["expr"] for target in panel["targets"]]
        for name, model in models.items()
        for panel in model["panels"]
        if "targets" in panel
    }


def _rules() -> list[dict[str, str]]:
    groups = [group for file in sorted(RULES.glob("*.yaml")) for group in yaml.safe_load(file.read_text())["groups"]]
    return [rule for group in groups for rule in group["rules"]]


def _excused(expression: str) -> bool:
    return any(re.search(rf"(?<![\w:]){re.escape(metric)}(?![\w:])", expression) for metric in SILENT)


def test_every_target_answers(prometheus: Prometheus) -> None:
    @retry(stop=stop_after_delay(WINDOW_SECONDS), wait=wait_fixed(5), reraise=True)
    def all_answer() -> None:
        targets = prometheus.targets()
        services = {target["labels"].get("service") for target in targets}
        assert services >= {
            "app",
            "ml-service",
            "postgres-exporter",
            "redis-exporter",
            "mongodb-exporter",
            "prometheus",
        }
        assert [target for target in targets if target["health"] != "up"] == []

    all_answer()


def test_every_query_of_every_panel_returns_data(used: Prometheus, capsys: pytest.CaptureFixture[str]) -> None:
    panels = _panels()
    queries = [(panel, query) for panel, found in panels.items() for query in found]

    @retry(stop=stop_after_delay(WINDOW_SECONDS), wait=wait_fixed(5), reraise=True)
    def all_return_data() -> None:
        assert [(panel, query) for panel, query in queries if not used.now(query) and not _excused(query)] == []

    all_return_data()
    with capsys.disabled():
        print(f"\n{len(queries)} queries of {len(panels)} panels returned data of the real Prometheus")


def test_every_recording_rule_returns_data_and_every_alert_reads_what_there_is(
    used: Prometheus, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = _rules()
    silent: list[str] = []
    for rule in rules:
        found = used.now(rule["expr"])
        if "record" in rule and not found and not _excused(rule["expr"]):
            silent.append(rule["record"])
        if "alert" in rule:
            # An alert that does not fire returns nothing; what it reads must be there all the same.
            read = {series.partition("{")[0] for series in CASES[rule["alert"]].firing}
            silent += [
                f"{rule['alert']} reads {metric}" for metric in read if not used.now(metric) and not _excused(metric)
            ]
    with capsys.disabled():
        print(f"\n{len(rules)} rules asked of the real Prometheus, {len(CASES)} of them alerts")
    assert silent == []


def test_prometheus_has_loaded_every_rule_and_none_is_in_trouble(prometheus: Prometheus) -> None:
    loaded = prometheus.rules()
    assert sorted(rule["name"] for rule in loaded) == sorted(rule.get("record") or rule["alert"] for rule in _rules())
    assert {rule["name"]: rule.get("lastError") for rule in loaded if rule["health"] == "err"} == {}


def test_what_is_excused_is_still_asked_for() -> None:
    asked = "\n".join(
        [*(query for found in _panels().values() for query in found), *(rule["expr"] for rule in _rules())]
    )
    assert [metric for metric in SILENT if metric not in asked] == []


def test_the_pictures_in_the_docs_show_every_dashboard() -> None:
    pictures = {file.stem for file in (Path(__file__).parents[2] / "docs" / "images" / "dashboards").glob("*.png")}
    assert pictures == {file.stem for file in DASHBOARDS.glob("*.json")}
