"""PostgreSQL on RDS."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.aws.credentials import Credentials, CredentialsArgs
from infra.aws.firewall import Firewall, FirewallArgs
from infra.aws.metrics import Direction, Threshold
from infra.aws.sizes import PostgresSize
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

PORT = 5432
GIB = 1024**3
LOGS = ("postgresql", "upgrade")


@dataclass(frozen=True)
class PostgresArgs:
    """How large and where."""

    size: PostgresSize
    place: StorePlace


class Postgres(pulumi.ComponentResource):
    """PostgreSQL 17: encrypted, TLS only, reachable from the workloads alone, with point-in-time recovery.

    ``url`` is a Pulumi secret. With ``deletion_protection`` neither AWS nor Pulumi deletes it.
    """

    url: pulumi.Output[str]
    arn: pulumi.Output[str]
    instance: aws.rds.Instance
    thresholds: list[Threshold]

    def __init__(self, name: str, args: PostgresArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:aws:Postgres", name, None, opts)
        self._name, self._size, self._place = name, args.size, args.place
        self._child = pulumi.ResourceOptions(parent=self)
        self._tags = tags(args.place.environment, "postgres")
        credentials = Credentials(
            name,
            CredentialsArgs(
                environment=args.place.environment,
                component="postgres",
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
                component="postgres",
                vpc_id=args.place.vpc_id,
                port=PORT,
                source_group_id=args.place.workload_group_id,
            ),
            self._child,
        )
        self.instance = self._create_instance(credentials, firewall, self._create_parameters())
        self.arn = self.instance.arn
        self.url = pulumi.Output.secret(
            pulumi.Output.format(
                "postgresql://{0}:{1}@{2}:{3}/lexfix?sslmode=verify-full&sslrootcert={4}",
                credentials.username,
                credentials.password,
                self.instance.address,
                PORT,
                CERTIFICATE_AUTHORITY_FILE,
            )
        )
        self.thresholds = self._thresholds()
        self.register_outputs({"url": self.url})

    def _create_parameters(self) -> aws.rds.ParameterGroup:
        parameters = {
            "rds.force_ssl": "1",
            "password_encryption": "scram-sha-256",
            "max_connections": str(self._size.max_connections),
            "log_connections": "1",
            "log_disconnections": "1",
            "log_min_duration_statement": "500",
            "idle_in_transaction_session_timeout": "60000",
        }
        static = {"max_connections"}
        return aws.rds.ParameterGroup(
            f"{self._name}-parameters",
            family="postgres17",
            description="TLS only, slow statements logged",
            parameters=[
                {"name": key, "value": value, "apply_method": "pending-reboot" if key in static else "immediate"}
                for key, value in parameters.items()
            ],
            tags=self._tags,
            opts=self._child,
        )

    def _create_instance(
        self, credentials: Credentials, firewall: Firewall, parameters: aws.rds.ParameterGroup
    ) -> aws.rds.Instance:
        subnets = aws.rds.SubnetGroup(
            f"{self._name}-subnets",
            description="Database subnets",
            subnet_ids=self._place.subnet_ids,
            tags=self._tags,
            opts=self._child,
        )
        identifier = store_id(self._place, "postgres")
        logs = log_groups(
            self._name,
            self._place,
            "postgres",
            [f"/aws/rds/instance/{identifier}/{log}" for log in LOGS],
            self._child,
        )
        return aws.rds.Instance(
            f"{self._name}-instance",
            identifier=identifier,
            engine="postgres",
            # The major version only: minor versions come in the maintenance window.
            engine_version="17",
            engine_lifecycle_support="open-source-rds-extended-support-disabled",
            auto_minor_version_upgrade=True,
            instance_class=self._size.instance_class,
            allocated_storage=self._size.storage_gib,
            max_allocated_storage=self._size.max_storage_gib,
            storage_type="gp3",
            storage_encrypted=True,
            kms_key_id=self._place.key_arn,
            db_name="lexfix",
            username=credentials.username,
            password_wo=credentials.password,
            password_wo_version=credentials.version,
            port=PORT,
            multi_az=self._size.multi_az,
            publicly_accessible=False,
            db_subnet_group_name=subnets.name,
            vpc_security_group_ids=[firewall.group_id],
            parameter_group_name=parameters.name,
            ca_cert_identifier=CERTIFICATE_AUTHORITY,
            backup_retention_period=self._size.backup_days,
            backup_window=BACKUP_WINDOW,
            maintenance_window=MAINTENANCE_WINDOW,
            copy_tags_to_snapshot=True,
            delete_automated_backups=not self._size.deletion_protection,
            deletion_protection=self._size.deletion_protection,
            skip_final_snapshot=not self._size.deletion_protection,
            # The subnet group's generated suffix keeps the name free if an environment is made and destroyed twice.
            final_snapshot_identifier=pulumi.Output.format("{0}-final", subnets.name),
            enabled_cloudwatch_logs_exports=list(LOGS),
            # Waiting for the maintenance window would leave pods with a password that is not in force.
            apply_immediately=True,
            tags=self._tags,
            opts=pulumi.ResourceOptions(parent=self, depends_on=logs, protect=self._size.deletion_protection),
        )

    def _thresholds(self) -> list[Threshold]:
        dimensions = {"DBInstanceIdentifier": self.instance.identifier}

        def threshold(label: str, meaning: str, metric: str, limit: float, *, below: bool = False) -> Threshold:
            direction: Direction = "below" if below else "above"
            return Threshold(f"postgres-{label}", meaning, "AWS/RDS", metric, dimensions, limit, direction)

        return [
            threshold("cpu", "PostgreSQL is short of CPU: look at slow statements", "CPUUtilization", 80),
            threshold(
                "storage",
                "PostgreSQL has less than a tenth of its storage left: raise max_storage_gib",
                "FreeStorageSpace",
                self._size.storage_gib * GIB / 10,
                below=True,
            ),
            threshold(
                "connections",
                "PostgreSQL is near max_connections: look for a leak, then raise it",
                "DatabaseConnections",
                self._size.max_connections * 0.8,
            ),
            threshold("memory", "PostgreSQL has under 256 MiB free", "FreeableMemory", GIB / 4, below=True),
            threshold("latency", "PostgreSQL's disk writes take over 50 ms", "WriteLatency", 0.05),
        ]
