"""The network load balancer in front of the ingress controller (docs/adr/0011)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.aws.metrics import Threshold
from infra.aws.tags import tags


@dataclass(frozen=True)
class NodePorts:
    """Ports on every node that lead to the ingress controller (30000 to 32767)."""

    http: int = 30080
    https: int = 30443
    health: int = 30081


@dataclass(frozen=True)
class LoadBalancerArgs:
    """What it listens for and where it sends it."""

    environment: str
    vpc_id: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]
    """Public subnets."""
    certificate_arn: pulumi.Input[str]
    workload_group_id: pulumi.Input[str]
    """Security group of the nodes: admits the load balancer on ``ports``."""
    autoscaling_groups: Sequence[pulumi.Input[str]]
    """Names of the groups whose nodes are targets."""
    ports: NodePorts
    deletion_protection: bool


class LoadBalancer(pulumi.ComponentResource):
    """TLS ends at port 443 with the public certificate and starts again towards the controller; port 80 passes through.

    Targets see the client's address. A node without a ready controller fails the health check and gets no traffic.
    """

    dns_name: pulumi.Output[str]
    zone_id: pulumi.Output[str]
    listeners: list[pulumi.Resource]
    thresholds: list[Threshold]

    def __init__(self, name: str, args: LoadBalancerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:aws:LoadBalancer", name, None, opts)
        self._name, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        self._tags = tags(args.environment, "entrance")
        balancer = aws.lb.LoadBalancer(
            f"{name}-balancer",
            load_balancer_type="network",
            internal=False,
            subnets=args.subnet_ids,
            security_groups=[self._create_group()],
            enable_cross_zone_load_balancing=True,
            enable_deletion_protection=args.deletion_protection,
            tags=self._tags,
            opts=self._child,
        )
        self.dns_name, self.zone_id = balancer.dns_name, balancer.zone_id
        http = self._create_target_group("http", "TCP", args.ports.http)
        https = self._create_target_group("https", "TLS", args.ports.https)
        self.listeners = [
            aws.lb.Listener(
                f"{name}-http",
                load_balancer_arn=balancer.arn,
                port=80,
                protocol="TCP",
                default_actions=[{"type": "forward", "target_group_arn": http.arn}],
                tags=self._tags,
                opts=self._child,
            ),
            aws.lb.Listener(
                f"{name}-https",
                load_balancer_arn=balancer.arn,
                port=443,
                protocol="TLS",
                # TLS 1.2 and 1.3, forward secrecy, post-quantum key agreement where the browser offers it.
                ssl_policy="ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
                certificate_arn=args.certificate_arn,
                default_actions=[{"type": "forward", "target_group_arn": https.arn}],
                tags=self._tags,
                opts=self._child,
            ),
        ]
        self.thresholds = [
            Threshold(
                "entrance-healthy",
                "No node has a ready ingress controller: learners see nothing",
                "AWS/NetworkELB",
                "HealthyHostCount",
                {"LoadBalancer": balancer.arn_suffix, "TargetGroup": https.arn_suffix},
                limit=1,
                direction="below",
                statistic="Maximum",
                period_seconds=60,
            )
        ]
        self.register_outputs({"dnsName": self.dns_name})

    def _create_group(self) -> pulumi.Output[str]:
        """The balancer's own security group: the world in on 80 and 443, out to the nodes' three ports."""
        group = aws.ec2.SecurityGroup(
            f"{self._name}-group",
            description=f"LexFix {self._args.environment}: learners to the load balancer",
            vpc_id=self._args.vpc_id,
            tags=self._tags,
            opts=self._child,
        )
        for port in (80, 443):
            aws.vpc.SecurityGroupIngressRule(
                f"{self._name}-world-{port}",
                security_group_id=group.id,
                description="Learners",
                cidr_ipv4="0.0.0.0/0",
                ip_protocol="tcp",
                from_port=port,
                to_port=port,
                tags=self._tags,
                opts=self._child,
            )
        ports = self._args.ports
        for label, port in (("http", ports.http), ("https", ports.https), ("health", ports.health)):
            aws.vpc.SecurityGroupEgressRule(
                f"{self._name}-to-nodes-{label}",
                security_group_id=group.id,
                description=f"Ingress controller, {label}",
                referenced_security_group_id=self._args.workload_group_id,
                ip_protocol="tcp",
                from_port=port,
                to_port=port,
                tags=self._tags,
                opts=self._child,
            )
            aws.vpc.SecurityGroupIngressRule(
                f"{self._name}-nodes-{label}",
                security_group_id=self._args.workload_group_id,
                description=f"Load balancer, {label}",
                referenced_security_group_id=group.id,
                ip_protocol="tcp",
                from_port=port,
                to_port=port,
                tags=self._tags,
                opts=self._child,
            )
        return group.id

    def _create_target_group(self, label: str, protocol: str, port: int) -> aws.lb.TargetGroup:
        group = aws.lb.TargetGroup(
            f"{self._name}-{label}",
            vpc_id=self._args.vpc_id,
            target_type="instance",
            protocol=protocol,
            port=port,
            preserve_client_ip="true",
            deregistration_delay=60,
            health_check={
                "protocol": "HTTP",
                "port": str(self._args.ports.health),
                "path": "/nginx-ready",
                "matcher": "200",
                "interval": 10,
                "timeout": 5,
                "healthy_threshold": 2,
                "unhealthy_threshold": 2,
            },
            tags=self._tags,
            opts=self._child,
        )
        for index, autoscaling_group in enumerate(self._args.autoscaling_groups):
            aws.autoscaling.Attachment(
                f"{self._name}-{label}-{index}",
                autoscaling_group_name=autoscaling_group,
                lb_target_group_arn=group.arn,
                opts=self._child,
            )
        return group
