"""Dashboards as pictures: Grafana's JSON drawn with what Prometheus says now, where Grafana itself cannot be had."""

from __future__ import annotations

import datetime
import json
import math
import re
import textwrap
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from tools.prometheus import Prometheus, Series

HEAD_INCHES, ROW_INCHES, WIDTH_INCHES = 1.0, 3.2, 13.0
DAY_SECONDS = 86_400
"""Matplotlib counts time in days."""
UNITS = {"s": " s", "reqps": "/s", "bytes": "B", "percentunit": " %"}


def draw(dashboard: Path, prometheus: Prometheus, seconds: float, into: Path) -> None:
    """Draw a dashboard's file as a PNG, its lines over the last ``seconds``."""
    model = json.loads(dashboard.read_text())
    introduction, *panels = model["panels"]
    rows = math.ceil(len(panels) / 2)
    height = rows * ROW_INCHES + HEAD_INCHES
    below_head = ConstrainedLayoutEngine(rect=(0, 0, 1, 1 - HEAD_INCHES / height))
    figure = Figure(figsize=(WIDTH_INCHES, height), layout=below_head, facecolor="white")
    sentence = introduction["options"]["content"].replace("**", "").replace("`", "")
    figure.text(0.01, 1 - 0.15 / height, model["title"], va="top", fontsize=15, fontweight="bold")
    figure.text(0.01, 1 - 0.5 / height, textwrap.fill(sentence, 150), va="top", fontsize=10)
    for axes, panel in zip(figure.subplots(rows, 2, squeeze=False).flat, panels, strict=False):
        axes.set_title(panel["title"], loc="left", fontsize=10)
        _PICTURES[panel["type"]](axes, panel, prometheus, seconds)
    for axes in figure.axes[len(panels) :]:
        axes.set_axis_off()
    into.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(into, dpi=90)


def _lines(axes: Axes, panel: Mapping[str, Any], prometheus: Prometheus, seconds: float) -> None:
    unit, drawn = panel["fieldConfig"]["defaults"]["unit"], False
    for target, override in zip(panel["targets"], panel["fieldConfig"]["overrides"], strict=True):
        look = {entry["id"]: entry["value"] for entry in override["properties"]}
        dash = look["custom.lineStyle"].get("dash")
        for series in prometheus.past(target["expr"], seconds):
            times = [at / DAY_SECONDS for at, _ in series.points]
            values = [value for _, value in series.points]
            label = f"{_name(target, series)}: {_said(values[-1], unit)}"
            style: Any = (0, [length / 2 for length in dash]) if dash else "-"
            axes.plot(times, values, color=look["color"]["fixedColor"], linestyle=style, label=label)
            drawn = True
    limits = [step for step in panel["fieldConfig"]["defaults"]["thresholds"]["steps"] if step["value"] is not None]
    for step in limits:
        axes.axhline(step["value"], color=step["color"], linewidth=1, linestyle=(0, (6, 4)))
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_formatter(lambda value, _: _said(value, unit))
    axes.grid(alpha=0.25)
    axes.tick_params(labelsize=8)
    now = time.time()
    axes.set_xlim((now - seconds) / DAY_SECONDS, now / DAY_SECONDS)
    axes.xaxis_date()
    axes.xaxis.set_major_formatter(DateFormatter("%H:%M", _timezone()))  # type: ignore[no-untyped-call]
    _legend_or_nothing(axes, drawn)


def _timezone() -> datetime.tzinfo | None:
    """Of the clock on the wall."""
    return datetime.datetime.now().astimezone().tzinfo


def _legend_or_nothing(axes: Axes, drawn: bool) -> None:
    if drawn:
        axes.legend(fontsize=8, loc="best")
    else:
        _nothing(axes)


def _nothing(axes: Axes) -> None:
    axes.text(0.5, 0.5, "no data", transform=axes.transAxes, ha="center", va="center", color="#555555")


def _bars(axes: Axes, panel: Mapping[str, Any], prometheus: Prometheus, _: float) -> None:
    defaults = panel["fieldConfig"]["defaults"]
    found = list(_values(panel, prometheus))
    names = [textwrap.shorten(name, 60, placeholder=" …") for name, _ in found]
    bars = axes.barh(
        range(len(found)), [value for _, value in found], color=defaults["color"]["fixedColor"], height=0.6
    )
    axes.bar_label(bars, [_said(value, defaults["unit"]) for _, value in found], fontsize=8, padding=3)
    axes.set_yticks(range(len(found)), names, fontsize=8)
    axes.set_ylim(max(len(found), 5) - 0.5, -0.5)
    longest = max([value for _, value in found], default=0) or 1
    axes.set_xlim(0, 1.2 * defaults.get("max", longest))
    axes.set_xticks([])
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    if not found:
        _nothing(axes)


def _numbers(axes: Axes, panel: Mapping[str, Any], prometheus: Prometheus, _: float) -> None:
    unit = panel["fieldConfig"]["defaults"]["unit"]
    found = list(_values(panel, prometheus))
    axes.set_axis_off()
    for number, (name, value) in enumerate(found):
        x = (number + 0.5) / len(found)
        axes.text(x, 0.6, _said(value, unit), ha="center", fontsize=22, transform=axes.transAxes)
        axes.text(x, 0.35, textwrap.fill(name or "none", 18), ha="center", fontsize=9, transform=axes.transAxes)
    if not found:
        _nothing(axes)


_PICTURES = {"timeseries": _lines, "bargauge": _bars, "stat": _numbers}


def _values(panel: Mapping[str, Any], prometheus: Prometheus) -> Iterator[tuple[str, float]]:
    for target in panel["targets"]:
        for series in prometheus.now(target["expr"]):
            yield _name(target, series), series.points[-1][1]


def _name(target: Mapping[str, Any], series: Series) -> str:
    """The legend with the labels filled in."""
    filled = re.sub(r"\{\{(\w+)\}\}", lambda label: series.labels.get(label[1], ""), target["legendFormat"])
    return filled.strip(" :/")


def _said(value: float, unit: str) -> str:
    if unit == "percentunit":
        return f"{value * 100:.3g} %"
    if unit == "bytes":
        power = int(math.log(value, 1024)) if value >= 1 else 0
        return f"{value / 1024**power:.3g} {('', 'Ki', 'Mi', 'Gi', 'Ti')[power]}B"
    return f"{value:.3g}{UNITS.get(unit, '')}"
