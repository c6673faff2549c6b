"""Prometheus: what it asks, how long it remembers, which rules it judges by."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pulumi
import yaml
from pulumi_kubernetes.meta import v1 as meta
from pulumi_kubernetes.networking import v1 as networking

from infra.api_token import FOLDER as TOKEN
from infra.lexfix import alerts as gate
from infra.lexfix.network import dns, pods_of, ports
from infra.monitoring import alertmanager, exporters
from infra.monitoring.part import CONFIGURATION, METRICS, Part, PartArgs, Volume
from infra.monitoring.settings import MonitoringSettings
from infra.platform import MONITORING, NAMESPACE

NAME = "prometheus"
PORT = 9090
IMAGE = "prom/prometheus:v3.13.5"
RULES = Path(__file__).parent / "rules"
DATA = "/prometheus"
INTERVAL = "15s"

RIGHTS: list[dict[str, Any]] = [
    {"api_groups": [""], "resources": ["nodes", "pods"], "verbs": ["get", "list", "watch"]},
    # Not nodes/proxy, which would let its holder run commands in any pod.
    {"api_groups": [""], "resources": ["nodes/metrics"], "verbs": ["get"]},
    {"non_resource_urls": ["/metrics"], "verbs": ["get"]},
]

KEPT = {
    "kubelet": "kubelet_(volume_stats_.*|running_pods|certificate_manager_.*)",
    "cadvisor": "container_(cpu_usage_seconds_total|memory_working_set_bytes|oom_events_total"
    "|network_(receive|transmit)_bytes_total)",
    "apiserver": "apiserver_(client_certificate_expiration_seconds_(bucket|count)|request_total)",
}
"""What is kept of sources that tell thousands of things; dashboards and rules use no other."""


def prometheus(namespace: pulumi.Input[str], settings: MonitoringSettings, opts: pulumi.ResourceOptions) -> Part:
    """One pod with a volume. It finds its targets by itself, and alone may ask everybody for metrics."""
    return Part(
        NAME,
        PartArgs(
            namespace=namespace,
            image=IMAGE,
            command=[
                "/bin/prometheus",
                f"--config.file={CONFIGURATION}/prometheus.yml",
                f"--storage.tsdb.path={DATA}",
                f"--storage.tsdb.retention.time={settings.retention_days}d",
                f"--storage.tsdb.retention.size={settings.storage_gib * 1024 * 4 // 5}MB",
                "--enable-feature=exemplar-storage",
            ],
            ports={METRICS: PORT},
            ready="/-/ready",
            live="/-/healthy",
            cpu="50m",
            memory=settings.memory,
            volume=Volume(DATA, f"{settings.storage_gib}Gi"),
            configuration={"prometheus.yml": yaml.safe_dump(configuration(pulumi.get_stack())), **rules()},
            rights=RIGHTS,
            callers=[*pods_of(MONITORING), *pods_of(NAMESPACE, gate.NAME)],
            calls=[
                networking.NetworkPolicyEgressRuleArgs(
                    to=[networking.NetworkPolicyPeerArgs(namespace_selector=meta.LabelSelectorArgs())]
                ),
                dns(),
                # The API and the kubelets are no pods; their addresses are the platform's.
                networking.NetworkPolicyEgressRuleArgs(ports=ports(443, 6443, 10250)),
            ],
        ),
        opts,
    )


def rules() -> dict[str, str]:
    """Name to text of every file of rules."""
    return {file.name: file.read_text() for file in sorted(RULES.glob("*.yaml"))}


def alerts() -> list[str]:
    """Names of all alerts in the rules."""
    groups = [group for text in rules().values() for group in yaml.safe_load(text)["groups"]]
    return [rule["alert"] for group in groups for rule in group["rules"] if "alert" in rule]


def configuration(environment: str) -> dict[str, Any]:
    """``prometheus.yml``."""
    return {
        "global": {
            "scrape_interval": INTERVAL,
            "evaluation_interval": INTERVAL,
            "external_labels": {"environment": environment},
        },
        "rule_files": [f"{CONFIGURATION}/{name}" for name in rules()],
        "alerting": {
            "alertmanagers": [{"static_configs": [{"targets": [f"{alertmanager.NAME}:{alertmanager.PORT}"]}]}]
        },
        "scrape_configs": [
            _pods(),
            _state(),
            _nodes("kubelet", "/metrics"),
            _nodes("cadvisor", "/metrics/cadvisor"),
            _api(),
        ],
    }


def _pods() -> dict[str, Any]:
    """Every pod with a port called ``metrics``, whoever it belongs to."""
    return {
        "job_name": "pods",
        "kubernetes_sd_configs": [{"role": "pod"}],
        "relabel_configs": [
            _keep("__meta_kubernetes_pod_container_port_name", METRICS),
            _keep("__meta_kubernetes_pod_phase", "Running"),
            # On the node's own network a pod is out of the reach that the network policy gives.
            {
                "source_labels": ["__meta_kubernetes_pod_ip"],
                "target_label": "__meta_kubernetes_pod_host_ip",
                "action": "dropequal",
            },
            # Its metrics name the objects that they are about: a job of its own keeps those names.
            {**_keep("__meta_kubernetes_pod_label_app_kubernetes_io_name", exporters.STATE), "action": "drop"},
            _label("__meta_kubernetes_namespace", "namespace"),
            _label("__meta_kubernetes_pod_name", "pod"),
            _label("__meta_kubernetes_pod_container_name", "container"),
            _label("__meta_kubernetes_pod_label_app_kubernetes_io_name", "service"),
            _label("__meta_kubernetes_pod_node_name", "node"),
        ],
    }


def _state() -> dict[str, Any]:
    return {
        "job_name": exporters.STATE,
        "honor_labels": True,
        "static_configs": [{"targets": [f"{exporters.STATE}:{exporters.STATE_PORT}"]}],
    }


def _nodes(job: str, path: str) -> dict[str, Any]:
    return {
        "job_name": job,
        "metrics_path": path,
        "kubernetes_sd_configs": [{"role": "node"}],
        **_signed_in(),
        "relabel_configs": [_label("__meta_kubernetes_node_name", "node")],
        "metric_relabel_configs": [_keep("__name__", KEPT[job])],
    }


def _api() -> dict[str, Any]:
    return {
        "job_name": "apiserver",
        "scrape_interval": "60s",
        "static_configs": [{"targets": ["kubernetes.default.svc:443"]}],
        **_signed_in(),
        "metric_relabel_configs": [_keep("__name__", KEPT["apiserver"])],
    }


def _signed_in() -> dict[str, Any]:
    return {
        "scheme": "https",
        "authorization": {"credentials_file": f"{TOKEN}/token"},
        "tls_config": {"ca_file": f"{TOKEN}/ca.crt"},
    }


def _keep(source: str, regex: str) -> dict[str, Any]:
    return {"source_labels": [source], "regex": regex, "action": "keep"}


def _label(source: str, target: str) -> dict[str, Any]:
    return {"source_labels": [source], "target_label": target}
