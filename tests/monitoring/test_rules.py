"""The alerts, judged by Prometheus's own tool: each fires when it should, stays quiet when it should, and says why."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.monitoring.prometheus import IMAGE, RULES
from tests.monitoring.cases import ALWAYS, CASES, Case, Series
from tools.paths import REPOSITORY

FILES = sorted(RULES.glob("*.yaml"))
SEVERITIES = {"page", "ticket"}


def _alerts() -> dict[str, tuple[Path, dict[str, Any]]]:
    """Every alert, with the file that it stands in."""
    return {
        rule["alert"]: (file, rule)
        for file in FILES
        for group in yaml.safe_load(file.read_text())["groups"]
        for rule in group["rules"]
        if "alert" in rule
    }


ALERTS = _alerts()


def _promtool(folder: Path, *argv: str) -> str:
    """Run it over files of ``folder``: the one on PATH, else that of the image which connected machines pull."""
    if shutil.which("promtool"):
        command = ["promtool", *argv]
    elif shutil.which("docker"):
        mounts = ("--volume", f"{folder}:{folder}:ro", "--workdir", str(folder), "--entrypoint", "/bin/promtool")
        command = ["docker", "run", "--rm", "--network=none", *mounts, IMAGE, *argv]
    else:
        pytest.fail("There is no promtool: install Debian's package `prometheus`, or Docker.")
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_prometheus_accepts_every_file_of_rules() -> None:
    assert FILES
    _promtool(RULES, "check", "rules", *(file.name for file in FILES))


def test_every_alert_has_a_case_and_every_case_an_alert() -> None:
    assert CASES.keys() == ALERTS.keys()


@pytest.mark.parametrize("alert", ALERTS)
def test_an_alert_fires_and_stays_quiet_as_its_case_says(alert: str, tmp_path: Path) -> None:
    file, rule = ALERTS[alert]
    case = CASES[alert]
    tests = [_test(alert, case, case.firing, [_expected(rule, case)])]
    if alert not in ALWAYS:
        tests.append(_test(alert, case, case.quiet, []))
    shutil.copy(file, tmp_path)
    document = {"rule_files": [file.name], "evaluation_interval": "15s", "tests": tests}
    (tmp_path / "test.yaml").write_text(yaml.safe_dump(document))
    _promtool(tmp_path, "test", "rules", "test.yaml")


def _test(alert: str, case: Case, series: Series, expected: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "interval": "1m",
        "input_series": [{"series": name, "values": values} for name, values in series.items()],
        "alert_rule_test": [{"eval_time": case.after, "alertname": alert, "exp_alerts": expected}],
    }


def _expected(rule: Mapping[str, Any], case: Case) -> dict[str, Any]:
    return {
        "exp_labels": {**rule["labels"], **case.labels},
        "exp_annotations": {**rule["annotations"], "summary": case.summary},
    }


@pytest.mark.parametrize("alert", ALERTS)
def test_an_alert_says_how_urgent_it_is_what_it_means_and_what_to_do(alert: str) -> None:
    _, rule = ALERTS[alert]
    notes = rule["annotations"]
    assert rule["labels"]["severity"] in (SEVERITIES if alert not in ALWAYS else {"none"})
    assert set(notes) == {"summary", "description", "runbook_url"}
    assert "{{" not in notes["description"], "the summary carries what differs"
    runbook = REPOSITORY / notes["runbook_url"]
    assert runbook.parent == REPOSITORY / "docs" / "runbooks"
    assert alert in runbook.read_text()


def test_the_docs_list_every_alert_with_its_severity_and_runbook() -> None:
    rows = [line.split(" | ") for line in (REPOSITORY / "docs" / "observability.md").read_text().splitlines()]
    listed = {row[0].strip("|` "): (row[1], row[-1]) for row in rows if len(row) == 5}
    for alert, (_, rule) in ALERTS.items():
        severity, runbook = listed[alert]
        assert severity == rule["labels"]["severity"], alert
        assert Path(rule["annotations"]["runbook_url"]).name in runbook, alert
