"""The OpenTelemetry Collector: on every node it reads the logs of all pods and takes the spans of LexFix's."""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_kubernetes as k8s
import yaml
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.networking import v1 as networking

from infra.lexfix import pod
from infra.lexfix.network import dns, pods_of, ports
from infra.monitoring import loki, otel, scrubbing, traces
from infra.monitoring.part import CONFIGURATION, METRICS, NODE, Part, PartArgs
from infra.platform import MONITORING, NAMESPACE

NAME = "collector"
OTLP, HEALTH, TELEMETRY = 4318, 13133, 8888
URL = f"http://{NAME}.{MONITORING}:{OTLP}"
"""Where LexFix's pods send their spans, by OTLP over HTTP."""
IMAGE = "otel/opentelemetry-collector-k8s:0.149.0"
USER, ROOT_GROUP = 10001, 0
LOGS = "/var/log/pods"
POSITIONS = "/var/lib/otelcol"
"""How far each file has been read."""


def collector(namespace: pulumi.Input[str], opts: pulumi.ResourceOptions) -> Part:
    """A pod on each node. It is not root: the group root may read the nodes' logs, and sees no more of it."""
    return Part(
        NAME,
        PartArgs(
            namespace=namespace,
            image=IMAGE,
            command=["/otelcol-k8s", f"--config={CONFIGURATION}/collector.yaml"],
            ports={"health": HEALTH, "otlp": OTLP, METRICS: TELEMETRY},
            ready="/",
            live="/",
            memory="96Mi",
            user=USER,
            group=ROOT_GROUP,
            every_node=True,
            configuration={"collector.yaml": yaml.safe_dump(configuration())},
            scratch=[POSITIONS],
            reads={LOGS: _node_logs(namespace, opts)},
            rights=[{"api_groups": [""], "resources": ["pods"], "verbs": ["get", "list", "watch"]}],
            callers=[*pods_of(MONITORING), *pods_of(NAMESPACE)],
            calls=[
                dns(),
                networking.NetworkPolicyEgressRuleArgs(to=pods_of(MONITORING), ports=ports(loki.PORT, traces.OTLP)),
                # The API is no pod; its address is the platform's.
                networking.NetworkPolicyEgressRuleArgs(ports=ports(443, 6443)),
            ],
        ),
        opts,
    )


def _node_logs(namespace: pulumi.Input[str], opts: pulumi.ResourceOptions) -> pulumi.Output[str]:
    """The claim by which the collector, and no other pod, reads the log folder of the node that it is on.

    A volume of its own, because the namespace enforces the restricted profile: no pod there may name a node's folder.
    """
    volume = k8s.core.v1.PersistentVolume(
        "node-logs",
        metadata=k8s.meta.v1.ObjectMetaArgs(
            name="node-logs",
            labels=pod.labels(NAME),
            annotations={"policies.lexfix.com/no-node-folders": "pods' logs are files of the node"},
        ),
        spec=core.PersistentVolumeSpecArgs(
            host_path=core.HostPathVolumeSourceArgs(path=LOGS, type="Directory"),
            access_modes=["ReadOnlyMany"],
            # A number that must be there and that nothing enforces.
            capacity={"storage": "1Gi"},
            storage_class_name="",
            persistent_volume_reclaim_policy="Retain",
            claim_ref=core.ObjectReferenceArgs(namespace=namespace, name="node-logs"),
        ),
        opts=opts,
    )
    claim = k8s.core.v1.PersistentVolumeClaim(
        "node-logs",
        metadata=pod.metadata("node-logs", namespace),
        spec=core.PersistentVolumeClaimSpecArgs(
            volume_name=volume.metadata.name,
            access_modes=["ReadOnlyMany"],
            storage_class_name="",
            resources=core.VolumeResourceRequirementsArgs(requests={"storage": "1Gi"}),
        ),
        opts=opts,
    )
    return claim.metadata.name


def configuration() -> dict[str, Any]:
    """``collector.yaml``. While Loki is away, lines wait in their files; spans are thrown away after five minutes."""
    return {
        "extensions": {
            "health_check": otel.address(HEALTH),
            "file_storage": {"directory": POSITIONS},
        },
        "receivers": {
            "otlp": otel.otlp(OTLP),
            "file_log": {
                "include": [f"{LOGS}/*/*/*.log"],
                # What it says about a line must not become a line.
                "exclude": [f"{LOGS}/{MONITORING}_{NAME}-*/*/*.log"],
                "start_at": "beginning",
                "include_file_name": False,
                "include_file_path": True,
                "storage": "file_storage",
                "retry_on_failure": {"enabled": True},
                "operators": _operators(),
            },
        },
        "processors": {
            "memory_limiter": {"check_interval": "1s", "limit_percentage": 80, "spike_limit_percentage": 20},
            "k8s_attributes": {
                "filter": {"node_from_env_var": NODE},
                "extract": {
                    "metadata": ["k8s.namespace.name", "k8s.pod.name", "k8s.node.name"],
                    "labels": [{"key": "app.kubernetes.io/name", "tag_name": "service.name"}],
                },
                "pod_association": [
                    {"sources": [{"from": "resource_attribute", "name": "k8s.pod.uid"}]},
                    {"sources": [{"from": "connection"}]},
                ],
            },
            "redaction/logs": scrubbing.of_logs(),
            "redaction/spans": scrubbing.of_spans(),
            "batch": {"send_batch_size": 512, "send_batch_max_size": 1024},
        },
        "exporters": {
            "otlp_http/logs": {
                "endpoint": f"http://{loki.NAME}:{loki.PORT}/otlp",
                # Never give up, and have few in hand: the rest waits in the files.
                "retry_on_failure": {"max_elapsed_time": "0s"},
                "sending_queue": {"queue_size": 10, "num_consumers": 2, "block_on_overflow": True},
            },
            "otlp_http/traces": {"endpoint": f"http://{traces.NAME}:{traces.OTLP}"},
        },
        "service": {
            "extensions": ["health_check", "file_storage"],
            "pipelines": {
                "logs": _pipeline("file_log", "redaction/logs", "otlp_http/logs"),
                "traces": _pipeline("otlp", "redaction/spans", "otlp_http/traces"),
            },
            "telemetry": otel.telemetry(TELEMETRY),
        },
    }


def _pipeline(receiver: str, scrubber: str, exporter: str) -> dict[str, list[str]]:
    return {
        "receivers": [receiver],
        "processors": ["memory_limiter", "k8s_attributes", scrubber, "batch"],
        "exporters": [exporter],
    }


def _operators() -> list[dict[str, Any]]:
    """A file's lines to log records. LexFix's own JSON says severity and trace, and is scrubbed field by field."""
    ours = f'resource["k8s.namespace.name"] == "{NAMESPACE}" and body matches "^{{"'
    return [
        {"type": "container"},
        {"type": "json_parser", "if": ours, "parse_to": "body", "on_error": "send_quiet"},
        {"type": "severity_parser", "if": _has("level"), "parse_from": "body.level"},
        {
            "type": "trace_parser",
            "if": f"{_has('trace_id')} and {_has('span_id')}",
            "trace_id": {"parse_from": "body.trace_id"},
            "span_id": {"parse_from": "body.span_id"},
        },
        # They say what the pod's name says, or nothing to a reader.
        *(
            {"type": "remove", "field": f'attributes["{field}"]', "on_error": "send_quiet"}
            for field in ("log.file.path", "log.iostream", "logtag")
        ),
    ]


def _has(field: str) -> str:
    """Whether the line was JSON with this field."""
    return f'type(body) == "map" and body.{field} != nil'
