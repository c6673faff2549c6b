"""What the workloads tell of themselves: metrics always; traces and errors where somebody wants them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

import pulumi

METRICS_PORT_NAME = "metrics"
"""Prometheus finds what it scrapes by the name of the port; the path is ``/metrics``."""
METRICS_PORT = 9464


@dataclass(frozen=True)
class Telemetry:
    """Where traces and errors go. A pod's metrics wait in the pod to be fetched."""

    environment: str
    """What the environment is called in them: ``staging``."""
    traces: str | None = None
    """OTLP over HTTP inside the cluster: ``http://collector.monitoring:4318``. ``None``: no span leaves a pod."""
    sentry_dsn: pulumi.Input[str] | None = None
    """Sentry's address for errors. ``None``: none is sent."""

    @property
    def traces_port(self) -> int | None:
        """Port of ``traces``."""
        return urlsplit(self.traces).port if self.traces else None

    def variables(self, workload: str, version: pulumi.Input[str]) -> dict[str, pulumi.Input[str]]:
        """OpenTelemetry's and Sentry's own variables for a workload whose image has this digest."""
        attributes = pulumi.Output.format(
            "service.version={0},deployment.environment.name={1}", version, self.environment
        )
        found: dict[str, pulumi.Input[str]] = {
            "OTEL_SERVICE_NAME": workload,
            "OTEL_RESOURCE_ATTRIBUTES": attributes,
        }
        if self.traces is not None:
            found["OTEL_EXPORTER_OTLP_ENDPOINT"] = self.traces
        if self.sentry_dsn is not None:
            found |= {"SENTRY_ENVIRONMENT": self.environment, "SENTRY_RELEASE": version}
        return found

    @property
    def secrets(self) -> dict[str, pulumi.Input[str]]:
        """What goes into a workload's Secret."""
        return {} if self.sentry_dsn is None else {"SENTRY_DSN": self.sentry_dsn}
