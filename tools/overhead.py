"""``lexfix overhead``: what telemetry costs the app, in one paired run on the local stack.

Two pods of the app as it is deployed, one with OpenTelemetry and one without, get the same requests in turn, so that
whatever else happens on the machine meets both alike. They are a learner's who reads, listens and records; what was
recorded is taken off the demo learner's record again.
"""

from __future__ import annotations

import json
import re
import statistics
import time
import uuid
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from rich.table import Table

from infra.lexfix.app import PORT
from infra.platform import NAMESPACE
from tools import engine
from tools.paths import REPOSITORY
from tools.stack import forwarded, kubectl, sql
from tools.world import LOCAL

VARIANTS = {"without": "true", "with": "false"}
"""What OTEL_SDK_DISABLED is in each pod."""
PAGES = ("/lessons", "/lessons/first-words/2", "/settings", "/api/auth/session")
SPEECH = "/api/speech"
"""A phrase read aloud by the ML service."""
ATTEMPT = "/api/attempts"
"""A recording of the phrase on the second page, for feedback."""
REQUESTS = (*PAGES, SPEECH, ATTEMPT)
KINDS = {"a learner's requests": REQUESTS, "pages and session": PAGES, "speech": (SPEECH,), "recordings": (ATTEMPT,)}
RECORDING = REPOSITORY / "ml" / "golden" / "dog.ogg"
WARM_UP = 20


@dataclass(frozen=True)
class Cost:
    """What the requests took in each pod."""

    seconds: dict[str, dict[str, list[float]]]
    """Variant to path to seconds, request by request."""

    def quantile(self, variant: str, percent: int, paths: Collection[str] = REQUESTS) -> float:
        """Of the requests of a pod, in seconds."""
        took = [seconds for path in paths for seconds in self.seconds[variant][path]]
        return statistics.quantiles(took, n=100)[percent - 1]

    def added(self, paths: Collection[str] = REQUESTS) -> float:
        """The share by which the 95th percentile is longer with telemetry: 0.05 is 5 %."""
        return self.quantile("with", 95, paths) / self.quantile("without", 95, paths) - 1

    def table(self) -> Table:
        pairs = sum(len(each) for each in self.seconds["with"].values())
        table = Table("requests", "telemetry", "p50", "p95", "p95 longer by", title=f"{pairs} pairs of requests")
        for kind, paths in KINDS.items():
            for variant in VARIANTS:
                p50, p95 = (f"{1000 * self.quantile(variant, percent, paths):.1f} ms" for percent in (50, 95))
                table.add_row(kind, variant, p50, p95, f"{self.added(paths):+.1%}" if variant == "with" else "")
        return table


def measure(pairs: int) -> Cost:
    """Raises ``ToolError`` where the local stack does not run or a pod does not come up."""
    deployed = json.loads(kubectl("get", "deployment/app", "-n", NAMESPACE, "-o", "json"))
    password = engine.output(LOCAL, "demoPassword")
    with ExitStack() as stack:
        stack.callback(_forget, sql("SELECT now()"))
        clients = {variant: stack.enter_context(_client(pod(deployed, variant), password)) for variant in VARIANTS}
        return Cost(in_turn({variant: _timed(client) for variant, client in clients.items()}, pairs))


def in_turn(ask: dict[str, Callable[[str], float]], pairs: int) -> dict[str, dict[str, list[float]]]:
    """Seconds of ``pairs`` requests to each, each pair's first one alternating; what warms up is not counted."""
    seconds: dict[str, dict[str, list[float]]] = {variant: {path: [] for path in REQUESTS} for variant in ask}
    for number in range(-WARM_UP, pairs):
        path = REQUESTS[number % len(REQUESTS)]
        order = list(ask) if number // len(REQUESTS) % 2 else list(reversed(ask))
        for variant in order:
            took = ask[variant](path)
            if number >= 0:
                seconds[variant][path].append(took)
    return seconds


def pod(deployed: dict[str, Any], variant: str) -> dict[str, Any]:
    """A pod as the Deployment makes it, which takes no traffic, with OpenTelemetry or without."""
    spec = deployed["spec"]["template"]["spec"]
    (container,) = spec["containers"]
    disabled = {"name": "OTEL_SDK_DISABLED", "value": VARIANTS[variant]}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": f"overhead-{variant}",
            "namespace": NAMESPACE,
            # Whose network policy lets it reach what the app needs.
            "labels": {"app.kubernetes.io/name": "app-trial"},
        },
        "spec": {**spec, "restartPolicy": "Never", "containers": [{**container, "env": [*container["env"], disabled]}]},
    }


@contextmanager
def _client(wanted: dict[str, Any], password: str) -> Iterator[httpx.Client]:
    """A signed-in learner's client of a pod that is gone afterwards."""
    name = wanted["metadata"]["name"]
    kubectl("apply", "-f", "-", text=json.dumps(wanted))
    try:
        kubectl("wait", "-n", NAMESPACE, f"pod/{name}", "--for=condition=Ready", "--timeout=120s")
        with forwarded(NAMESPACE, f"pod/{name}", PORT) as address, httpx.Client(base_url=address, timeout=30) as client:
            token = client.get("/api/auth/csrf").raise_for_status().json()["csrfToken"]
            person = {"csrfToken": token, "email": "learner@lexfix.local", "password": password, "json": "true"}
            client.post("/api/auth/callback/credentials", data=person).raise_for_status()
            yield client
    finally:
        kubectl("delete", "-n", NAMESPACE, f"pod/{name}", "--wait=false")


def _timed(client: httpx.Client) -> Callable[[str], float]:
    (phrase,) = re.findall(r'data-phrase="([^"]+)"', client.get(PAGES[1]).raise_for_status().text)
    sound = RECORDING.read_bytes()

    def send(path: str) -> httpx.Response:
        if path == SPEECH:
            return client.post(path, json={"phraseId": phrase})
        if path == ATTEMPT:
            fields = {"phraseId": phrase, "recordingId": str(uuid.uuid4())}
            return client.post(path, data=fields, files={"audio": ("recording", sound, "audio/ogg")})
        return client.get(path)

    def ask(path: str) -> float:
        start = time.perf_counter()
        send(path).raise_for_status()
        return time.perf_counter() - start

    return ask


def _forget(since: str) -> None:
    sql(f"DELETE FROM attempts WHERE created_at >= '{since}'")  # noqa: S608 the database's own clock
