"""What a person decides about an AWS environment: validated data, no resources.

Every class is a frozen pydantic dataclass: a misspelt or impossible value stops the program before anything is
declared.
"""

from __future__ import annotations

import ipaddress
from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic.dataclasses import dataclass

from infra.forms import Cidr, Email, Hostname, Zone, form

_CONFIG = ConfigDict(extra="forbid")

Days = Annotated[int, Field(ge=1, le=35)]
"""Days that a backup is kept: 35 is the most that RDS and DocumentDB allow."""
Count = Annotated[int, Field(ge=1)]
Name = Annotated[str, form(r"[a-z][a-z0-9-]{1,30}", "lexfix")]
InstanceClass = Annotated[str, form(r"(db\.|cache\.)?[a-z0-9-]+\.[a-z0-9]+", "db.m7g.large")]

LARGEST_PREFIX, SMALLEST_PREFIX = 16, 18
"""A VPC is a /16 at most (AWS); below a /18 the private subnets run out of pod addresses."""
MAX_ZONES = 3


def parse_cidr(cidr: str, what: str) -> ipaddress.IPv4Network:
    """Read a CIDR; ``ValueError`` says what is wrong with it and what to write instead."""
    try:
        return ipaddress.IPv4Network(cidr)
    except ValueError as error:
        raise ValueError(f"{what} {cidr!r} is not an IPv4 network ({error}): write it like 10.20.0.0/16") from error


@dataclass(frozen=True, config=_CONFIG)
class NetworkSize:
    """The VPC. Subnets are cut from ``cidr``, so they cannot overlap each other."""

    cidr: Cidr
    zones: tuple[str, ...]
    nat_per_zone: bool
    """One NAT gateway per zone; ``False`` shares one, which costs less and fails with its zone."""
    flow_log_days: Count
    service_cidr: Cidr = "172.20.0.0/16"
    """Addresses of Kubernetes Services: inside the cluster only, but must not overlap the VPC."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        vpc, services = parse_cidr(self.cidr, "The network"), parse_cidr(self.service_cidr, "The service network")
        if not vpc.is_private:
            raise ValueError(f"The network {vpc} is not private: use a block inside 10.0.0.0/8 or 172.16.0.0/12")
        if not LARGEST_PREFIX <= vpc.prefixlen <= SMALLEST_PREFIX:
            size = "small" if vpc.prefixlen > SMALLEST_PREFIX else "large"
            remedy = f"use a /{LARGEST_PREFIX} to /{SMALLEST_PREFIX}, such as 10.20.0.0/16"
            raise ValueError(f"The network {vpc} is too {size}: {remedy}")
        if vpc.overlaps(services):
            raise ValueError(f"The network {vpc} overlaps the Kubernetes services {services}: move one of them")
        if not 2 <= len(set(self.zones)) == len(self.zones) <= MAX_ZONES:
            raise ValueError(f"EKS and the databases need 2 or {MAX_ZONES} different zones, not {list(self.zones)}")
        return self


@dataclass(frozen=True, config=_CONFIG)
class NodeGroupSize:
    """A managed node group: between ``smallest`` and ``largest`` nodes, moved by the cluster autoscaler."""

    instance_types: tuple[InstanceClass, ...]
    smallest: Count
    largest: Count
    disk_gib: Annotated[int, Field(ge=20, le=1000)]

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.smallest > self.largest:
            raise ValueError(f"A node group cannot have at least {self.smallest} and at most {self.largest} nodes")
        return self


@dataclass(frozen=True, config=_CONFIG)
class ClusterSize:
    """The Kubernetes cluster and who may reach it."""

    version: Annotated[str, form(r"1\.[0-9]+", "1.34")]
    general: NodeGroupSize
    ml: NodeGroupSize
    log_days: Count
    deletion_protection: bool
    api_cidrs: tuple[Cidr, ...]
    """Networks from which the public API endpoint answers; pods and nodes use the private one."""
    admin_role: str
    deployer_role: str
    reader_role: str
    """Names of IAM roles of the account that get an access entry."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        for cidr in self.api_cidrs:
            if parse_cidr(cidr, "The API network").prefixlen < 16:
                raise ValueError(f"The API network {cidr} is far too wide: name the office's or runner's own network")
        if not self.api_cidrs:
            raise ValueError("Name at least one network in api_cidrs: nobody could reach the cluster's API")
        return self


@dataclass(frozen=True, config=_CONFIG)
class PostgresSize:
    """PostgreSQL on RDS."""

    instance_class: InstanceClass
    storage_gib: Annotated[int, Field(ge=20)]
    max_storage_gib: Annotated[int, Field(ge=20)]
    max_connections: Annotated[int, Field(ge=20)]
    multi_az: bool
    backup_days: Days
    deletion_protection: bool
    credentials_version: Count
    """Raise it to rotate the password with the next ``pulumi up``."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.max_storage_gib < self.storage_gib:
            raise ValueError(f"PostgreSQL starts with {self.storage_gib} GiB: max_storage_gib must not be less")
        return self


@dataclass(frozen=True, config=_CONFIG)
class DocumentsSize:
    """MongoDB-compatible documents on DocumentDB."""

    instance_class: InstanceClass
    instances: Count
    backup_days: Days
    deletion_protection: bool
    credentials_version: Count


@dataclass(frozen=True, config=_CONFIG)
class CacheSize:
    """Redis-compatible cache on ElastiCache: ``nodes`` of 2 or more fail over across zones."""

    node_type: InstanceClass
    nodes: Count
    backup_days: Days
    credentials_version: Count


@dataclass(frozen=True, config=_CONFIG)
class EntranceSize:
    """The way in: host name, load balancer and ingress controller."""

    hostname: Hostname
    zone_name: Hostname
    zone_id: Zone
    """Route 53's id of the hosted zone ``zone_name``."""
    controller_replicas: Count
    requests_per_second: Count
    """Rate limit per client address, with a burst of five times as many."""
    deletion_protection: bool

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.hostname != self.zone_name and not self.hostname.endswith(f".{self.zone_name}"):
            remedy = f"use a name that ends in .{self.zone_name}"
            raise ValueError(f"The host name {self.hostname} is outside the hosted zone {self.zone_name}: {remedy}")
        return self


@dataclass(frozen=True, config=_CONFIG)
class BackupSize:
    """AWS Backup on top of the stores' own snapshots."""

    daily_days: Days
    copy_days: Annotated[int, Field(ge=0, le=365)]
    """Days that a copy is kept in the backup region; 0 copies nothing."""


@dataclass(frozen=True, config=_CONFIG)
class AlarmSize:
    """Who is told, and of how much money."""

    emails: tuple[Email, ...]
    monthly_budget_usd: Count
