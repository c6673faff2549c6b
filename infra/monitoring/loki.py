"""Loki: the logs of all pods, for a number of days."""

from __future__ import annotations

from typing import Any

import pulumi
import yaml
from pulumi_kubernetes.networking import v1 as networking

from infra.lexfix.network import dns, ports
from infra.monitoring.part import CONFIGURATION, METRICS, Part, PartArgs, Volume
from infra.monitoring.settings import MonitoringSettings
from infra.platform import LOG_ACCOUNT, LogBucket

NAME = LOG_ACCOUNT
PORT = 3100
IMAGE = "grafana/loki:3.7.8"
USER = 10001
DATA = "/loki"
POD_IDENTITY = "169.254.170.23/32"
"""Where EKS's agent on the node hands out the credentials of the pod's role."""


def loki(
    namespace: pulumi.Input[str], settings: MonitoringSettings, bucket: LogBucket | None, opts: pulumi.ResourceOptions
) -> Part:
    """One pod with a volume: all of the logs, or, where there is a bucket, what is on its way there."""
    after = pulumi.ResourceOptions(depends_on=list(bucket.ready) if bucket else [])
    text = pulumi.Output.from_input(bucket.name if bucket else "").apply(
        lambda name: yaml.safe_dump(configuration(settings.log_days, (name, bucket.region) if bucket else None))
    )
    return Part(
        NAME,
        PartArgs(
            namespace=namespace,
            image=IMAGE,
            command=["/usr/bin/loki", f"-config.file={CONFIGURATION}/loki.yaml"],
            ports={METRICS: PORT},
            ready="/ready",
            live="/loki/api/v1/status/buildinfo",
            cpu="25m",
            memory=settings.log_memory,
            user=USER,
            volume=Volume(DATA, f"{settings.log_storage_gib}Gi"),
            configuration={"loki.yaml": text},
            calls=_bucket_calls() if bucket else [],
        ),
        pulumi.ResourceOptions.merge(opts, after),
    )


def _bucket_calls() -> list[networking.NetworkPolicyEgressRuleArgs]:
    agent = networking.NetworkPolicyPeerArgs(ip_block=networking.IPBlockArgs(cidr=POD_IDENTITY))
    return [
        dns(),
        networking.NetworkPolicyEgressRuleArgs(to=[agent], ports=ports(80)),
        # S3's addresses are AWS's.
        networking.NetworkPolicyEgressRuleArgs(ports=ports(443)),
    ]


def configuration(days: int, bucket: tuple[str, str] | None) -> dict[str, Any]:
    """``loki.yaml``; ``bucket`` is a name and a region."""
    kind = "s3" if bucket else "filesystem"
    storage: dict[str, Any] = (
        {"s3": {"bucketnames": bucket[0], "region": bucket[1]}}
        if bucket
        else {"filesystem": {"chunks_directory": f"{DATA}/chunks", "rules_directory": f"{DATA}/rules"}}
    )
    return {
        "auth_enabled": False,
        "analytics": {"reporting_enabled": False},
        "server": {"http_listen_port": PORT, "log_level": "warn", "log_format": "json"},
        "common": {
            "path_prefix": DATA,
            "replication_factor": 1,
            # One pod talks to itself.
            "instance_addr": "127.0.0.1",
            "ring": {"kvstore": {"store": "inmemory"}},
            "storage": storage,
        },
        "schema_config": {
            "configs": [
                {
                    "from": "2026-01-01",
                    "store": "tsdb",
                    "object_store": kind,
                    "schema": "v13",
                    "index": {"prefix": "index_", "period": "24h"},
                }
            ]
        },
        "ingester": {
            "chunk_idle_period": "30m",
            "chunk_encoding": "snappy",
            # A line may be half as old when it arrives: a new collector reads the files from their beginning.
            "max_chunk_age": "6h",
        },
        "compactor": {
            "working_directory": f"{DATA}/compactor",
            "retention_enabled": True,
            "delete_request_store": kind,
        },
        "limits_config": {"retention_period": f"{days * 24}h"},
        # A chunk or a result that is kept in memory is memory that a query needs.
        "query_range": {"cache_results": False},
    }
