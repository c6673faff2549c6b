"""The five dashboards. ``python -m infra.monitoring.boards`` writes them to ``dashboards/`` after a change here."""

from __future__ import annotations

import json

from infra.monitoring.grafana import DASHBOARDS
from infra.monitoring.panels import Dashboard, Panel, Query

SHARES = (("p50", "half"), ("p95", "95 of 100"), ("p99", "99 of 100"))
SCORING = ("decode", "features", "encoder", "model", "judgement")
BUDGETS = {"availability": 0.001, "latency": 0.05, "feedback": 0.05}


def _quantiles(metric: str, labels: str, shares: int = 3) -> list[Query]:
    return [Query(f"{words} are faster", f"{metric}:{share}{labels}") for share, words in SHARES[:shares]]


def _by(metric: str, label: str, *values: str) -> list[Query]:
    return [Query(value, f'{metric}{{{label}="{value}"}}') for value in values]


LEARNERS = Dashboard(
    "lexfix-learners",
    "Learner experience",
    "calls of the API stay under 300 ms for 95 of 100, feedback comes within 2 s for 95 of 100 "
    "recordings, and fewer than one request in a thousand fails.",
    [
        Panel(
            "How long the app takes to answer (promised: 0.3 s for 95 of 100)",
            _quantiles("lexfix:http_request_duration_seconds", '{service="app"}'),
            "s",
            limit=0.3,
        ),
        Panel(
            "From a recording to its feedback (promised: 2 s for 95 of 100)",
            _quantiles("lexfix:feedback_duration_seconds", "", 2),
            "s",
            limit=2,
        ),
        Panel(
            "Requests that fail (promised: under 0.1 %)",
            [
                Query("within 5 minutes", 'slo:bad:ratio_rate5m{slo="availability"}'),
                Query("within an hour", 'slo:bad:ratio_rate1h{slo="availability"}'),
            ],
            "percentunit",
            limit=0.001,
        ),
        Panel("Learners who practised within 15 minutes", [Query("learners", "lexfix:active_learners:max")]),
        Panel(
            "How long the model takes for a recording",
            _quantiles("lexfix:ml_stage_duration_seconds", '{stage="model"}'),
            "s",
        ),
        Panel(
            "How fast the promises' budgets go (1: they last for 30 days, no longer)",
            [Query(slo, f'slo:bad:ratio_rate3d{{slo="{slo}"}} / {budget}') for slo, budget in BUDGETS.items()],
            "none",
            limit=1,
            kind="bargauge",
        ),
        Panel("Recordings within 15 minutes", _by("lexfix:recordings:increase15m", "outcome", "kept", "deleted")),
        Panel("Sign-ins within 15 minutes", _by("lexfix:sign_ins:increase15m", "outcome", "success", "failure")),
    ],
)

SERVICES = Dashboard(
    "lexfix-services",
    "Services",
    "both services answer evenly, nothing waits in the ML service's queue for long, and no requests fail.",
    [
        Panel(
            "Requests a second",
            [
                Query(service, f'sum(lexfix:http_requests:rate5m{{service="{service}"}})')
                for service in ("app", "ml-service")
            ],
            "reqps",
        ),
        Panel(
            "How long 95 of 100 answers take at most",
            _by("lexfix:http_request_duration_seconds:p95", "service", "app", "ml-service"),
            "s",
        ),
        Panel(
            "Requests a second that fail",
            _by("lexfix:http_requests_failed:rate5m", "service", "app", "ml-service"),
            "reqps",
        ),
        Panel(
            "Recordings that wait in front of one ML pod (alert: over 4)",
            [Query("waiting", "lexfix:ml_queue_length:max")],
            limit=4,
        ),
        Panel(
            "Stages of scoring, 95 of 100 at most",
            _by("lexfix:ml_stage_duration_seconds:p95", "stage", *SCORING),
            "s",
        ),
        Panel("Seconds of speech scored a second", [Query("speech", "lexfix:ml_audio_seconds:rate5m")], "none"),
        Panel(
            "Scores up to each mark, a second",
            [Query("up to {{le}}", "lexfix:ml_scores:rate15m")],
            "none",
            kind="bargauge",
        ),
        Panel(
            "The app's busiest routes, requests a second",
            [Query("{{http_route}}", "topk(8, lexfix:http_routes:rate5m)")],
            "reqps",
            kind="bargauge",
        ),
    ],
)

