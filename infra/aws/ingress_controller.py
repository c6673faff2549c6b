"""F5's NGINX Ingress Controller behind the load balancer's node ports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_kubernetes as k8s

from infra.api_token import token_mount, token_volume
from infra.aws.internal_tls import InternalTls, InternalTlsArgs
from infra.aws.load_balancer import NodePorts
from infra.aws.versions import NGINX_INGRESS
from infra.lexfix.namespace import namespace
from infra.pinned import pinned
from infra.rbac import cluster_role, namespace_role

NAMESPACE = "nginx-ingress"
INGRESS_CLASS = "nginx"
LABELS = {"app.kubernetes.io/name": "nginx-ingress"}
CONFIG_MAP = "nginx-config"
READ = ["get", "list", "watch"]

DRAIN_SECONDS = 30
"""A node leaves the load balancer after two failed checks 10 s apart; a stopping controller serves until then."""

CLUSTER_RULES: list[dict[str, Any]] = [
    {"api_groups": ["networking.k8s.io"], "resources": ["ingresses", "ingressclasses"], "verbs": READ},
    {"api_groups": ["networking.k8s.io"], "resources": ["ingresses/status"], "verbs": ["update"]},
    {"api_groups": ["discovery.k8s.io"], "resources": ["endpointslices"], "verbs": READ},
    {"api_groups": [""], "resources": ["services", "pods", "namespaces"], "verbs": READ},
    {"api_groups": [""], "resources": ["events"], "verbs": ["create", "patch", "list"]},
]
"""Across the cluster: routes and their endpoints. No Secret, and nothing written but an Ingress's status and events."""

NAMESPACE_RULES: list[dict[str, Any]] = [
    {"api_groups": [""], "resources": ["configmaps", "secrets"], "verbs": READ},
    {"api_groups": [""], "resources": ["pods"], "verbs": ["update"]},
    {"api_groups": ["apps"], "resources": ["replicasets"], "verbs": ["get"]},
    {"api_groups": ["coordination.k8s.io"], "resources": ["leases"], "verbs": [*READ, "create", "update"]},
]
"""In its own namespace: its configuration, its certificate, its leader election."""


@dataclass(frozen=True)
class IngressControllerArgs:
    """What it serves."""

    hostname: str
    replicas: int
    ports: NodePorts


