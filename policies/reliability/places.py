"""No single zone, node or path carries everything."""

from __future__ import annotations

from collections.abc import Sequence

from pulumi_policy import PolicyResource

from policies.problems import below_limit, of, unless_on, unless_set
from policies.reading import at
from policies.rule import Rule, StackRule, Subject
from policies.security.cluster import NODES
from policies.security.entrance import BALANCER
from policies.security.network import STORE_SUBNETS, SUBNET, VPC

NAT = "aws:ec2/natGateway:NatGateway"
TARGETS = "aws:lb/targetGroup:TargetGroup"


def _zones(ids: Sequence[str], stack: Sequence[PolicyResource]) -> set[str]:
    return {at(subnet.props, "availabilityZone") for subnet in of(stack, SUBNET) if at(subnet.props, "id") in ids}


def _spread(resource: PolicyResource, stack: Sequence[PolicyResource], limit: float) -> str | None:
    subnets = at(resource.props, "subnetIds") or at(resource.props, "subnets") or []
    # How many there are is known at preview, before any has an id.
    if len(subnets) < limit:
        return f"is in {len(subnets)} subnets, so in fewer than {limit:g} zones"
    zones = _zones(list(subnets), stack)
    return f"is in {len(zones)} zones, fewer than {limit:g}" if len(zones) < limit else None


def _nat_per_zone(vpc: PolicyResource, stack: Sequence[PolicyResource], _: float) -> str | None:
    subnets = [subnet for subnet in of(stack, SUBNET) if at(subnet.props, "vpcId") == at(vpc.props, "id")]
    zones = {at(subnet.props, "availabilityZone") for subnet in subnets}
    served = _zones([at(nat.props, "subnetId") for nat in of(stack, NAT)], stack)
    alone = sorted(zones - served)
    return f"has no NAT gateway in {', '.join(alone)}" if alone else None


def _checked(subject: Subject, _: float) -> str | None:
    check = at(subject.node, "healthCheck")
    if at(check, "protocol") not in ("HTTP", "HTTPS") or not at(check, "path"):
        return "gets traffic without being asked whether it is ready"
    return None


def _alias(subject: Subject, _: float) -> str | None:
    for alias in at(subject.node, "aliases") or []:
        if at(alias, "evaluateTargetHealth") is not True:
            return "leads to its target even when that is ill"
    return None


RULES: tuple[Rule | StackRule, ...] = (
    StackRule(
        "several-zones",
        "Nodes, stores and load balancer spread over several zones.",
        "Add zones to `network.zones`.",
        STORE_SUBNETS | {NODES, BALANCER},
        _spread,
        limit=3,
        sources=("ELB.13", "ElastiCache.3"),
    ),
    StackRule(
        "nat-per-zone",
        "Every zone has its own way out.",
        "Set `network.nat_per_zone`.",
        frozenset({VPC}),
        _nat_per_zone,
    ),
    Rule(
        "several-nodes",
        "Every group has nodes to spare.",
        "Raise `cluster.general.smallest` or `cluster.ml.smallest`.",
        frozenset({NODES}),
        below_limit("scalingConfig.minSize", "may shrink to nodes:"),
        limit=2,
    ),
    Rule(
        "nodes-repaired",
        "EKS replaces a node that is broken.",
        "Set `node_repair_config`.",
        frozenset({NODES}),
        unless_on("nodeRepairConfig.enabled", "keeps broken nodes"),
    ),
    Rule(
        "addons-pinned",
        "Add-ons change version only when somebody says so.",
        "Name the version in infra/aws/versions.py.",
        frozenset({"aws:eks/addon:Addon"}),
        unless_set("addonVersion", "takes whatever version is the newest on the day"),
    ),
    Rule(
        "balanced-zones",
        "The load balancer reaches healthy nodes in every zone.",
        "Set `enable_cross_zone_load_balancing`.",
        frozenset({BALANCER}),
        unless_on("enableCrossZoneLoadBalancing", "sends a zone's clients to that zone's nodes only"),
        sources=("ELB.9",),
    ),
    Rule(
        "targets-checked",
        "A node gets traffic only while it answers that it is ready.",
        "Set an HTTP `health_check` with a path.",
        frozenset({TARGETS}),
        _checked,
    ),
    Rule(
        "names-follow-health",
        "A public name leads to what is healthy.",
        "Set `evaluate_target_health` in the alias.",
        frozenset({"aws:route53/record:Record"}),
        _alias,
    ),
)