STORES = Dashboard(
    "lexfix-stores",
    "Data stores",
    "every store answers (1), fewer than four of five connections are taken, and PostgreSQL finds "
    "nearly all that it reads in memory.",
    [
        Panel("Stores that answer (1) or do not (0)", [Query("{{store}}", "lexfix:store_up:min")], "none", kind="stat"),
        Panel(
            "Share of the allowed connections that is taken (alert: over 80 %)",
            _by("lexfix:store_connections:ratio", "store", "postgres", "redis"),
            "percentunit",
            limit=0.8,
        ),
        Panel(
            "Size of the data",
            _by("lexfix:store_size_bytes:sum", "store", "postgres", "mongodb", "redis"),
            "bytes",
        ),
        Panel(
            "PostgreSQL's reads that need no disk",
            [Query("in memory", "lexfix:postgres_cache_hits:ratio")],
            "percentunit",
        ),
        Panel(
            "PostgreSQL's transactions a second",
            [Query("lexfix", 'lexfix:postgres_transactions:rate5m{datname="lexfix"}')],
            "reqps",
        ),
        Panel("Redis's commands a second", [Query("commands", "lexfix:redis_commands:rate5m")], "reqps"),
    ],
)

CLUSTER = Dashboard(
    "lexfix-cluster",
    "Cluster",
    "nodes have CPU, memory and a tenth of their disks to spare, no pod waits, and none restarts.",
    [
        Panel("CPU in use, by node", [Query("{{node}}", "lexfix:node_cpu:ratio")], "percentunit", kind="bargauge"),
        Panel(
            "Memory in use, by node", [Query("{{node}}", "lexfix:node_memory:ratio")], "percentunit", kind="bargauge"
        ),
        Panel(
            "Free disk, by node (alert: under 10 %)",
            [Query("{{node}}", "lexfix:node_disk_free:ratio")],
            "percentunit",
            kind="bargauge",
        ),
        Panel(
            "Free room, by volume (alert: under 10 %)",
            [Query("{{namespace}}/{{persistentvolumeclaim}}", "lexfix:volume_free:ratio")],
            "percentunit",
            kind="bargauge",
        ),
        Panel("Pods that wait, failed or are lost", [Query("pods", "lexfix:pods_not_running:count")], "none"),
        Panel(
            "Restarts within an hour",
            [Query("{{namespace}}/{{pod}}", "topk(8, lexfix:container_restarts:increase1h)")],
            "none",
            kind="bargauge",
        ),
        Panel(
            "Pods that use the most CPU, in cores",
            [Query("{{namespace}}/{{pod}}", "topk(8, lexfix:pod_cpu_cores:rate5m)")],
            "none",
            kind="bargauge",
        ),
        Panel(
            "Pods that use the most memory",
            [Query("{{namespace}}/{{pod}}", "topk(8, lexfix:pod_memory_bytes:sum)")],
            "bytes",
            kind="bargauge",
        ),
    ],
)

DEPLOYMENTS = Dashboard(
    "lexfix-deployments",
    "Deployments",
    "each service runs one version, all of its pods are available, and no alert fires; whether a version "
    "met the Definition of Done says `pulumi stack output definitionOfDone`.",
    [
        Panel(
            "Versions that run, in pods",
            [Query("{{container}} {{version}}", "lexfix:versions:count")],
            "none",
            kind="bargauge",
        ),
        Panel(
            "Share of the pods that are available",
            [Query("{{namespace}}/{{deployment}}", "lexfix:deployment_available:ratio")],
            "percentunit",
            kind="bargauge",
        ),
        Panel("Alerts that fire", [Query("alerts", "sum(lexfix:alerts_firing:count)")], "none"),
        Panel(
            "Which alerts fire",
            [Query("{{severity}}: {{alertname}}", "lexfix:alerts_firing:count")],
            "none",
            kind="stat",
        ),
        Panel(
            "Sources of metrics that answer",
            [Query("answer", "sum(lexfix:targets_up:sum)"), Query("known", "sum(lexfix:targets:count)")],
            "none",
        ),
        Panel("Requests a second that fail", _by("lexfix:http_requests_failed:rate5m", "service", "app"), "reqps"),
    ],
)

ALL = {
    "learner-experience": LEARNERS,
    "services": SERVICES,
    "data-stores": STORES,
    "cluster": CLUSTER,
    "deployments": DEPLOYMENTS,
}
"""File name to dashboard."""


def texts() -> dict[str, str]:
    """What the files of ``dashboards/`` should hold, by name."""
    return {f"{name}.json": json.dumps(board.model(), indent=1) + "\n" for name, board in ALL.items()}


if __name__ == "__main__":
    for file, text in texts().items():
        (DASHBOARDS / file).write_text(text)
