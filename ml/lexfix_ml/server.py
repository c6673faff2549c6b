"""The service as it is deployed: `python -m lexfix_ml.server`."""

import uvicorn
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


def main() -> None:
    """Serve until the process is told to stop; requests that run by then have 20 seconds to end."""
    uvicorn.run(
        create,
        factory=True,
        host="0.0.0.0",  # noqa: S104 - the pod's own network
        port=Settings().port,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=20,
        # asyncio goes on reading a connection in the context of whoever resumed it (python/cpython#140947): after a
        # large recording, that request's trace would be that of every later request on its connection.
        reset_contextvars=True,
    )


if __name__ == "__main__":
    main()
