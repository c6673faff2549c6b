"""Dashboards in Grafana's JSON, from the little that differs between panels.

Colours are of Okabe and Ito's palette, which colour-blind people can tell apart. Lines differ in their dashes too, bars
and numbers carry their names, and a limit is drawn as a line and named in the panel's title.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Unit = Literal["s", "percentunit", "short", "reqps", "bytes", "none", "dateTimeAsIso"]
"""Grafana's names."""
Kind = Literal["timeseries", "bargauge", "stat"]

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000")
DASHES: tuple[list[int], ...] = ([], [10, 6], [2, 4], [16, 4, 2, 4], [6, 2])
LIMIT = "#D55E00"
SOURCE = {"type": "prometheus", "uid": "prometheus"}
COLUMNS, HEIGHT, INTRODUCTION_HEIGHT = 24, 8, 3


@dataclass(frozen=True)
class Query:
    """One line, or with labels in ``legend`` one bar or number for each series."""

    legend: str
    expression: str


@dataclass(frozen=True)
class Panel:
    title: str
    queries: Sequence[Query]
    unit: Unit = "short"
    limit: float | None = None
    """What has been promised, drawn as a line."""
    kind: Kind = "timeseries"


@dataclass(frozen=True)
class Dashboard:
    """Five to eight panels about one thing."""

    uid: str
    title: str
    good: str
    """What good looks like, in one sentence: it stands above the panels."""
    panels: Sequence[Panel]

    def model(self) -> dict[str, Any]:
        """Grafana's JSON."""
        return {
            "uid": self.uid,
            "title": self.title,
            "tags": ["lexfix"],
            "schemaVersion": 41,
            "editable": False,
            "time": {"from": "now-3h", "to": "now"},
            "refresh": "30s",
            "panels": [_introduction(self.good), *(_panel(number, panel) for number, panel in enumerate(self.panels))],
        }


def _introduction(good: str) -> dict[str, Any]:
    return {
        "id": 1,
        "type": "text",
        "title": "",
        "gridPos": {"x": 0, "y": 0, "w": COLUMNS, "h": INTRODUCTION_HEIGHT},
        "options": {"mode": "markdown", "content": f"**Good looks like this:** {good}"},
    }


def _panel(number: int, panel: Panel) -> dict[str, Any]:
    row, column = divmod(number, 2)
    width = COLUMNS // 2
    return {
        "id": number + 2,
        "type": panel.kind,
        "title": panel.title,
        "datasource": SOURCE,
        "gridPos": {"x": column * width, "y": INTRODUCTION_HEIGHT + row * HEIGHT, "w": width, "h": HEIGHT},
        "targets": [
            {
                "refId": chr(ord("A") + index),
                "datasource": SOURCE,
                "expr": query.expression,
                "legendFormat": query.legend,
                "instant": panel.kind != "timeseries",
                "exemplar": panel.kind == "timeseries",
            }
            for index, query in enumerate(panel.queries)
        ],
        "fieldConfig": {"defaults": _defaults(panel), "overrides": _looks(panel)},
        "options": _options(panel.kind),
    }


def _defaults(panel: Panel) -> dict[str, Any]:
    steps: list[dict[str, Any]] = [{"color": COLOURS[0], "value": None}]
    if panel.limit is not None:
        steps.append({"color": LIMIT, "value": panel.limit})
    defaults: dict[str, Any] = {
        "unit": panel.unit,
        "min": 0,
        "color": {"mode": "fixed", "fixedColor": COLOURS[0]},
        "thresholds": {"mode": "absolute", "steps": steps},
    }
    if panel.kind == "bargauge" and panel.unit == "percentunit":
        defaults["max"] = 1
    if panel.kind == "timeseries" and panel.limit is not None:
        defaults["custom"] = {"thresholdsStyle": {"mode": "dashed"}}
    return defaults


def _looks(panel: Panel) -> list[dict[str, Any]]:
    """A colour and a dash for each line."""
    if panel.kind != "timeseries":
        return []
    return [
        {
            "matcher": {"id": "byFrameRefID", "options": chr(ord("A") + index)},
            "properties": [
                {"id": "color", "value": {"mode": "fixed", "fixedColor": colour}},
                {"id": "custom.lineStyle", "value": {"fill": "dash", "dash": dash} if dash else {"fill": "solid"}},
                {"id": "custom.lineWidth", "value": 2},
            ],
        }
        for index, (_, colour, dash) in enumerate(zip(panel.queries, COLOURS, DASHES, strict=False))
    ]


def _options(kind: Kind) -> dict[str, Any]:
    last = {"calcs": ["lastNotNull"], "fields": "", "values": False}
    if kind == "timeseries":
        return {
            "legend": {"displayMode": "table", "placement": "bottom", "calcs": ["lastNotNull", "max"]},
            "tooltip": {"mode": "multi"},
        }
    if kind == "bargauge":
        return {"orientation": "horizontal", "displayMode": "basic", "showUnfilled": False, "reduceOptions": last}
    return {"textMode": "value_and_name", "graphMode": "none", "reduceOptions": last}
