"""The network's contract."""

from __future__ import annotations

import ipaddress
import itertools
import json

import pytest

from infra.aws.subnets import divide
from tests.unit.aws.conftest import Environment


def test_prod_spreads_every_tier_over_three_zones_and_staging_over_two(staging: Environment, prod: Environment) -> None:
    for environment, zones in ((staging, 2), (prod, 3)):
        subnets = environment.declared.of("ec2/subnet:Subnet")
        for tier in ("public", "private", "database"):
            found = {subnet.inputs["availabilityZone"] for subnet in subnets if subnet.inputs["tags"]["Tier"] == tier}
            assert len(found) == zones


def test_prod_has_a_nat_gateway_in_each_zone_and_staging_shares_one(staging: Environment, prod: Environment) -> None:
    assert len(staging.declared.of("ec2/natGateway:NatGateway")) == 1
    assert len({nat.inputs["subnetId"] for nat in prod.declared.of("ec2/natGateway:NatGateway")}) == 3


def test_database_subnets_have_no_route_out_of_the_network(prod: Environment) -> None:
    tables = {route.inputs["routeTableId"] for route in prod.declared.of("ec2/route:Route")}
    database = prod.declared.one("ec2/routeTable:RouteTable", "lexfix-network-database-routes")
    assert f"{database.name}-id" not in tables
    joined = prod.declared.of("ec2/routeTableAssociation:RouteTableAssociation")
    assert sum(join.inputs["routeTableId"] == f"{database.name}-id" for join in joined) == 3


def test_every_private_zone_leaves_through_its_own_nat_gateway_in_prod(prod: Environment) -> None:
    routes = [route for route in prod.declared.of("ec2/route:Route") if "natGatewayId" in route.inputs]
    assert len({route.inputs["natGatewayId"] for route in routes}) == len(routes) == 3


def test_image_pulls_stay_off_the_nat_gateways(staging: Environment) -> None:
    endpoints = {
        endpoint.inputs["serviceName"].removeprefix("com.amazonaws.eu-central-1."): endpoint.inputs["vpcEndpointType"]
        for endpoint in staging.declared.of("ec2/vpcEndpoint:VpcEndpoint")
    }
    assert endpoints == {"s3": "Gateway", "ecr.api": "Interface", "ecr.dkr": "Interface"}


def test_all_traffic_is_logged_to_an_encrypted_group_that_expires(prod: Environment) -> None:
    assert prod.declared.one("ec2/flowLog:FlowLog").inputs["trafficType"] == "ALL"
    group = prod.declared.one("cloudwatch/logGroup:LogGroup", "lexfix-network-flows")
    assert group.inputs["retentionInDays"] == 90
    assert group.inputs["kmsKeyId"] == "arn:aws:lexfix-logs-key"


def test_flow_logs_can_write_to_their_own_group_only(prod: Environment) -> None:
    document = json.loads(
        prod.declared.one("iam/rolePolicy:RolePolicy", "lexfix-network-flow-writer-write").inputs["policy"]
    )
    assert document["Statement"][0]["Resource"] == ["arn:aws:lexfix-network-flows", "arn:aws:lexfix-network-flows:*"]


def test_the_default_security_group_admits_nothing(prod: Environment) -> None:
    group = prod.declared.one("ec2/defaultSecurityGroup:DefaultSecurityGroup")
    assert "ingress" not in group.inputs
    assert "egress" not in group.inputs


@pytest.mark.parametrize("cidr", ["10.20.0.0/16", "10.0.128.0/17", "172.16.64.0/18"])
def test_subnets_lie_inside_the_network_and_never_overlap(cidr: str) -> None:
    blocks = [ipaddress.IPv4Network(block) for zone in divide(cidr, 3) for block in vars(zone).values()]
    assert all(block.subnet_of(ipaddress.IPv4Network(cidr)) for block in blocks)
    assert not any(one.overlaps(other) for one, other in itertools.combinations(blocks, 2))


def test_a_third_zone_moves_no_subnet_of_the_first_two() -> None:
    assert divide("10.20.0.0/16", 3)[:2] == divide("10.20.0.0/16", 2)
