"""Security groups that admit one other group on one port and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.aws.tags import tags


@dataclass(frozen=True)
class FirewallArgs:
    """What is protected and who may knock."""

    environment: str
    component: str
    vpc_id: pulumi.Input[str]
    port: int
    source_group_id: pulumi.Input[str]
    """The only security group admitted."""


class Firewall(pulumi.ComponentResource):
    """A security group for a data store: in from the workloads on one port, out to nowhere."""

    group_id: pulumi.Output[str]

    def __init__(self, name: str, args: FirewallArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:aws:Firewall", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        group = aws.ec2.SecurityGroup(
            f"{name}-group",
            description=f"LexFix {args.environment}: workloads to {args.component}",
            vpc_id=args.vpc_id,
            tags=tags(args.environment, args.component),
            opts=child,
        )
        aws.vpc.SecurityGroupIngressRule(
            f"{name}-from-workloads",
            security_group_id=group.id,
            description="The cluster's workloads",
            referenced_security_group_id=args.source_group_id,
            ip_protocol="tcp",
            from_port=args.port,
            to_port=args.port,
            tags=tags(args.environment, args.component),
            opts=child,
        )
        self.group_id = group.id
        self.register_outputs({"groupId": self.group_id})
