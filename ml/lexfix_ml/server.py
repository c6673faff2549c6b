"""The service as it is deployed: `uvicorn --factory lexfix_ml.server:create`."""

from fastapi import FastAPI
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

from . import logs, reports, telemetry
from .api import create_app
from .settings import Settings


def create() -> FastAPI:
    """The application, with logs, metrics and spans on their way; raises OSError where the metrics' port is taken."""
    settings = Settings()
    logs.configure(settings.log_level)
    # The exporter reads where to send from the same variable.
    exporter = OTLPSpanExporter() if settings.otel_exporter_otlp_endpoint else None
    telemetry.start(settings.otel_exporter_prometheus_port, exporter)
    if settings.sentry_dsn:
        reports.start(settings.sentry_dsn)
    return create_app(settings)
