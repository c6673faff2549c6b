"""For every alert, what makes it fire and what comes close and does not: series in promtool's notation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Series = Mapping[str, str]


@dataclass(frozen=True)
class Case:
    """Judged ``after`` so long; a value of the series for each minute."""

    firing: Series
    quiet: Series
    after: str
    summary: str
    """As a person reads it, with the labels and the value filled in."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """What the alert says beyond its severity."""


def requests(good: int, bad: int) -> Series:
    """Learners' requests a minute."""
    count = 'http_server_request_duration_seconds_count{service="app",http_route="%s",http_response_status_code="%d"}'
    return {
        count % ("/practise", 200): f"0+{good}x240",
        count % ("/practise", 503): f"0+{bad}x240",
        # The kubelet's own, which would hide that learners' requests fail.
        count % ("/live", 200): "0+9000x240",
    }


def calls(all_: int, quick: int) -> Series:
    """Calls of the API a minute, and how many of them took under 300 ms."""
    histogram, route = "http_server_request_duration_seconds", 'service="app",http_route="/api/settings"'
    return {
        f"{histogram}_count{{{route}}}": f"0+{all_}x240",
        f'{histogram}_bucket{{{route},le="0.3"}}': f"0+{quick}x240",
        # Recordings take longer and are promised something else.
        f'{histogram}_count{{service="app",http_route="/api/attempts"}}': "0+900x240",
        f'{histogram}_bucket{{service="app",http_route="/api/attempts",le="0.3"}}': "0+0x240",
    }


def recordings(all_: int, quick: int) -> Series:
    """Recordings a minute, and how many of them had their feedback within 2 s."""
    return {
        "lexfix_feedback_duration_seconds_count": f"0+{all_}x240",
        'lexfix_feedback_duration_seconds_bucket{le="2.0"}': f"0+{quick}x240",
    }


def autoscaler(desired: int) -> Series:
    name = 'namespace="lexfix",horizontalpodautoscaler="app"'
    return {
        f"kube_horizontalpodautoscaler_status_desired_replicas{{{name}}}": f"{desired}x40",
        f"kube_horizontalpodautoscaler_spec_max_replicas{{{name}}}": "6x40",
        f"kube_horizontalpodautoscaler_spec_min_replicas{{{name}}}": "2x40",
    }


def disk(free_gib: int, size_gib: int) -> Series:
    return {
        f'node_filesystem_{what}_bytes{{node="a",mountpoint="/node"}}': f"{gib * 2**30}x10"
        for what, gib in (("avail", free_gib), ("size", size_gib))
    }


def volume(free: int) -> Series:
    claim = 'namespace="data",persistentvolumeclaim="data-postgres-0"'
    return {
        f"kubelet_volume_stats_available_bytes{{{claim}}}": f"{free}x10",
        f"kubelet_volume_stats_capacity_bytes{{{claim}}}": "100x10",
    }


def certificates(expiring: int) -> Series:
    """Calls a minute with a certificate that ends within two days, and a hundred with one of a year."""
    bucket = "apiserver_client_certificate_expiration_seconds_bucket"
    return {
        f'{bucket}{{le="86400"}}': "0+0x40",
        f'{bucket}{{le="172800"}}': f"0+{expiring}x40",
        f'{bucket}{{le="604800"}}': f"0+{expiring}x40",
        f'{bucket}{{le="3.1104e+07"}}': f"0+{expiring + 100}x40",
        f'{bucket}{{le="+Inf"}}': f"0+{expiring + 100}x40",
    }


def targets(*without: str) -> Series:
    """Everything that Prometheus should know, without some."""
    services = ("app", "ml-service", "postgres-exporter", "redis-exporter", "mongodb-exporter", "node-exporter")
    jobs = ("kube-state-metrics", "kubelet", "cadvisor", "apiserver")
    return {
        **{f'up{{service="{name}"}}': "1x20" for name in (*services, "alertmanager") if name not in without},
        **{f'up{{job="{name}"}}': "1x20" for name in jobs if name not in without},
    }


def deployment(available: int) -> Series:
    return {'kube_deployment_status_replicas_available{namespace="lexfix",deployment="app"}': f"{available}x10"}


def unavailable(minutes: int) -> Series:
    """A pod that is missing for the last minutes of twenty."""
    values = f"0x{20 - minutes} 1x{minutes}"
    return {'kube_deployment_status_replicas_unavailable{namespace="lexfix",deployment="app"}': values}


CONTAINER = '{namespace="lexfix",pod="app-1",container="app"}'
ERRORS = "prometheus_rule_evaluation_failures_total"
FAILURES = "alertmanager_notifications_failed_total"
NODE = 'kube_node_status_condition{node="a",condition="Ready",status="true"}'

