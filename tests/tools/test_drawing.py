"""Dashboards are drawn from Grafana's JSON, with what Prometheus says."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from infra.monitoring.grafana import DASHBOARDS
from tools.drawing import draw
from tools.prometheus import Prometheus, Series

FILES = sorted(DASHBOARDS.glob("*.json"))


class Answering:
    """In the place of Prometheus: says the same to every question, and remembers which there were."""

    def __init__(self, *answer: Series) -> None:
        self.answer = list(answer)
        self.asked: list[str] = []

    def now(self, expression: str) -> list[Series]:
        self.asked.append(expression)
        return self.answer

    def past(self, expression: str, _seconds: float) -> list[Series]:
        return self.now(expression)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
@pytest.mark.parametrize(
    "answer", [(), (Series({"service": "app", "le": "0.3"}, [(0.0, 0.2), (60.0, 0.4)]),)], ids=["nothing", "something"]
)
def test_a_dashboard_is_drawn_whatever_prometheus_answers(
    file: Path, answer: tuple[Series, ...], tmp_path: Path
) -> None:
    prometheus = Answering(*answer)
    draw(file, cast(Prometheus, prometheus), 600, tmp_path / "picture.png")
    assert (tmp_path / "picture.png").read_bytes().startswith(b"\x89PNG")
    assert len(prometheus.asked) == file.read_text().count('"expr"')
