"""Who reaches what in the VPC."""

from __future__ import annotations

from collections.abc import Sequence

from pulumi_policy import PolicyResource

from policies.problems import of, unless_off
from policies.reading import at
from policies.rule import Props, Rule, StackRule, Subject

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"
ROUTE = "aws:ec2/route:Route"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
_INGRESS = frozenset({"aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"})
_RULES = _INGRESS | {"aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"}
STORE_SUBNETS = frozenset(
    {
        "aws:rds/subnetGroup:SubnetGroup",
        "aws:docdb/subnetGroup:SubnetGroup",
        "aws:elasticache/subnetGroup:SubnetGroup",
    }
)
WORLD = ("0.0.0.0/0", "::/0")
_OPEN_PORTS = (80, 443)
_STORE_PORTS = {5432: "PostgreSQL", 27017: "DocumentDB", 6379: "the cache"}


def _addresses(rule: Props) -> list[str]:
    return [address for key in ("cidrIpv4", "cidrIpv6") if (address := at(rule, key))]


def _ports(rule: Props) -> tuple[int, int]:
    """First and last port; all of them where the rule names none."""
    if at(rule, "ipProtocol") == "-1" or at(rule, "fromPort") is None:
        return 0, 65535
    return int(at(rule, "fromPort")), int(at(rule, "toPort"))


def _closed_to_the_world(subject: Subject, _: float) -> str | None:
    first, last = _ports(subject.node)
    world = [address for address in _addresses(subject.node) if address in WORLD]
    if not world or (first == last and first in _OPEN_PORTS):
        return None
    return f"admits {world[0]} to ports {first} to {last}"


def _stores_by_group(subject: Subject, _: float) -> str | None:
    first, last = _ports(subject.node)
    reached = [store for port, store in _STORE_PORTS.items() if first <= port <= last]
    if not reached or not (_addresses(subject.node) or at(subject.node, "prefixListId")):
        return None
    return f"admits addresses instead of a security group to {', '.join(reached)}"


def _narrow(subject: Subject, limit: float) -> str | None:
    first, last = _ports(subject.node)
    return f"opens {last - first + 1} ports, more than {limit:g}" if last - first + 1 > limit else None


def _one_manager(subject: Subject, _: float) -> str | None:
    inline = [key for key in ("ingress", "egress") if at(subject.node, key)]
    return f"has rules of its own ({', '.join(inline)}), which would fight with the rules beside it" if inline else None


def _default_closed(vpc: PolicyResource, stack: Sequence[PolicyResource], _: float) -> str | None:
    for group in of(stack, DEFAULT_GROUP):
        if at(group.props, "vpcId") == at(vpc.props, "id"):
            open_ = at(group.props, "ingress") or at(group.props, "egress")
            return "lets the members of its default security group talk to anybody" if open_ else None
    return "leaves its default security group as AWS made it: open among its members"


def _flows_logged(vpc: PolicyResource, stack: Sequence[PolicyResource], _: float) -> str | None:
    for log in of(stack, FLOW_LOG):
        if at(log.props, "vpcId") == at(vpc.props, "id") and at(log.props, "trafficType") == "ALL":
            return None
    return "does not log all its traffic"


def _isolated(group: PolicyResource, stack: Sequence[PolicyResource], _: float) -> str | None:
    subnets = set(at(group.props, "subnetIds") or [])
    tables = {
        at(link.props, "routeTableId") for link in of(stack, ASSOCIATION) if at(link.props, "subnetId") in subnets
    }
    leaving = [
        route.name
        for route in of(stack, ROUTE)
        if at(route.props, "routeTableId") in tables
        and (at(route.props, "destinationCidrBlock") or at(route.props, "destinationIpv6CidrBlock")) in WORLD
    ]
    return f"lies in subnets with a route to the internet: {', '.join(leaving)}" if leaving else None


RULES: tuple[Rule | StackRule, ...] = (
    Rule(
        "closed-to-the-world",
        "The internet reaches ports 80 and 443 and no other.",
        "Admit a security group or the VPC's own addresses.",
        _INGRESS,
        _closed_to_the_world,
        sources=("CIS AWS 5.2", "CIS AWS 5.3", "EC2.18", "EC2.19"),
    ),
    Rule(
        "stores-by-group",
        "A store's port admits security groups, never addresses.",
        "Use `infra.aws.firewall.Firewall`.",
        _INGRESS,
        _stores_by_group,
    ),
    Rule(
        "narrow-firewall",
        "A security group's rule opens few ports.",
        "Name the port in `from_port` and `to_port`.",
        _RULES,
        _narrow,
        limit=1,
    ),
    Rule(
        "one-rule-manager",
        "Security group rules are resources of their own.",
        "Move them to SecurityGroupIngressRule and SecurityGroupEgressRule.",
        frozenset({GROUP}),
        _one_manager,
        sources=("AWSGuard security-group-no-rule-management-conflicts",),
    ),
    Rule(
        "no-public-addresses",
        "No subnet gives public addresses to what starts in it.",
        "Set `map_public_ip_on_launch=False`.",
        frozenset({SUBNET}),
        unless_off("mapPublicIpOnLaunch", "gives every instance a public address"),
        sources=("EC2.15",),
    ),
    StackRule(
        "default-group-closed",
        "The default security group of every VPC admits nothing.",
        "Declare a DefaultSecurityGroup without rules for the VPC.",
        frozenset({VPC}),
        _default_closed,
        sources=("CIS AWS 5.4", "EC2.2"),
    ),
    StackRule(
        "flow-logs",
        "All traffic of every VPC is logged.",
        'Declare a FlowLog with traffic type "ALL".',
        frozenset({VPC}),
        _flows_logged,
        sources=("CIS AWS 3.7", "EC2.6"),
    ),
    StackRule(
        "stores-isolated",
        "No route leads from a data store's subnets to the internet.",
        "Put the store into the database subnets.",
        STORE_SUBNETS,
        _isolated,
    ),
)
