"""The settings of an environment on AWS, checked as a whole before any resource is declared."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

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

REGIONS = ("eu-central-1", "eu-north-1", "eu-west-1", "eu-west-3")
"""Learners' data stays in the European Union (ADR 0012); each region has its certificate authority in infra/aws."""


class AwsSettings(BaseModel):
    """One environment on AWS. ``pydantic.ValidationError`` names every wrong value at once."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    environment: Literal["staging", "prod"]
    account: Annotated[str, StringConstraints(pattern=r"^\d{12}$")]
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

    @property
    def url(self) -> str:
        """Public address, without a trailing slash."""
        return f"https://{self.entrance.hostname}"

    @model_validator(mode="after")
    def _regions_are_known_and_hold_the_zones(self) -> Self:
        for region in (self.region, self.backup_region):
            if region not in REGIONS:
                raise ValueError(f"The region {region!r} is unknown to LexFix: use one of {', '.join(REGIONS)}")
        if self.region == self.backup_region:
            raise ValueError(
                f"Backups must leave the region they protect: choose a backup_region other than {self.region}"
            )
        strays = [zone for zone in self.network.zones if zone[:-1] != self.region or not zone[-1].isalpha()]
        if strays:
            raise ValueError(f"The zones {strays} are not in {self.region}: write them like {self.region}a")
        return self

    @model_validator(mode="after")
    def _prod_is_protected(self) -> Self:
        weaknesses = prod_weaknesses(self) if self.environment == "prod" else []
        if weaknesses:
            raise ValueError(f"prod is less protected than it must be: {'; '.join(weaknesses)}")
        return self


def prod_weaknesses(settings: AwsSettings) -> list[str]:
    """What these settings lack to be good enough for learners' data, each with its remedy."""
    demands = {
        "network.zones: use three": len(settings.network.zones) >= 3,
        "network.nat_per_zone: set it": settings.network.nat_per_zone,
        "cluster.deletion_protection: set it": settings.cluster.deletion_protection,
        "cluster.general.smallest: use a node per zone": settings.cluster.general.smallest
        >= len(settings.network.zones),
        "cluster.ml.smallest: use two or more": settings.cluster.ml.smallest >= 2,
        "postgres.multi_az: set it": settings.postgres.multi_az,
        "postgres.backup_days: keep 35": settings.postgres.backup_days >= 35,
        "postgres.deletion_protection: set it": settings.postgres.deletion_protection,
        "documents.instances: use two or more": settings.documents.instances >= 2,
        "documents.backup_days: keep 35": settings.documents.backup_days >= 35,
        "documents.deletion_protection: set it": settings.documents.deletion_protection,
        "cache.nodes: use two or more": settings.cache.nodes >= 2,
        "entrance.controller_replicas: use two or more": settings.entrance.controller_replicas >= 2,
        "entrance.deletion_protection: set it": settings.entrance.deletion_protection,
        "backup.daily_days: keep 35": settings.backup.daily_days >= 35,
        "backup.copy_days: copy to another region for 35 or more": settings.backup.copy_days >= 35,
        "alarms.emails: name somebody": bool(settings.alarms.emails),
    }
    return [demand for demand, met in demands.items() if not met]
