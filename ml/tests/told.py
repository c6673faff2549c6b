"""What the service tells of itself while tests run: metrics, spans and log lines."""

import io
import json
import logging
from dataclasses import dataclass, field
from typing import Any

import httpx
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from lexfix_ml import logs, telemetry


@dataclass
class Told:
    """Everything that leaves the process but its answers."""

    port: int
    exporter: InMemorySpanExporter = field(default_factory=InMemorySpanExporter)
    output: io.StringIO = field(default_factory=io.StringIO)

    def start(self) -> None:
        """Start what may be started only once in a process."""
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

    def lines(self) -> list[dict[str, Any]]:
        """The log so far; fails at a line that is not JSON."""
        return [json.loads(line) for line in self.output.getvalue().splitlines()]
