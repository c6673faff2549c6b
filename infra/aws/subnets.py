"""How a VPC's addresses are divided: arithmetic only."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass


@dataclass(frozen=True)
class ZoneBlocks:
    """The three subnets of one zone."""

    public: str
    """Load balancer and NAT."""
    private: str
    """Nodes and pods: an eighth of the VPC, because every pod takes an address of its own."""
    database: str
    """Data stores: no route leaves the VPC."""


def divide(cidr: str, zones: int) -> list[ZoneBlocks]:
    """Blocks of each zone.

    The private blocks are the first eighths; public and database blocks are 256ths of the last quarter, so that a third
    zone can be added without moving anything. For 10.20.0.0/16: private 10.20.0.0/19, public 10.20.192.0/24, database
    10.20.208.0/24.
    """
    vpc = ipaddress.IPv4Network(cidr)
    private = list(vpc.subnets(prefixlen_diff=3))
    small = list(list(vpc.subnets(prefixlen_diff=2))[3].subnets(prefixlen_diff=6))
    return [ZoneBlocks(str(small[zone]), str(private[zone]), str(small[16 + zone])) for zone in range(zones)]
