"""An environment on AWS as a whole: which account and regions, and the size of each part."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import ConfigDict, model_validator
from pydantic.dataclasses import dataclass

from infra.aws.sizes import (
    AlarmSize,
    BackupSize,
    CacheSize,
    ClusterSize,
    DocumentsSize,
    EntranceSize,
    NetworkSize,
    PostgresSize,
)
from infra.aws.versions import KUBERNETES
from infra.forms import Account

REGIONS = ("eu-central-1", "eu-north-1", "eu-west-1", "eu-west-3")
"""Learners' data stays in the European Union (docs/adr/0013)."""


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Plan:
    """Everything that ``AwsPlatform`` needs to know."""

    environment: Literal["staging", "prod"]
    account: Account
    """The account's id: the provider refuses credentials of any other account."""
    region: str
    backup_region: str
    network: NetworkSize
    cluster: ClusterSize
    postgres: PostgresSize
    documents: DocumentsSize
    cache: CacheSize
    entrance: EntranceSize
    backup: BackupSize
    alarms: AlarmSize

    @model_validator(mode="after")
    def _check(self) -> Self:
        for region in (self.region, self.backup_region):
            if region not in REGIONS:
                raise ValueError(f"The region {region!r} is unknown to LexFix: use one of {', '.join(REGIONS)}")
        if self.region == self.backup_region:
            raise ValueError(f"Backups must leave the region that they protect: use a backup_region but {self.region}")
        strays = [zone for zone in self.network.zones if zone[:-1] != self.region or not zone[-1:].isalpha()]
        if strays:
            raise ValueError(f"The zones {', '.join(strays)} are not in {self.region}: write them like {self.region}a")
        if self.cluster.version not in KUBERNETES:
            known = ", ".join(KUBERNETES)
            raise ValueError(f"Kubernetes {self.cluster.version} has no versions in infra/aws/versions.py: use {known}")
        return self
