"""Jaeger: the way of a request through app, ML service and stores."""

from __future__ import annotations

from typing import Any

import pulumi
import yaml

from infra.monitoring import otel
from infra.monitoring.part import CONFIGURATION, METRICS, Part, PartArgs, Volume
from infra.monitoring.settings import MonitoringSettings

NAME = "traces"
QUERY, OTLP, HEALTH, TELEMETRY = 16686, 4318, 13133, 8888
IMAGE = "jaegertracing/jaeger:2.13.0"
USER = 10001
DATA = "/badger"
STORE = "traces"
NEWEST = 1_000
"""Traces that fit in memory."""


def traces(namespace: pulumi.Input[str], settings: MonitoringSettings, opts: pulumi.ResourceOptions) -> Part:
    """One pod. With a volume it keeps traces for days; without one, the newest."""
    kept = settings.trace_storage_gib > 0
    return Part(
        NAME,
        PartArgs(
            namespace=namespace,
            image=IMAGE,
            command=["/cmd/jaeger/jaeger-linux", f"--config={CONFIGURATION}/jaeger.yaml"],
            ports={"health": HEALTH, "query": QUERY, "otlp": OTLP, METRICS: TELEMETRY},
            ready="/status",
            live="/status",
            memory="512Mi" if kept else "96Mi",
            user=USER,
            volume=Volume(DATA, f"{settings.trace_storage_gib}Gi") if kept else None,
            configuration={"jaeger.yaml": yaml.safe_dump(configuration(settings.trace_days if kept else None))},
        ),
        opts,
    )


def configuration(days: int | None) -> dict[str, Any]:
    """``jaeger.yaml``; without ``days`` traces are kept in memory."""
    badger = {
        "directories": {"keys": f"{DATA}/keys", "values": f"{DATA}/values"},
        "ephemeral": False,
        "ttl": {"spans": f"{(days or 0) * 24}h"},
    }
    return {
        "extensions": {
            "healthcheckv2": {"use_v2": True, "http": otel.address(HEALTH)},
            "jaeger_storage": {"backends": {STORE: {"badger": badger} if days else {"memory": {"max_traces": NEWEST}}}},
            "jaeger_query": {"storage": {"traces": STORE}, "http": otel.address(QUERY)},
        },
        "receivers": {"otlp": otel.otlp(OTLP)},
        "processors": {"batch": {}},
        "exporters": {"jaeger_storage_exporter": {"trace_storage": STORE}},
        "service": {
            "extensions": ["healthcheckv2", "jaeger_storage", "jaeger_query"],
            "pipelines": {
                "traces": {
                    "receivers": ["otlp"],
                    "processors": ["batch"],
                    "exporters": ["jaeger_storage_exporter"],
                }
            },
            "telemetry": otel.telemetry(TELEMETRY),
        },
    }
