"""Prometheus's HTTP API, and the way to it: a forwarded port of the cluster."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from infra.platform import MONITORING
from tools import engine
from tools.steps import ToolError


@dataclass(frozen=True)
class Series:
    """One line of an answer: its labels, and pairs of Unix time and value."""

    labels: dict[str, str]
    points: list[tuple[float, float]]


@dataclass(frozen=True)
class Prometheus:
    """Raises ``httpx.HTTPStatusError`` with Prometheus's own words for a query that it does not accept."""

    url: str

    def now(self, expression: str) -> list[Series]:
        """What an expression says at this moment."""
        found = self._data("query", query=expression)
        if found["resultType"] == "scalar":
            return [Series({}, [_point(found["result"])])]
        return [Series(one["metric"], [_point(one["value"])]) for one in found["result"]]

    def past(self, expression: str, seconds: float, points: int = 240) -> list[Series]:
        """What an expression said over the last ``seconds``."""
        end = time.time()
        step = max(seconds / points, 15)
        found = self._data("query_range", query=expression, start=end - seconds, end=end, step=step)
        return [Series(one["metric"], [_point(value) for value in one["values"]]) for one in found["result"]]

    def targets(self) -> list[dict[str, Any]]:
        targets: list[dict[str, Any]] = self._data("targets", state="active")["activeTargets"]
        return targets

    def rules(self) -> list[dict[str, Any]]:
        """Recording rules and alerts, with their health and state."""
        return [rule for group in self._data("rules")["groups"] for rule in group["rules"]]

    def _data(self, what: str, **parameters: str | float) -> dict[str, Any]:
        answer = httpx.get(f"{self.url}/api/v1/{what}", params=parameters, timeout=30)
        if answer.is_error:
            raise httpx.HTTPStatusError(answer.text, request=answer.request, response=answer)
        data: dict[str, Any] = answer.json()["data"]
        return data


def _point(value: list[Any]) -> tuple[float, float]:
    return float(value[0]), float(value[1])


@contextmanager
def forwarded(service: str, port: int, local: int = 0) -> Iterator[str]:
    """The address under which a Service of the monitoring answers on this machine; ``local`` 0 takes a free port.

    Raises ``ToolError`` if it cannot be reached.
    """
    command = ["kubectl", "port-forward", "-n", MONITORING, f"service/{service}", f"{local or ''}:{port}"]
    process = subprocess.Popen(
        command, env=engine.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        said = process.stdout.readline() if process.stdout else ""
        found = re.search(r"127\.0\.0\.1:(\d+) ->", said)
        if not found:
            raise ToolError(f"{service} cannot be reached: {said.strip()}. `make up` brings the monitoring up.")
        yield f"http://127.0.0.1:{found[1]}"
    finally:
        process.terminate()
        process.wait()
