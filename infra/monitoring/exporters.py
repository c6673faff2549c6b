"""What tells Prometheus about the nodes, the cluster's objects and the data stores."""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_kubernetes as k8s
from pulumi_kubernetes.networking import v1 as networking

from infra.lexfix import pod
from infra.lexfix.network import STORE_PORTS, dns, ports
from infra.monitoring.part import METRICS, Part, PartArgs
from infra.platform import DataStores

STATE = "kube-state-metrics"
STATE_PORT = 8080
STATE_IMAGE = "registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.18.0"
NODE_IMAGE = "prom/node-exporter:v1.12.1"
POSTGRES_IMAGE = "prometheuscommunity/postgres-exporter:v0.17.1"
REDIS_IMAGE = "oliver006/redis_exporter:v1.74.0"
MONGODB_IMAGE = "percona/mongodb_exporter:0.43.1"

DISK = "/node"
"""An empty volume: its free space is that of the node's disk."""
COLLECTORS = ("cpu", "diskstats", "filesystem", "loadavg", "meminfo", "stat", "uname", "vmstat")

WATCHED = {
    "": ("nodes", "persistentvolumeclaims", "pods"),
    "apps": ("daemonsets", "deployments", "replicasets", "statefulsets"),
    "autoscaling": ("horizontalpodautoscalers",),
    "batch": ("jobs",),
}
"""API group to the kinds that kube-state-metrics counts: no Secret, no ConfigMap."""


def cluster_exporters(namespace: pulumi.Input[str], opts: pulumi.ResourceOptions) -> None:
    """kube-state-metrics, and node-exporter on every node."""
    kinds = sorted(kind for group in WATCHED.values() for kind in group)
    Part(
        STATE,
        PartArgs(
            namespace=namespace,
            image=STATE_IMAGE,
            command=["/kube-state-metrics", f"--port={STATE_PORT}", f"--resources={','.join(kinds)}"],
            ports={METRICS: STATE_PORT},
            ready="/healthz",
            live="/livez",
            memory="64Mi",
            rights=[_listing(group, *kinds) for group, kinds in WATCHED.items()],
            # The API is no pod; its address is the platform's.
            calls=[dns(), networking.NetworkPolicyEgressRuleArgs(ports=ports(443, 6443))],
        ),
        opts,
    )
    Part(
        "node-exporter",
        PartArgs(
            namespace=namespace,
            image=NODE_IMAGE,
            # Without the node's own file systems and network: /proc tells every pod the node's load, memory and disks.
            command=[
                "/bin/node_exporter",
                "--collector.disable-defaults",
                *(f"--collector.{collector}" for collector in COLLECTORS),
                "--collector.filesystem.mount-points-exclude=^/(dev|etc|proc|run|sys)($|/)",
            ],
            ports={METRICS: 9100},
            ready="/",
            live="/",
            memory="32Mi",
            every_node=True,
            scratch=[DISK],
        ),
        opts,
    )


def _listing(group: str, *kinds: str) -> dict[str, Any]:
    return {"api_groups": [group], "resources": list(kinds), "verbs": ["list", "watch"]}


def store_exporters(namespace: pulumi.Input[str], stores: DataStores, opts: pulumi.ResourceOptions) -> None:
    """One per store; each signs in as LexFix does."""
    authority = _authority(namespace, stores, opts)
    calls = [dns(), networking.NetworkPolicyEgressRuleArgs(to=list(stores.peers), ports=ports(*STORE_PORTS))]

    def exporter(name: str, image: str, command: list[str], port: int, **secrets: pulumi.Input[str]) -> None:
        Part(
            name,
            PartArgs(
                namespace=namespace,
                image=image,
                command=command,
                ports={METRICS: port},
                ready="/",
                live="/",
                memory="32Mi",
                # Where the URL says nothing about TLS, the store has none.
                environment={"PGSSLMODE": "disable"} if "DATA_SOURCE_NAME" in secrets else {},
                secrets=secrets,
                certificate_authority=authority,
                calls=calls,
            ),
            pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=list(stores.ready))),
        )

    exporter("postgres-exporter", POSTGRES_IMAGE, ["/bin/postgres_exporter"], 9187, DATA_SOURCE_NAME=stores.postgres)
    exporter("redis-exporter", REDIS_IMAGE, ["/redis_exporter"], 9121, REDIS_ADDR=stores.redis)
    # Sizes alone: DocumentDB and FerretDB do not answer MongoDB's diagnostic commands.
    exporter(
        "mongodb-exporter",
        MONGODB_IMAGE,
        ["/mongodb_exporter", "--collector.dbstats"],
        9216,
        MONGODB_URI=stores.mongodb,
    )


def _authority(
    namespace: pulumi.Input[str], stores: DataStores, opts: pulumi.ResourceOptions
) -> pulumi.Output[str] | None:
    if stores.certificate_authority is None:
        return None
    config_map = k8s.core.v1.ConfigMap(
        "monitoring-stores",
        metadata=k8s.meta.v1.ObjectMetaArgs(namespace=namespace, labels=pod.labels("stores")),
        data=pod.certificate_data(stores.certificate_authority),
        immutable=True,
        opts=opts,
    )
    return config_map.metadata.name
