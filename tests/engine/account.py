"""What is in the account, asked of moto through boto3; what moto lacks, of the stand-in's own store."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.standins.aws.calls import client
from tests.standins.aws.shelf import ShelfStore

HOME, ELSEWHERE = REGIONS = ("eu-central-1", "eu-west-1")
"""Where LexFix runs, and where its backups are copied to."""
Thing = dict[str, Any]

_KINDS: dict[str, tuple[str, str, str, str]] = {
    "address": ("ec2", "describe_addresses", "Addresses", "AllocationId"),
    "flow log": ("ec2", "describe_flow_logs", "FlowLogs", "FlowLogId"),
    "launch template": ("ec2", "describe_launch_templates", "LaunchTemplates", "LaunchTemplateId"),
    "nat gateway": ("ec2", "describe_nat_gateways", "NatGateways", "NatGatewayId"),
    "security group": ("ec2", "describe_security_groups", "SecurityGroups", "GroupId"),
    "subnet": ("ec2", "describe_subnets", "Subnets", "SubnetId"),
    "vpc": ("ec2", "describe_vpcs", "Vpcs", "VpcId"),
    "vpc endpoint": ("ec2", "describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointId"),
    "repository": ("ecr", "describe_repositories", "repositories", "repositoryName"),
    "database instance": ("rds", "describe_db_instances", "DBInstances", "DBInstanceIdentifier"),
    "document cluster": ("rds", "describe_db_clusters", "DBClusters", "DBClusterIdentifier"),
    "cache": ("elasticache", "describe_replication_groups", "ReplicationGroups", "ReplicationGroupId"),
    "load balancer": ("elbv2", "describe_load_balancers", "LoadBalancers", "LoadBalancerArn"),
    "target group": ("elbv2", "describe_target_groups", "TargetGroups", "TargetGroupName"),
    "certificate": ("acm", "list_certificates", "CertificateSummaryList", "CertificateArn"),
    "alarm": ("cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
    "bucket": ("s3", "list_buckets", "Buckets", "Name"),
    "log group": ("logs", "describe_log_groups", "logGroups", "logGroupName"),
    "topic": ("sns", "list_topics", "Topics", "TopicArn"),
    "secret": ("secretsmanager", "list_secrets", "SecretList", "Name"),
    "vault": ("backup", "list_backup_vaults", "BackupVaultList", "BackupVaultName"),
    "backup plan": ("backup", "list_backup_plans", "BackupPlansList", "BackupPlanName"),
}
"""Kind to service, operation, where its answer holds the things, and the member that names one."""

_AWSS: Mapping[str, Any] = {
    "vpc": lambda vpc: vpc["IsDefault"],
    "subnet": lambda subnet: subnet["DefaultForAz"],
    "security group": lambda group: group["GroupName"] == "default",
    "nat gateway": lambda gateway: gateway["State"] == "deleted",
    "vpc endpoint": lambda endpoint: endpoint["State"] == "deleted",
    "cache": lambda cache: cache["Status"] == "deleting",
    "secret": lambda secret: "DeletedDate" in secret,
}
"""What comes with every account, or waits for its end."""


_TAGS = {"Tags", "TagList", "tags"}
_NAMES = {kind: name for kind, (_, _, _, name) in _KINDS.items()} | {"cluster": "name"}


_clients = functools.cache(client)


@dataclass(frozen=True)
class Photograph:
    """Everything there was at one moment, by kind and region."""

    things: Mapping[tuple[str, str], list[Thing]]
    shelved: Mapping[str, int]
    """How many things of each kind the stand-in's own store held."""
    ec2_tags: Mapping[str, dict[str, str]]
    """Id to tags; EC2 tells them all in one answer."""

    def all(self, kind: str, region: str = HOME) -> list[Thing]:
        return self.things[kind, region]

    def one(self, kind: str, region: str = HOME) -> Thing:
        [thing] = self.things[kind, region]
        return thing

    def tags(self) -> dict[tuple[str, str], dict[str, str]]:
        """Kind and name to tags, where the description tells them; EKS's own security group has none of ours."""
        return {
            (kind, thing[name]): _tags(thing) | self.ec2_tags.get(thing[name], {})
            for (kind, _), found in self.things.items()
            for thing in found
            if (name := _NAMES.get(kind)) and (_TAGS & thing.keys() or _service(kind) == "ec2")
            if not str(thing.get("GroupName")).startswith("eks-cluster-sg-")
        }

    def inventory(self) -> dict[str, int]:
        """How many there were of each kind; kinds of which there was nothing are left out."""
        counts: dict[str, int] = {}
        for (kind, _), found in self.things.items():
            counts[kind] = counts.get(kind, 0) + len(found)
        return {kind: count for kind, count in {**counts, **self.shelved}.items() if count}


