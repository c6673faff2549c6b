"""How each service tags what exists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jmespath  # type: ignore[import-untyped]

from tests.standins.aws.calls import Aws
from tests.standins.aws.resource import Call, Props
from tests.standins.aws.shelf import SHELVES
from tests.standins.aws.template import render


@dataclass(frozen=True)
class Tags:
    """A service's calls. Templates see ``$pairs``, ``$map``, ``$keys`` and ``$keyed``, and KMS's ``$kms``."""

    service: str
    add: Call
    remove: Call
    tell: Call | None = None
    listed: str = "Tags"
    """JMESPath to the tags, a map or pairs."""

    def change(self, aws: Aws, state: Props, tags: Mapping[str, str], gone: list[str]) -> None:
        if tags:
            pairs = [{"Key": key, "Value": value} for key, value in tags.items()]
            kms = [{"TagKey": key, "TagValue": value} for key, value in tags.items()]
            self._perform(aws, self.add, {"pairs": pairs, "map": dict(tags), "kms": kms}, state)
        if gone:
            self._perform(aws, self.remove, {"keys": gone, "keyed": [{"Key": key} for key in gone]}, state)

    def read(self, aws: Aws, state: Props) -> dict[str, str] | None:
        if self.tell is None:
            return None
        found = jmespath.search(self.listed, self._perform(aws, self.tell, {}, state)) or {}
        pairs = found.items() if isinstance(found, Mapping) else ((tag["Key"], tag["Value"]) for tag in found)
        return {key: value for key, value in pairs if not key.startswith("aws:")}

    def _perform(self, aws: Aws, call: Call, props: Props, state: Props) -> dict[str, Any]:
        return aws.call(self.service, call.operation, render(call.params, props, state))


@dataclass(frozen=True)
class ShelfTags:
    """Tags of what is kept on the shelf."""

    service: str
    create: str
    """The operation that made it."""
    key: Mapping[str, str]
    """The item's identifying members, from what is known about it."""

    def change(self, aws: Aws, state: Props, tags: Mapping[str, str], gone: list[str]) -> None:
        del gone
        aws.tag_shelved(SHELVES[self.service, self.create], render(self.key, {}, state), dict(tags))

    def read(self, aws: Aws, state: Props) -> dict[str, str] | None:
        return aws.tags_shelved(SHELVES[self.service, self.create], render(self.key, {}, state))


EC2 = Tags(
    "ec2",
    Call("CreateTags", {"Resources": ["@id"], "Tags": "$pairs"}),
    Call("DeleteTags", {"Resources": ["@id"], "Tags": "$keyed"}),
    Call("DescribeTags", {"Filters": [{"Name": "resource-id", "Values": ["@id"]}]}),
)


def _rds(service: str) -> Tags:
    return Tags(
        service,
        Call("AddTagsToResource", {"ResourceName": "@arn", "Tags": "$pairs"}),
        Call("RemoveTagsFromResource", {"ResourceName": "@arn", "TagKeys": "$keys"}),
        Call("ListTagsForResource", {"ResourceName": "@arn"}),
        "TagList",
    )


def _by_arn(service: str, tags: str, listed: str, read: str = "ListTagsForResource", arn: str = "resourceArn") -> Tags:
    """The form that most services have: TagResource and UntagResource with an ARN."""
    return Tags(
        service,
        Call("TagResource", {arn: "@arn", "tags": tags}),
        Call("UntagResource", {arn: "@arn", "tagKeys": "$keys"}),
        Call(read, {arn: "@arn"}),
        listed,
    )


RDS, DOCDB, ELASTICACHE = _rds("rds"), _rds("docdb"), _rds("elasticache")
EKS = _by_arn("eks", "$map", "tags")
ECR = _by_arn("ecr", "$pairs", "tags")
LOGS = _by_arn("logs", "$map", "tags")
CLOUDWATCH = _by_arn("cloudwatch", "$pairs", "Tags")
SNS = _by_arn("sns", "$pairs", "Tags")
BACKUP = Tags(
    "backup",
    Call("TagResource", {"ResourceArn": "@arn", "Tags": "$map"}),
    Call("UntagResource", {"ResourceArn": "@arn", "TagKeyList": "$keys"}),
    Call("ListTags", {"ResourceArn": "@arn"}),
)
ELB = Tags(
    "elbv2",
    Call("AddTags", {"ResourceArns": ["@arn"], "Tags": "$pairs"}),
    Call("RemoveTags", {"ResourceArns": ["@arn"], "TagKeys": "$keys"}),
    Call("DescribeTags", {"ResourceArns": ["@arn"]}),
    "TagDescriptions[0].Tags",
)
IAM_ROLE = Tags(
    "iam",
    Call("TagRole", {"RoleName": "@name", "Tags": "$pairs"}),
    Call("UntagRole", {"RoleName": "@name", "TagKeys": "$keys"}),
    Call("ListRoleTags", {"RoleName": "@name"}),
)
KMS = Tags(
    "kms",
    Call("TagResource", {"KeyId": "@id", "Tags": "$kms"}),
    Call("UntagResource", {"KeyId": "@id", "TagKeys": "$keys"}),
    Call("ListResourceTags", {"KeyId": "@id"}),
    "Tags[].{Key: TagKey, Value: TagValue}",
)
SECRETS = Tags(
    "secretsmanager",
    Call("TagResource", {"SecretId": "@id", "Tags": "$pairs"}),
    Call("UntagResource", {"SecretId": "@id", "TagKeys": "$keys"}),
    Call("DescribeSecret", {"SecretId": "@id"}),
)
ACM = Tags(
    "acm",
    Call("AddTagsToCertificate", {"CertificateArn": "@arn", "Tags": "$pairs"}),
    Call("RemoveTagsFromCertificate", {"CertificateArn": "@arn", "Tags": "$keyed"}),
    Call("ListTagsForCertificate", {"CertificateArn": "@arn"}),
)
