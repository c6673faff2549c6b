"""What the service tells of itself while tests run: metrics, spans, log lines and reports of errors."""

import gzip
import io
import json
import logging
import os
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import sentry_sdk
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from lexfix_ml import logs, reports, telemetry


@dataclass
class Told:
    """Everything that leaves the process but its answers."""

    port: int
    exporter: InMemorySpanExporter = field(default_factory=InMemorySpanExporter)
    output: io.StringIO = field(default_factory=io.StringIO)
    envelopes: list[str] = field(default_factory=list)

    def start(self) -> None:
        """Start what may be started only once in a process."""
        envelopes = self.envelopes

        class Sentry(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                envelopes.append(gzip.decompress(body).decode())
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Sentry)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        os.environ["SENTRY_RELEASE"] = "sha256:abc"
        reports.start(f"http://{'a1' * 16}@127.0.0.1:{server.server_port}/1")
        logs.configure("INFO")
        (handler,) = logging.getLogger().handlers
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(self.output)
        logging.getLogger("httpx").setLevel("WARNING")  # the tests' own client
        telemetry.start(self.port, self.exporter)

    def page(self) -> str:
        """What Prometheus would fetch."""
        return httpx.get(f"http://127.0.0.1:{self.port}/metrics").text

    def samples(self, name: str, **labels: str) -> list[Sample]:
        """The samples of that name with at least these labels."""
        found = (sample for family in text_string_to_metric_families(self.page()) for sample in family.samples)
        return [one for one in found if one.name == name and one.labels.items() >= labels.items()]

    def spans(self) -> tuple[ReadableSpan, ...]:
        """The spans that were sent so far."""
        provider = trace.get_tracer_provider()
        assert isinstance(provider, TracerProvider)
        provider.force_flush()
        return self.exporter.get_finished_spans()

    def events(self) -> list[dict[str, Any]]:
        """The events that reached Sentry so far; an envelope is lines: headers, an item's header, the item."""
        sentry_sdk.flush()
        return [json.loads(envelope.splitlines()[2]) for envelope in self.envelopes]

    def lines(self) -> list[dict[str, Any]]:
        """The log so far; fails at a line that is not JSON."""
        return [json.loads(line) for line in self.output.getvalue().splitlines()]
