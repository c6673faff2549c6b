"""The one place where boto3 clients are made. Making them calls nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from ops.environment import Environment
from ops.errors import OpsError, aws_errors_explained

if TYPE_CHECKING:
    from mypy_boto3_ec2.client import EC2Client
    from mypy_boto3_rds.client import RDSClient

RETRIES = Config(retries={"mode": "adaptive", "max_attempts": 8}, connect_timeout=10, read_timeout=60)


@dataclass(frozen=True)
class Identity:
    """Who the calls are made as."""

    account: str
    arn: str


class Clients:
    """Typed clients of one environment's region, each made when first used."""

    def __init__(self, where: Environment) -> None:
        self.environment = where

    @cached_property
    def _session(self) -> boto3.Session:
        with aws_errors_explained():
            return boto3.Session(region_name=self.environment.region)

    @cached_property
    def rds(self) -> RDSClient:
        """RDS, which also answers for DocumentDB's clusters and their snapshots."""
        return self._session.client("rds", config=RETRIES)

    @cached_property
    def ec2(self) -> EC2Client:
        return self._session.client("ec2", config=RETRIES)

    @cached_property
    def ecr(self) -> Any:
        return self._session.client("ecr", config=RETRIES)

    def identity(self) -> Identity:
        """Ask AWS who is calling: the first call of every command, so that bad credentials end it before its plan.

        Raises ``OpsError`` where they are missing, expired, or another account's.
        """
        with aws_errors_explained():
            caller = self._session.client("sts", config=RETRIES).get_caller_identity()
        who = Identity(str(caller["Account"]), str(caller["Arn"]))
        where = self.environment
        if where.account not in (None, who.account):
            raise OpsError(
                f"These credentials are of account {who.account}, but {where.name} is account {where.account}.",
                f"Export the AWS_PROFILE of {where.name}; lexfix:account in Pulumi.{where.name}.yaml says the account.",
            )
        return who
