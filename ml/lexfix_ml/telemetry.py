"""OpenTelemetry in this process: metrics to be fetched, and spans to be sent where somebody wants them.

One process serves one pod: metrics of several would need several ports. More work at once is more pods.
"""

from opentelemetry import metrics, trace
from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.view import DropAggregation, ExplicitBucketHistogramAggregation, View
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from prometheus_client import start_http_server

from .measures import DURATION_BUCKETS
from .scrubbing import Scrubbed

_VIEWS = (
    View(
        instrument_name="http.server.request.duration",
        attribute_keys={"http.request.method", "http.route", "http.response.status_code"},
        aggregation=ExplicitBucketHistogramAggregation(DURATION_BUCKETS),
    ),
    View(instrument_name="http.server.active_requests", aggregation=DropAggregation()),
    View(instrument_name="http.server.*.body.size", aggregation=DropAggregation()),
)


def start(metrics_port: int, exporter: SpanExporter | None) -> None:
    """Serve /metrics at the port and give every span to the exporter; raises OSError where the port is taken."""
    resource = Resource.create()
    reader = PrometheusMetricReader(scope_info_enabled=False)
    metrics.set_meter_provider(MeterProvider([reader], resource, views=_VIEWS))
    # Always: whoever calls must not be able to keep a request out of the traces and the logs.
    provider = TracerProvider(sampler=ALWAYS_ON, resource=resource)
    if exporter:
        provider.add_span_processor(BatchSpanProcessor(Scrubbed(exporter)))
    trace.set_tracer_provider(provider)
    start_http_server(metrics_port)
