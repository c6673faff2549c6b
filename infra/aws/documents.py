"""MongoDB-compatible documents on DocumentDB: audit events and logs."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.aws.credentials import Credentials, CredentialsArgs
from infra.aws.firewall import Firewall, FirewallArgs
from infra.aws.metrics import Direction, Threshold
from infra.aws.sizes import DocumentsSize
from infra.aws.stores import (
    BACKUP_WINDOW,
    CERTIFICATE_AUTHORITY,
    MAINTENANCE_WINDOW,
    StorePlace,
    log_groups,
    store_id,
)
from infra.aws.tags import tags
from infra.platform import CERTIFICATE_AUTHORITY_FILE

PORT = 27017
LOGS = ("audit", "profiler")
MIB = 1024**2


@dataclass(frozen=True)
class DocumentsArgs:
    """How large and where."""

    size: DocumentsSize
    place: StorePlace


class Documents(pulumi.ComponentResource):
    """DocumentDB 5.0: encrypted, TLS only, audited, reachable from the workloads alone.

    DocumentDB keeps six copies of the data over three zones whatever ``instances`` is; two or more also fail over.
    """

    url: pulumi.Output[str]
    arn: pulumi.Output[str]
    cluster: aws.docdb.Cluster
    instances: list[aws.docdb.ClusterInstance]
    thresholds: list[Threshold]

    def __init__(self, name: str, args: DocumentsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:aws:Documents", name, None, opts)
        self._name, self._size, self._place = name, args.size, args.place
        self._child = pulumi.ResourceOptions(parent=self)
        self._tags = tags(args.place.environment, "documents")
        credentials = Credentials(
            name,
            CredentialsArgs(
                environment=args.place.environment,
                component="documents",
                username="lexfix",
                version=args.size.credentials_version,
                key_arn=args.place.key_arn,
                recovery_days=30 if args.size.deletion_protection else 7,
            ),
            self._child,
        )
        firewall = Firewall(
            name,
            FirewallArgs(
                environment=args.place.environment,
                component="documents",
                vpc_id=args.place.vpc_id,
                port=PORT,
                source_group_id=args.place.workload_group_id,
            ),
            self._child,
        )
        self.cluster = self._create_cluster(credentials, firewall, self._create_parameters())
        self.instances = [self._create_instance(index) for index in range(args.size.instances)]
        self.arn = self.cluster.arn
        # DocumentDB has no retryable writes; its users live in admin.
        self.url = pulumi.Output.secret(
            pulumi.Output.format(
                "mongodb://{0}:{1}@{2}:{3}/lexfix?authSource=admin&tls=true&tlsCAFile={4}"
                "&replicaSet=rs0&readPreference=primaryPreferred&retryWrites=false",
                credentials.username,
                credentials.password,
                self.cluster.endpoint,
                PORT,
                CERTIFICATE_AUTHORITY_FILE,
            )
        )
        self.thresholds = self._thresholds()
        self.register_outputs({"url": self.url})

    def _create_parameters(self) -> aws.docdb.ClusterParameterGroup:
        # TTL indexes expire audit events; profiling finds operations slower than 200 ms.
        parameters = {
            "tls": "enabled",
            "audit_logs": "enabled",
            "ttl_monitor": "enabled",
            "profiler": "enabled",
            "profiler_threshold_ms": "200",
        }
        return aws.docdb.ClusterParameterGroup(
            f"{self._name}-parameters",
            family="docdb5.0",
            description="TLS only, audited",
            parameters=[
                {"name": key, "value": value, "apply_method": "pending-reboot"} for key, value in parameters.items()
            ],
            tags=self._tags,
            opts=self._child,
        )

    def _create_cluster(
        self, credentials: Credentials, firewall: Firewall, parameters: aws.docdb.ClusterParameterGroup
    ) -> aws.docdb.Cluster:
        subnets = aws.docdb.SubnetGroup(
            f"{self._name}-subnets",
            description="Database subnets",
            subnet_ids=self._place.subnet_ids,
            tags=self._tags,
            opts=self._child,
        )
        identifier = store_id(self._place, "documents")
        logs = log_groups(
            self._name, self._place, "documents", [f"/aws/docdb/{identifier}/{log}" for log in LOGS], self._child
        )
        return aws.docdb.Cluster(
            f"{self._name}-cluster",
            cluster_identifier=identifier,
            engine="docdb",
            engine_version="5.0.0",
            port=PORT,
            master_username=credentials.username,
            master_password_wo=credentials.password,
            master_password_wo_version=credentials.version,
            storage_encrypted=True,
            kms_key_id=self._place.key_arn,
            db_subnet_group_name=subnets.name,
            vpc_security_group_ids=[firewall.group_id],
            db_cluster_parameter_group_name=parameters.name,
            backup_retention_period=self._size.backup_days,
            preferred_backup_window=BACKUP_WINDOW,
            preferred_maintenance_window=MAINTENANCE_WINDOW,
            deletion_protection=self._size.deletion_protection,
            skip_final_snapshot=not self._size.deletion_protection,
            final_snapshot_identifier=pulumi.Output.format("{0}-final", subnets.name),
            enabled_cloudwatch_logs_exports=list(LOGS),
            apply_immediately=True,
            tags=self._tags,
            opts=pulumi.ResourceOptions(parent=self, depends_on=logs, protect=self._size.deletion_protection),
        )

    def _create_instance(self, index: int) -> aws.docdb.ClusterInstance:
        return aws.docdb.ClusterInstance(
            f"{self._name}-instance-{index}",
            identifier=f"{store_id(self._place, 'documents')}-{index}",
            cluster_identifier=self.cluster.id,
            instance_class=self._size.instance_class,
            ca_cert_identifier=CERTIFICATE_AUTHORITY,
            auto_minor_version_upgrade=True,
            copy_tags_to_snapshot=True,
            preferred_maintenance_window=MAINTENANCE_WINDOW,
            tags=self._tags,
            opts=self._child,
        )

    def _thresholds(self) -> list[Threshold]:
        dimensions = {"DBClusterIdentifier": self.cluster.cluster_identifier}

        def threshold(label: str, meaning: str, metric: str, limit: float, *, below: bool = False) -> Threshold:
            direction: Direction = "below" if below else "above"
            return Threshold(f"documents-{label}", meaning, "AWS/DocDB", metric, dimensions, limit, direction)

        return [
            threshold("cpu", "DocumentDB is short of CPU: look at the profiler's log", "CPUUtilization", 80),
            threshold("connections", "DocumentDB has 400 connections: look for a leak", "DatabaseConnections", 400),
            threshold("memory", "DocumentDB has under 256 MiB free", "FreeableMemory", 256 * MIB, below=True),
            threshold("lag", "DocumentDB's replica is over 10 s behind", "DBClusterReplicaLagMaximum", 10_000),
            threshold(
                "storage", "DocumentDB passed 500 GiB: do audit events expire?", "VolumeBytesUsed", 500 * 1024 * MIB
            ),
        ]
