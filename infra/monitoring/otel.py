"""What the collector and Jaeger, which is a collector too, have in common in their configuration."""

from __future__ import annotations

from typing import Any

EVERYWHERE = "0.0.0.0"  # noqa: S104 - the pod's own network, which the policies fence


def address(port: int) -> dict[str, str]:
    """Where a server listens."""
    return {"endpoint": f"{EVERYWHERE}:{port}"}


def otlp(port: int) -> dict[str, Any]:
    """A receiver of OTLP over HTTP."""
    return {"protocols": {"http": address(port)}}


def telemetry(port: int) -> dict[str, Any]:
    """What the program says about itself: warnings as JSON lines, metrics for Prometheus."""
    pull = {"exporter": {"prometheus": {"host": EVERYWHERE, "port": port}}}
    return {"logs": {"level": "warn", "encoding": "json"}, "metrics": {"readers": [{"pull": pull}]}}