@dataclass(frozen=True)
class Account:
    """moto's account."""

    endpoint: str
    shelf: str

    def photograph(self) -> Photograph:
        things = {(kind, region): self._all(kind, region) for kind in _KINDS for region in REGIONS}
        things |= {("key", region): self._keys(region) for region in REGIONS}
        things |= {("cluster", HOME): self._clusters(), ("role", HOME): self._roles(), ("image", HOME): self._images()}
        pages = _clients("ec2", HOME, self.endpoint).get_paginator("describe_tags").paginate()
        ec2_tags: dict[str, dict[str, str]] = {}
        for tag in (tag for page in pages for tag in page["Tags"]):
            ec2_tags.setdefault(tag["ResourceId"], {})[tag["Key"]] = tag["Value"]
        return Photograph(things, ShelfStore(self.shelf).entities(), ec2_tags)

    def passwords(self) -> set[str]:
        """What the secrets in Secrets Manager hold as passwords."""
        secrets = _clients("secretsmanager", HOME, self.endpoint)
        names = [secret["Name"] for secret in secrets.list_secrets()["SecretList"]]
        return {json.loads(secrets.get_secret_value(SecretId=name)["SecretString"])["password"] for name in names}

    def _all(self, kind: str, region: str) -> list[Thing]:
        service, operation, member, _ = _KINDS[kind]
        found: list[Thing] = getattr(_clients(service, region, self.endpoint), operation)()[member]
        return [thing for thing in found if kind not in _AWSS or not _AWSS[kind](thing)]

    def _keys(self, region: str) -> list[Thing]:
        """KMS keys in use, with ``Rotates``; AWS's own and those that wait for their end are left out."""
        kms = _clients("kms", region, self.endpoint)
        found = [kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"] for key in kms.list_keys()["Keys"]]
        return [
            key | {"Rotates": kms.get_key_rotation_status(KeyId=key["KeyId"])["KeyRotationEnabled"]}
            for key in found
            if key["KeyState"] == "Enabled" and key["KeyManager"] == "CUSTOMER"
        ]

    def _clusters(self) -> list[Thing]:
        eks = _clients("eks", HOME, self.endpoint)
        return [eks.describe_cluster(name=name)["cluster"] for name in eks.list_clusters()["clusters"]]

    def _roles(self) -> list[Thing]:
        found: list[Thing] = _clients("iam", HOME, self.endpoint).list_roles()["Roles"]
        return [role for role in found if not role["Path"].startswith("/aws-service-role/")]

    def _images(self) -> list[Thing]:
        ecr = _clients("ecr", HOME, self.endpoint)
        names = [repository["repositoryName"] for repository in ecr.describe_repositories()["repositories"]]
        return [image for name in names for image in ecr.describe_images(repositoryName=name)["imageDetails"]]


def _service(kind: str) -> str:
    return _KINDS[kind][0] if kind in _KINDS else ""


def _tags(thing: Thing) -> dict[str, str]:
    tags = next((thing[member] for member in _TAGS if member in thing), {})
    return dict(tags) if isinstance(tags, dict) else {tag["Key"]: tag["Value"] for tag in tags}
