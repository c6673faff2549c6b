"""Redis-compatible cache on ElastiCache: sessions, synthesised speech, socket fan-out."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.aws.credentials import Credentials, CredentialsArgs
from infra.aws.firewall import Firewall, FirewallArgs
from infra.aws.metrics import Threshold
from infra.aws.sizes import CacheSize
from infra.aws.stores import BACKUP_WINDOW, MAINTENANCE_WINDOW, StorePlace, store_id
from infra.aws.tags import tags

PORT = 6379


@dataclass(frozen=True)
class CacheArgs:
    """How large and where."""

    size: CacheSize
    place: StorePlace


class Cache(pulumi.ComponentResource):
    """Valkey 7.2, which speaks Redis 7: TLS and a token required, encrypted, reachable from the workloads alone.

    Its certificate is signed by Amazon's public authority, which the images' own bundles know.
    """

    url: pulumi.Output[str]
    group: aws.elasticache.ReplicationGroup
    thresholds: list[Threshold]

    def __init__(self, name: str, args: CacheArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:aws:Cache", name, None, opts)
        self._name, self._size, self._place = name, args.size, args.place
        self._child = pulumi.ResourceOptions(parent=self)
        self._tags = tags(args.place.environment, "cache")
        credentials = Credentials(
            name,
            CredentialsArgs(
                environment=args.place.environment,
                component="cache",
                username="default",
                version=args.size.credentials_version,
                key_arn=args.place.key_arn,
                recovery_days=7,
            ),
            self._child,
        )
        firewall = Firewall(
            name,
            FirewallArgs(
                environment=args.place.environment,
                component="cache",
                vpc_id=args.place.vpc_id,
                port=PORT,
                source_group_id=args.place.workload_group_id,
            ),
            self._child,
        )
        self.group = self._create_group(credentials, firewall)
        self.url = pulumi.Output.secret(
            pulumi.Output.format(
                "rediss://:{0}@{1}:{2}/0", credentials.password, self.group.primary_endpoint_address, PORT
            )
        )
        self.thresholds = self._thresholds()
        self.register_outputs({"url": self.url})

    def _create_group(self, credentials: Credentials, firewall: Firewall) -> aws.elasticache.ReplicationGroup:
        subnets = aws.elasticache.SubnetGroup(
            f"{self._name}-subnets",
            description="Database subnets",
            subnet_ids=self._place.subnet_ids,
            tags=self._tags,
            opts=self._child,
        )
        parameters = aws.elasticache.ParameterGroup(
            f"{self._name}-parameters",
            family="valkey7",
            description="Sessions are evicted last: they are the keys in use",
            parameters=[{"name": "maxmemory-policy", "value": "volatile-lru"}, {"name": "timeout", "value": "900"}],
            tags=self._tags,
            opts=self._child,
        )
        several = self._size.nodes > 1
        return aws.elasticache.ReplicationGroup(
            f"{self._name}-group",
            replication_group_id=store_id(self._place, "cache"),
            description=f"LexFix {self._place.environment}: sessions and cache",
            engine="valkey",
            engine_version="7.2",
            auto_minor_version_upgrade=True,
            node_type=self._size.node_type,
            num_cache_clusters=self._size.nodes,
            automatic_failover_enabled=several,
            multi_az_enabled=several,
            port=PORT,
            subnet_group_name=subnets.name,
            security_group_ids=[firewall.group_id],
            parameter_group_name=parameters.name,
            at_rest_encryption_enabled=True,
            kms_key_id=self._place.key_arn,
            transit_encryption_enabled=True,
            transit_encryption_mode="required",
            auth_token_wo=credentials.password,
            auth_token_wo_version=credentials.version,
            # The former token stays valid beside the new one until the next rotation: no request fails in between.
            auth_token_update_strategy="ROTATE",  # noqa: S106 - a strategy, not a token
            snapshot_retention_limit=self._size.backup_days,
            snapshot_window=BACKUP_WINDOW,
            maintenance_window=MAINTENANCE_WINDOW,
            apply_immediately=True,
            tags=self._tags,
            opts=self._child,
        )

    def _thresholds(self) -> list[Threshold]:
        """Per node: after a failover any of them may be the primary."""
        return [threshold for index in range(self._size.nodes) for threshold in self._node_thresholds(index + 1)]

    def _node_thresholds(self, number: int) -> list[Threshold]:
        dimensions = {"CacheClusterId": pulumi.Output.format("{0}-00{1}", self.group.replication_group_id, number)}

        def threshold(label: str, meaning: str, metric: str, limit: float) -> Threshold:
            return Threshold(f"cache-{number}-{label}", meaning, "AWS/ElastiCache", metric, dimensions, limit)

        return [
            threshold("cpu", "The cache's engine is short of CPU: take a larger node type", "EngineCPUUtilization", 80),
            threshold("memory", "The cache is nearly full: take a larger type", "DatabaseMemoryUsagePercentage", 80),
            threshold("connections", "The cache has 5,000 connections: look for a leak", "CurrConnections", 5_000),
            threshold("lag", "The cache's replica is over 5 s behind", "ReplicationLag", 5),
        ]