CASES = {
    "AvailabilityBurnsFast": Case(
        requests(good=60, bad=6),
        requests(good=995, bad=5),
        "30m",
        "9.091% of learners' requests fail",
        {"slo": "availability"},
    ),
    "AvailabilityBurnsSlowly": Case(
        requests(good=995, bad=5),
        requests(good=9995, bad=5),
        "3h",
        "0.5% of learners' requests have failed for hours",
        {"slo": "availability"},
    ),
    "LatencyBurnsFast": Case(
        calls(100, quick=20),
        calls(100, quick=80),
        "30m",
        "80% of the API's calls take over 300 ms",
        {"slo": "latency"},
    ),
    "LatencyBurnsSlowly": Case(
        calls(100, quick=80),
        calls(100, quick=96),
        "3h",
        "20% of the API's calls have taken over 300 ms for hours",
        {"slo": "latency"},
    ),
    "FeedbackBurnsFast": Case(
        recordings(20, quick=4),
        recordings(20, quick=16),
        "30m",
        "80% of recordings wait over 2 s for feedback",
        {"slo": "feedback"},
    ),
    "FeedbackBurnsSlowly": Case(
        recordings(20, quick=16),
        recordings(100, quick=96),
        "3h",
        "20% of recordings have waited over 2 s for feedback for hours",
        {"slo": "feedback"},
    ),
    "ServiceDown": Case(
        deployment(0),
        deployment(1),
        "5m",
        "No pod of app serves",
        {"namespace": "lexfix", "deployment": "app", "service": "app"},
    ),
    "MlSaturated": Case(
        {'lexfix_ml_queue_length{pod="a"}': "0x10", 'lexfix_ml_queue_length{pod="b"}': "5x10"},
        {'lexfix_ml_queue_length{pod="a"}': "4x10", 'lexfix_ml_queue_length{pod="b"}': "4x10"},
        "5m",
        "5 recordings wait in front of one ML pod",
    ),
    "AutoscalerAtItsLimit": Case(
        autoscaler(6),
        autoscaler(5),
        "35m",
        "app has had all 6 pods for half an hour",
        {"namespace": "lexfix", "horizontalpodautoscaler": "app"},
    ),
    "CrashLoop": Case(
        {f"kube_pod_container_status_restarts_total{CONTAINER}": "0x8 1x2 2x2 3x2 4x2"},
        {f"kube_pod_container_status_restarts_total{CONTAINER}": "0x8 1x8"},
        "16m",
        "app of lexfix/app-1 restarted 3 times in 10 minutes",
        {"namespace": "lexfix", "pod": "app-1", "container": "app"},
    ),
    "PodsNotReady": Case(
        unavailable(minutes=15),
        unavailable(minutes=8),
        "20m",
        "1 pods of lexfix/app have not been ready for 10 minutes",
        {"namespace": "lexfix", "deployment": "app"},
    ),
    "StoreDown": Case(
        {'pg_up{service="postgres-exporter"}': "1x3 0x10", 'redis_up{service="redis-exporter"}': "1x20"},
        {'pg_up{service="postgres-exporter"}': "1x20", 'redis_up{service="redis-exporter"}': "1x20"},
        "10m",
        "postgres does not answer its exporter",
        {"store": "postgres"},
    ),
    "DatabaseConnections": Case(
        {'pg_stat_database_numbackends{datname="lexfix"}': "85x20", "pg_settings_max_connections": "100x20"},
        {'pg_stat_database_numbackends{datname="lexfix"}': "75x20", "pg_settings_max_connections": "100x20"},
        "10m",
        "postgres has 85% of the connections that it allows",
        {"store": "postgres"},
    ),
    "NodeNotReady": Case(
        {NODE: "1x3 0x10"},
        {NODE: "1x13"},
        "10m",
        "The node a is not ready",
        {"node": "a", "condition": "Ready", "status": "true"},
    ),
    "NodeDiskFillsUp": Case(
        disk(free_gib=4, size_gib=50),
        # A tenth of a large disk is a lot.
        disk(free_gib=20, size_gib=500),
        "5m",
        "The disk of node a has 8% left",
        {"node": "a"},
    ),
    "VolumeFillsUp": Case(
        volume(free=9),
        volume(free=11),
        "5m",
        "The volume data/data-postgres-0 has 9% left",
        {"namespace": "data", "persistentvolumeclaim": "data-postgres-0"},
    ),
    "CertificateExpires": Case(
        certificates(expiring=100),
        certificates(expiring=0),
        "30m",
        "A certificate that signs in to the cluster's API expires in 1d 0h 28m 48s",
    ),
    "Watchdog": Case({}, {}, "1m", "The alerting works"),
    "TargetDown": Case(
        {'up{job="pods",service="app",pod="app-1"}': "1x3 0x10"},
        {'up{job="pods",service="app",pod="app-1"}': "1x3 0x1 1x10"},
        "10m",
        "apppods app-1 does not answer Prometheus",
        {"job": "pods", "service": "app", "pod": "app-1"},
    ),
    "ScrapeGap": Case(
        targets("app"),
        targets(),
        "10m",
        "Prometheus knows no target app",
        {"service": "app"},
    ),
    "NotificationsFail": Case(
        {f'{FAILURES}{{integration="email"}}': "0+1x20"},
        {f'{FAILURES}{{integration="email"}}': "3x20"},
        "15m",
        "Alertmanager cannot deliver by email",
        {"integration": "email"},
    ),
    "RulesFail": Case(
        {f'{ERRORS}{{rule_group="stores"}}': "0+1x20"},
        {f'{ERRORS}{{rule_group="stores"}}': "3x20"},
        "15m",
        "Rules of stores cannot be evaluated",
        {"rule_group": "stores"},
    ),
}

ALWAYS = {"Watchdog"}
"""Fires whatever happens; it has no quiet case."""
