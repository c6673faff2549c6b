"""Prometheus's HTTP API."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import httpx


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
