"""The real collector with its real configuration: what pods and spans say, and what is sent on of it."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

from infra.monitoring.collector import configuration

CANARY = "mila.canary@school.example"
ADDRESS = "203.0.113.77"
TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
STAMP = "2026-11-26T00:00:00.000000000Z stdout"
LINES = {
    "lexfix_app-1_11111111-2222-3333-4444-555555555555/app": [
        {"level": "warn", "message": "kept", "trace_id": TRACE, "span_id": SPAN, "duration": 0.3},
        {"level": "info", "message": f"sent to {CANARY}", "req": {"ip": ADDRESS, "userId": "canary-user"}},
    ],
    "lexfix_ml-service-1_21111111-2222-3333-4444-555555555555/ml-service": ["no JSON, but from 203.0.113.77"],
    "data_redis-0_31111111-2222-3333-4444-555555555555/redis": ["Ready to accept connections"],
    "monitoring_collector-x_41111111-2222-3333-4444-555555555555/collector": ["its own line"],
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Sink:
    """Takes OTLP as JSON and keeps it, after it has been away for the first requests."""

    got: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"resourceLogs": [], "resourceSpans": []})

    def serve(self, away: int) -> ThreadingHTTPServer:
        got = self.got
        refusals = iter(range(away))

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers["Content-Length"]))
                refused = next(refusals, None) is not None
                for kind, items in {} if refused else json.loads(sent).items():
                    got[kind] += items
                self.send_response(503 if refused else 200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_: Any) -> None: ...

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    def records(self) -> list[dict[str, Any]]:
        return [
            record for each in self.got["resourceLogs"] for scope in each["scopeLogs"] for record in scope["logRecords"]
        ]

    def spans(self) -> list[dict[str, Any]]:
        return [span for each in self.got["resourceSpans"] for scope in each["scopeSpans"] for span in scope["spans"]]


def write_logs(folder: Path) -> None:
    for place, lines in LINES.items():
        file = folder / place / "0.log"
        file.parent.mkdir(parents=True)
        said = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        file.write_text("".join(f"{STAMP} F {line}\n" for line in said))


def here(logs: Path, sink: int, otlp: int, health: int) -> dict[str, Any]:
    """The configuration of the cluster, with this machine's places, and without a cluster to ask for names."""
    config = configuration()
    receiver = config["receivers"]["file_log"]
    for key in ("include", "exclude"):
        receiver[key] = [pattern.replace("/var/log/pods", str(logs)) for pattern in receiver[key]]
    config["receivers"]["otlp"]["protocols"]["http"]["endpoint"] = f"127.0.0.1:{otlp}"
    config["extensions"]["health_check"]["endpoint"] = f"127.0.0.1:{health}"
    config["extensions"]["file_storage"] = {"directory": str(logs.parent / "positions"), "create_directory": True}
    for exporter in config["exporters"].values():
        exporter |= {"endpoint": f"http://127.0.0.1:{sink}", "encoding": "json", "compression": "none"}
    config["processors"].pop("k8s_attributes")
    for pipeline in config["service"]["pipelines"].values():
        pipeline["processors"].remove("k8s_attributes")
    config["service"]["telemetry"]["metrics"] = {"level": "none"}
    return config


def attribute(key: str, value: str) -> dict[str, Any]:
    return {"key": key, "value": {"stringValue": value}}


def send_span(port: int) -> None:
    span = {
        "traceId": TRACE,
        "spanId": SPAN,
        "name": "POST /api/attempts",
        "startTimeUnixNano": "1",
        "endTimeUnixNano": "2",
        "attributes": [
            attribute("http.route", "/api/attempts"),
            attribute("db.query.text", f"SELECT '{CANARY}'"),
            attribute("client.address", ADDRESS),
            attribute("server.address", ADDRESS),
        ],
        "events": [{"name": "exception", "attributes": [attribute("exception.message", CANARY)]}],
    }
    source = {"attributes": [attribute("service.name", "app"), attribute("host.name", "somewhere")]}
    traces = {"resourceSpans": [{"resource": source, "scopeSpans": [{"spans": [span]}]}]}
    httpx.post(f"http://127.0.0.1:{port}/v1/traces", json=traces).raise_for_status()


@pytest.fixture(scope="module")
def sink(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sink]:
    """What arrived after the collector has read every line and taken a span."""
    if not shutil.which("otelcol"):
        pytest.skip("there is no `otelcol` on PATH: `make test` brings one")
    folder = tmp_path_factory.mktemp("collector")
    write_logs(folder / "pods")
    found = Sink()
    server = found.serve(away=2)
    otlp, health = free_port(), free_port()
    file = folder / "collector.yaml"
    file.write_text(yaml.safe_dump(here(folder / "pods", server.server_port, otlp, health)))
    process = subprocess.Popen(["otelcol", f"--config={file}"], stderr=subprocess.PIPE, text=True)
    try:
        _fill(found, otlp, health)
        yield found
    finally:
        process.terminate()
        process.wait()
        server.shutdown()


@retry(
    stop=stop_after_delay(60),
    wait=wait_fixed(0.2),
    retry=retry_if_exception_type((AssertionError, httpx.HTTPError)),
    reraise=True,
)
def _fill(sink: Sink, otlp: int, health: int) -> None:
    httpx.get(f"http://127.0.0.1:{health}").raise_for_status()
    if not sink.spans():
        send_span(otlp)
    assert len(sink.records()) >= 4
    assert sink.spans()


def test_every_line_arrives_once_after_loki_was_away_and_the_collectors_own_do_not(sink: Sink) -> None:
    said = json.dumps(sink.got)
    assert len(sink.records()) == 4
    assert "Ready to accept connections" in said
    assert "its own line" not in said


def test_a_line_of_lexfix_is_found_by_its_trace_and_its_severity(sink: Sink) -> None:
    [record] = [record for record in sink.records() if record.get("traceId")]
    assert (record["traceId"], record["spanId"]) == (TRACE, SPAN)
    assert record["severityText"] == "warn"
    fields = {item["key"]: item["value"] for item in record["body"]["kvlistValue"]["values"]}
    assert fields["message"] == {"stringValue": "kept"}
    assert fields["duration"] == {"doubleValue": 0.3}


def test_a_line_says_which_pod_wrote_it(sink: Sink) -> None:
    sources = {
        item["value"]["stringValue"]
        for each in sink.got["resourceLogs"]
        for item in each["resource"]["attributes"]
        if item["key"] == "k8s.pod.name"
    }
    assert sources == {"app-1", "ml-service-1", "redis-0"}


@pytest.mark.parametrize("secret", [CANARY, ADDRESS, "canary-user"])
def test_what_tells_a_person_leaves_in_no_line_and_no_span(sink: Sink, secret: str) -> None:
    assert secret not in json.dumps(sink.got)


def test_a_span_keeps_what_is_harmless_and_nothing_else(sink: Sink) -> None:
    span = sink.spans()[0]
    assert span["name"] == "POST /api/attempts"
    assert {item["key"] for item in span["attributes"]} == {"http.route", "server.address"}
    assert span["events"][0].get("attributes", []) == []
    [source] = [each["resource"]["attributes"] for each in sink.got["resourceSpans"]][:1]
    assert {item["key"] for item in source} == {"service.name"}
