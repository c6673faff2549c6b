"""KMS keys."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pulumi_aws as aws

from infra.aws.tags import tags


@dataclass(frozen=True)
class KeyArgs:
    """One customer managed key."""

    environment: str
    account: str
    purpose: str
    """What it encrypts: ``data``, ``cluster``, ``registry``, ``logs``. Part of the alias."""
    services: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Services that use the key by themselves, each with its condition; others use it through a caller's grant."""
    protected: bool = False
    """Whether Pulumi refuses to delete it: what it encrypted would be lost."""


class Key(pulumi.ComponentResource):
    """A rotated KMS key with an alias ``alias/lexfix-<environment>-<purpose>``."""

    arn: pulumi.Output[str]

    def __init__(self, name: str, args: KeyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:aws:Key", name, None, opts)
        key = aws.kms.Key(
            f"{name}-key",
            description=f"LexFix {args.environment}: {args.purpose}",
            enable_key_rotation=True,
            deletion_window_in_days=30 if args.protected else 7,
            policy=_policy(args),
            tags=tags(args.environment, "keys", Purpose=args.purpose),
            opts=pulumi.ResourceOptions(parent=self, protect=args.protected),
        )
        aws.kms.Alias(
            f"{name}-alias",
            name=f"alias/lexfix-{args.environment}-{args.purpose}",
            target_key_id=key.key_id,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.arn = key.arn
        self.register_outputs({"arn": self.arn})


def log_service(region: str, account: str) -> dict[str, Mapping[str, Any]]:
    """CloudWatch Logs, for log groups of this account."""
    context = {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:{region}:{account}:log-group:*"}
    return {f"logs.{region}.amazonaws.com": {"ArnLike": context}}


def alarm_service(account: str) -> dict[str, Mapping[str, Any]]:
    """CloudWatch alarms of this account that publish to an encrypted topic."""
    return {"cloudwatch.amazonaws.com": {"StringEquals": {"aws:SourceAccount": account}}}


def _policy(args: KeyArgs) -> str:
    """The account's own IAM decides; the named services may use the key under their conditions."""
    statements: list[dict[str, Any]] = [
        {
            "Sid": "Account",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{args.account}:root"},
            "Action": "kms:*",
            "Resource": "*",
        }
    ]
    statements += [
        {
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
            "Resource": "*",
            "Condition": condition,
        }
        for service, condition in args.services.items()
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})