class IngressController(pulumi.ComponentResource):
    """The ingress class ``nginx``. It ends the load balancer's TLS, sends plain HTTP to HTTPS and routes by host.

    It learns the client's address because the Service keeps traffic on the node that it reached.
    """

    ready: list[pulumi.Resource]
    """Deployment and Service: an Ingress gets its address only after them."""

    def __init__(self, name: str, args: IngressControllerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:aws:IngressController", name, None, opts)
        self._name, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        # Restricted: the profile admits NET_BIND_SERVICE, which ports 80 and 443 take.
        self._namespace = namespace(self, NAMESPACE).metadata.name.apply(str)
        account = k8s.core.v1.ServiceAccount(
            f"{name}-account", metadata=self._meta(NAMESPACE), automount_service_account_token=False, opts=self._child
        )
        cluster_role(name, account, CLUSTER_RULES, self._child)
        namespace_role(name, account, NAMESPACE_RULES, self._child)
        k8s.networking.v1.IngressClass(
            f"{name}-class",
            metadata={"name": INGRESS_CLASS},
            spec={"controller": "nginx.org/ingress-controller"},
            opts=self._child,
        )
        config = self._create_config()
        certificate = InternalTls(name, InternalTlsArgs(self._namespace, args.hostname), self._child)
        deployment = self._create_deployment(account, certificate, config)
        self.ready = [deployment, self._create_service()]
        k8s.policy.v1.PodDisruptionBudget(
            f"{name}-budget",
            metadata=self._meta(NAMESPACE),
            spec={"max_unavailable": 1, "selector": {"match_labels": LABELS}},
            opts=self._child,
        )
        self.register_outputs({})

    def _meta(self, name: str) -> dict[str, Any]:
        return {"name": name, "namespace": self._namespace, "labels": LABELS}

    def _create_config(self) -> k8s.core.v1.ConfigMap:
        return k8s.core.v1.ConfigMap(
            f"{self._name}-config",
            metadata=self._meta(CONFIG_MAP),
            data={
                # What an Ingress's status says: the name that learners use, not a node's address.
                "external-status-address": self._args.hostname,
                "ssl-protocols": "TLSv1.2 TLSv1.3",
                "http2": "True",
                "log-format-escaping": "json",
                "worker-shutdown-timeout": "60s",
            },
            opts=self._child,
        )

    def _create_service(self) -> k8s.core.v1.Service:
        ports = self._args.ports
        return k8s.core.v1.Service(
            f"{self._name}-service",
            metadata=self._meta(NAMESPACE),
            spec={
                "type": "NodePort",
                # Keeps the client's address, and fails the health check of nodes without a controller.
                "external_traffic_policy": "Local",
                "selector": LABELS,
                "ports": [
                    {"name": "http", "port": 80, "target_port": "http", "node_port": ports.http},
                    {"name": "https", "port": 443, "target_port": "https", "node_port": ports.https},
                    {"name": "health", "port": 8081, "target_port": "health", "node_port": ports.health},
                ],
            },
            opts=self._child,
        )

    def _create_deployment(
        self, account: k8s.core.v1.ServiceAccount, certificate: InternalTls, config: k8s.core.v1.ConfigMap
    ) -> k8s.apps.v1.Deployment:
        return k8s.apps.v1.Deployment(
            f"{self._name}-deployment",
            metadata=self._meta(NAMESPACE),
            spec={
                "replicas": self._args.replicas,
                "selector": {"match_labels": LABELS},
                "strategy": {"type": "RollingUpdate", "rolling_update": {"max_unavailable": 0, "max_surge": 1}},
                "template": {
                    "metadata": {"labels": LABELS},
                    "spec": {
                        "service_account_name": account.metadata.name.apply(str),
                        "automount_service_account_token": False,
                        "termination_grace_period_seconds": DRAIN_SECONDS + 60,
                        "security_context": {
                            "run_as_non_root": True,
                            "run_as_user": 101,
                            "run_as_group": 101,
                            "fs_group": 101,
                            "seccomp_profile": {"type": "RuntimeDefault"},
                        },
                        "topology_spread_constraints": [
                            {
                                "max_skew": 1,
                                "topology_key": key,
                                "when_unsatisfiable": "ScheduleAnyway",
                                "label_selector": {"match_labels": LABELS},
                            }
                            for key in ("topology.kubernetes.io/zone", "kubernetes.io/hostname")
                        ],
                        **_containers(pinned(NGINX_INGRESS, self), certificate.secret_name),
                    },
                },
            },
            opts=pulumi.ResourceOptions(parent=self, depends_on=[config]),
        )


def _containers(image: pulumi.Output[str], secret_name: pulumi.Output[str]) -> dict[str, Any]:
    """The controller with a read-only root: a copy of the image's ``/etc/nginx`` is made writable first."""
    folders = {
        "nginx-etc": "/etc/nginx",
        "nginx-cache": "/var/cache/nginx",
        "nginx-lib": "/var/lib/nginx",
        "nginx-log": "/var/log/nginx",
    }
    locked = {
        "allow_privilege_escalation": False,
        "read_only_root_filesystem": True,
        "run_as_non_root": True,
        "run_as_user": 101,
    }
    tls_secret = pulumi.Output.format("$(POD_NAMESPACE)/{0}", secret_name)
    return {
        "volumes": [token_volume(), *({"name": volume, "empty_dir": {}} for volume in folders)],
        "init_containers": [
            {
                "name": "copy-configuration",
                "image": image,
                "command": ["cp", "-vdR", "/etc/nginx/.", "/mnt/etc"],
                "security_context": {**locked, "capabilities": {"drop": ["ALL"]}},
                "resources": {"requests": {"cpu": "50m", "memory": "32Mi"}, "limits": {"memory": "64Mi"}},
                "volume_mounts": [{"name": "nginx-etc", "mount_path": "/mnt/etc"}],
            }
        ],
        "containers": [
            {
                "name": "nginx-ingress",
                "image": image,
                "args": [
                    f"-nginx-configmaps=$(POD_NAMESPACE)/{CONFIG_MAP}",
                    f"-ingress-class={INGRESS_CLASS}",
                    "-enable-custom-resources=false",
                    # Certificates come from this namespace only, so no other namespace's Secrets need to be readable.
                    f"-watch-secret-namespace={NAMESPACE}",
                    pulumi.Output.concat("-default-server-tls-secret=", tls_secret),
                    pulumi.Output.concat("-wildcard-tls-secret=", tls_secret),
                    "-report-ingress-status",
                    "-enable-prometheus-metrics",
                    "-enable-latency-metrics",
                    "-enable-telemetry-reporting=false",
                ],
                "env": [
                    {"name": name, "value_from": {"field_ref": {"field_path": path}}}
                    for name, path in (("POD_NAMESPACE", "metadata.namespace"), ("POD_NAME", "metadata.name"))
                ],
                "ports": [
                    {"name": "http", "container_port": 80},
                    {"name": "https", "container_port": 443},
                    {"name": "health", "container_port": 8081},
                    {"name": "metrics", "container_port": 9113},
                ],
                "readiness_probe": {"http_get": {"path": "/nginx-ready", "port": "health"}, "period_seconds": 2},
                "liveness_probe": {
                    "http_get": {"path": "/nginx-ready", "port": "health"},
                    "initial_delay_seconds": 30,
                    "period_seconds": 10,
                    "failure_threshold": 6,
                },
                "lifecycle": {"pre_stop": {"sleep": {"seconds": DRAIN_SECONDS}}},
                "resources": {
                    "requests": {"cpu": "200m", "memory": "256Mi"},
                    "limits": {"cpu": "1", "memory": "512Mi"},
                },
                "security_context": {**locked, "capabilities": {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}},
                "volume_mounts": [
                    token_mount(),
                    *({"name": volume, "mount_path": path} for volume, path in folders.items()),
                ],
            }
        ],
    }
