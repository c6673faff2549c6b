"""`lexfix dashboards`: where to look, what fires, and each dashboard drawn."""

from __future__ import annotations

import signal
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from rich.table import Table

from infra.monitoring import alertmanager, grafana, prometheus
from infra.monitoring.grafana import DASHBOARDS
from infra.platform import MONITORING
from tools.drawing import draw
from tools.paths import STATE
from tools.prometheus import Prometheus
from tools.stack import forwarded
from tools.steps import ToolError, console

FOLDER = STATE / "dashboards"
LISTED = (prometheus, alertmanager, grafana)
"""What has pages of its own, on the port that it has in the cluster."""


def show(into: Path, seconds: float, *, stay: bool) -> None:
    """Draw every dashboard, list the alerts that fire and the addresses; ``stay`` keeps those open until Ctrl-C."""
    with ExitStack() as open_:
        addresses = {prometheus.NAME: open_.enter_context(_opened(prometheus.NAME, prometheus.PORT))}
        asked = Prometheus(addresses[prometheus.NAME])
        table = Table("dashboard", "drawn, over the last hours", title="Dashboards")
        for file in sorted(DASHBOARDS.glob("*.json")):
            draw(file, asked, seconds, into / f"{file.stem}.png")
            table.add_row(file.stem, str(into / f"{file.stem}.png"))
        console.print(table)
        console.print(_firing(asked))
        if stay:
            for page in LISTED[1:]:
                try:
                    addresses[page.NAME] = open_.enter_context(_opened(page.NAME, page.PORT))
                except ToolError:
                    console.print(f"[dim]There is no {page.NAME} in this stack.[/dim]")
            for name, address in addresses.items():
                console.print(f"{name}: {address}")
            console.print("They answer until you press Ctrl-C.")
            signal.pause()


def _opened(service: str, port: int) -> AbstractContextManager[str]:
    return forwarded(MONITORING, f"service/{service}", port)


def _firing(asked: Prometheus) -> Table:
    table = Table("severity", "alert", "since", "what it means", title="Alerts that fire")
    for rule in asked.rules():
        for alert in rule.get("alerts", []):
            if alert["state"] == "firing":
                labels, notes = alert["labels"], alert["annotations"]
                table.add_row(labels["severity"], labels["alertname"], alert["activeAt"][:16], notes["summary"])
    return table
