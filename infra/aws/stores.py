"""What PostgreSQL, documents and cache have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pulumi
import pulumi_aws as aws

from infra.aws.tags import PROJECT, tags

CERTIFICATE_AUTHORITY = "rds-ca-rsa2048-g1"
"""Signs the certificates of RDS and DocumentDB; ``certificate_authorities/<region>.pem`` holds it."""

# Hours of the night in central Europe; the stores' own snapshots come before AWS Backup's at 03:00 (backup.py).
BACKUP_WINDOW = "00:30-01:30"
MAINTENANCE_WINDOW = "sun:01:45-sun:02:45"


def certificate_authority(region: str) -> str:
    """PEM bundle that signs the certificates of RDS and DocumentDB in a region.

    Raises ``pulumi.RunError`` if the bundle of the region is not committed.
    """
    path = Path(__file__).parent / "certificate_authorities" / f"{region}.pem"
    if not path.is_file():
        source = f"https://truststore.pki.rds.amazonaws.com/{region}/{region}-bundle.pem"
        raise pulumi.RunError(f"The certificate authority of {region} is missing: save {source} as {path}")
    return path.read_text()


@dataclass(frozen=True)
class StorePlace:
    """Where a data store lives and who may use it."""

    environment: str
    vpc_id: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]
    """Database subnets."""
    workload_group_id: pulumi.Input[str]
    """Security group of the nodes and pods."""
    key_arn: pulumi.Input[str]
    log_key_arn: pulumi.Input[str]
    log_days: int


def store_id(place: StorePlace, component: str) -> str:
    """Identifier of a store in AWS.

    It is fixed: a change that would replace the store stops at the taken name instead of leaving the data behind.
    """
    return f"{PROJECT}-{place.environment}-{component}"


def log_groups(
    name: str, place: StorePlace, component: str, paths: Sequence[str], opts: pulumi.ResourceOptions
) -> list[pulumi.Resource]:
    """The log groups that the store writes to. AWS would make them without our key and keep them for ever."""
    return [
        aws.cloudwatch.LogGroup(
            f"{name}-log-{path.rpartition('/')[2]}",
            name=path,
            retention_in_days=place.log_days,
            kms_key_id=place.log_key_arn,
            tags=tags(place.environment, component),
            opts=opts,
        )
        for path in paths
    ]
