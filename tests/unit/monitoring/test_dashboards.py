"""The dashboards: the files are what their definitions say, and everybody can read them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.monitoring.boards import texts
from infra.monitoring.grafana import DASHBOARDS
from infra.monitoring.prometheus import RULES

FILES = sorted(DASHBOARDS.glob("*.json"))
SAFE = {"#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7"}
"""Okabe and Ito's palette."""


def model(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(file.read_text())
    return content


def recorded() -> set[str]:
    """Names of all recording rules."""
    groups = [group for file in RULES.glob("*.yaml") for group in yaml.safe_load(file.read_text())["groups"]]
    return {rule["record"] for group in groups for rule in group["rules"] if "record" in rule}


def test_the_files_are_what_the_definitions_say() -> None:
    written = {file.name: file.read_text() for file in FILES}
    assert written == texts(), "run: python -m infra.monitoring.boards"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_dashboard_opens_with_one_sentence_that_says_what_good_looks_like(file: Path) -> None:
    first = model(file)["panels"][0]
    assert first["type"] == "text"
    assert first["gridPos"]["y"] == 0
    sentence = first["options"]["content"].removeprefix("**Good looks like this:** ")
    assert re.fullmatch(r"[^.]+(\.\d[^.]*)*\.", sentence), sentence


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_query_asks_for_recording_rules_that_there_are(file: Path) -> None:
    for panel in model(file)["panels"][1:]:
        for target in panel["targets"]:
            names = set(re.findall(r"\b[a-z]+:[a-z0-9_:]+", target["expr"]))
            assert names, target["expr"]
            assert names <= recorded(), target["expr"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nothing_is_told_by_colour_alone(file: Path) -> None:
    for panel in model(file)["panels"][1:]:
        text = json.dumps(panel)
        assert set(re.findall(r"#[0-9A-F]{6}", text)) <= SAFE
        if panel["type"] == "timeseries":
            looks = [{one["id"]: one["value"] for one in override["properties"]} for override in _overrides(panel)]
            assert len(looks) == len(panel["targets"]) == len({json.dumps(look) for look in looks})
            assert len({json.dumps(look["custom.lineStyle"]) for look in looks}) == len(looks), panel["title"]
            assert not any("{{" in target["legendFormat"] for target in panel["targets"]), "each line has a look"
        else:
            assert all(target["legendFormat"] for target in panel["targets"]), panel["title"]


def _overrides(panel: dict[str, Any]) -> list[dict[str, Any]]:
    overrides: list[dict[str, Any]] = panel["fieldConfig"]["overrides"]
    return overrides
