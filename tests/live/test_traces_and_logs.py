"""One recording, followed by its trace through app, ML service, logs and traces; and what none of them may say."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

from tests.live.learner import Learner, recording
from tools.steps import ToolError

EVERYTHING = '{k8s_namespace_name=~".+"}'
LINES = 5000

patiently = retry(
    stop=stop_after_delay(90), wait=wait_fixed(2), retry=retry_if_exception_type(AssertionError), reraise=True
)


@dataclass(frozen=True)
class Observed:
    """Loki and Jaeger, asked through the cluster's API."""

    kubectl: Callable[..., str]

    def ask(self, service: str, path: str, /, **query: str | int) -> Any:
        proxy = f"/api/v1/namespaces/monitoring/services/{service}/proxy{path}"
        return json.loads(self.kubectl("get", "--raw", f"{proxy}?{urlencode(query)}"))

    def lines(self, query: str) -> list[dict[str, str]]:
        """The labels of each line of the last hour that a LogQL query finds, with the line itself as ``line``."""
        found = self.ask("loki:metrics", "/loki/api/v1/query_range", query=query, limit=LINES, since="1h")
        streams = found["data"]["result"]
        return [{**stream["stream"], "line": line} for stream in streams for _, line in stream["values"]]

    def spans(self, trace: str) -> list[dict[str, Any]]:
        """The spans of a trace, each with the name of its ``service``."""
        try:
            found = self.ask("traces:query", f"/api/traces/{trace}")["data"]
        except ToolError:
            # Jaeger answers 404 for a trace that has not arrived.
            return []
        return [
            {**span, "service": each["processes"][span["processID"]]["serviceName"]}
            for each in found
            for span in each["spans"]
        ]

    @patiently
    def trace_of(self, attempt: str) -> str:
        """The trace that an attempt's log line names."""
        found = self.lines(f'{{service_name="app"}} |= "{attempt}"')
        assert found
        return found[0]["trace_id"]


@pytest.fixture
def observed(kubectl: Callable[..., str]) -> Observed:
    services = json.loads(kubectl("get", "services", "-n", "monitoring", "-o", "json"))["items"]
    if not {"loki", "traces"} <= {service["metadata"]["name"] for service in services}:
        pytest.skip("this stack keeps neither logs nor traces: `make up FULL=1` makes it")
    return Observed(kubectl)


@pytest.fixture
def practise(learner: Learner, phrase: str) -> Callable[[], str]:
    """Makes an attempt and returns its id."""

    def attempt() -> str:
        answer = learner.practise(phrase, recording())
        assert answer.status_code == 201, answer.text
        identity: str = answer.json()["id"]
        return identity

    return attempt


def test_a_recording_is_one_trace_in_the_logs_and_the_spans_of_app_and_ml_service(
    observed: Observed, practise: Callable[[], str]
) -> None:
    trace = observed.trace_of(practise())

    @patiently
    def services_that_logged() -> None:
        found = observed.lines(f'{{k8s_namespace_name="lexfix"}} | trace_id="{trace}"')
        assert {line["service_name"] for line in found} == {"app", "ml-service"}

    @patiently
    def way_of_the_request() -> None:
        spans = observed.spans(trace)
        assert {span["service"] for span in spans} == {"app", "ml-service"}
        stores = {tag["value"] for span in spans for tag in span["tags"] if tag["key"] == "db.system.name"}
        assert stores >= {"redis", "mongodb"}
        assert any(span["operationName"].startswith("prisma:") for span in spans)

    services_that_logged()
    way_of_the_request()


def test_what_tells_a_person_is_in_no_log_line_and_in_no_trace(
    observed: Observed, practise: Callable[[], str], client: httpx.Client
) -> None:
    token = f"canary{secrets.token_hex(8)}"
    address = f"203.0.113.{secrets.randbelow(250) + 1}"
    told = {
        "User-Agent": f"{token}-browser",
        "X-Forwarded-For": address,
        "Referer": f"http://localhost/{token}",
    }
    client.cookies.set("name", token)
    for ask in (
        partial(client.get, "/lessons", params={"name": token}),
        partial(client.get, f"/learners/{token}"),
        partial(client.put, "/api/settings", json={"name": token}),
        partial(client.post, "/api/attempts", data={"phraseId": token}, files={"audio": (f"{token}.wav", b"x")}),
    ):
        ask(headers=told)
    csrf = client.get("/api/auth/csrf").json()["csrfToken"]
    wrong = {"csrfToken": csrf, "email": f"{token}@school.example", "password": token}
    client.post("/api/auth/callback/credentials", data=wrong, headers=told)
    # A later request's line: each file is read in order, so what came before has arrived as well.
    trace = observed.trace_of(practise())

    @patiently
    def arrived() -> None:
        assert {span["service"] for span in observed.spans(trace)} == {"app", "ml-service"}

    arrived()
    for secret in (token, address):
        assert observed.lines(f'{EVERYTHING} |= "{secret}"') == []
    for service in ("app", "ml-service"):
        traces = json.dumps(observed.ask("traces:query", "/api/traces", service=service, limit=500))
        assert trace in traces
        assert token not in traces
        assert address not in traces


@pytest.mark.parametrize("namespace", ["lexfix", "data", "kube-system", "monitoring"])
def test_logs_of_every_namespace_arrive_with_the_name_of_their_pod(observed: Observed, namespace: str) -> None:
    @patiently
    def arrived() -> None:
        found = observed.lines(f'{{k8s_namespace_name="{namespace}"}}')
        assert found
        assert all(line["k8s_pod_name"] for line in found)

    arrived()
