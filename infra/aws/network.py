"""The VPC with its public, private and database subnets."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.aws.iam import Role, RoleArgs, policy, trust
from infra.aws.sizes import NetworkSize
from infra.aws.subnets import divide
from infra.aws.tags import tags


@dataclass(frozen=True)
class NetworkArgs:
    """Where the network is and how large."""

    environment: str
    account: str
    region: str
    size: NetworkSize
    log_key_arn: pulumi.Input[str]
    """Key of the flow logs."""


class Network(pulumi.ComponentResource):
    """A VPC over two or three zones: public (load balancer, NAT), private (nodes) and isolated database subnets.

    S3 and ECR are reached through endpoints, so image pulls neither leave AWS nor cost NAT traffic. Flows are logged.
    """

    vpc_id: pulumi.Output[str]
    public_subnet_ids: list[pulumi.Output[str]]
    private_subnet_ids: list[pulumi.Output[str]]
    database_subnet_ids: list[pulumi.Output[str]]

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:aws:Network", name, None, opts)
        self._name, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        vpc = aws.ec2.Vpc(
            f"{name}-vpc",
            cidr_block=args.size.cidr,
            enable_dns_hostnames=True,
            enable_dns_support=True,
            tags=self._tags("vpc"),
            opts=self._child,
        )
        self.vpc_id = vpc.id
        # The default group allows everything among its members: nothing may be a member.
        aws.ec2.DefaultSecurityGroup(f"{name}-default", vpc_id=vpc.id, tags=self._tags("default"), opts=self._child)
        blocks = divide(args.size.cidr, len(args.size.zones))
        self.public_subnet_ids = self._create_subnets("public", [block.public for block in blocks])
        self.private_subnet_ids = self._create_subnets("private", [block.private for block in blocks])
        self.database_subnet_ids = self._create_subnets("database", [block.database for block in blocks])

        self._create_public_routes()
        private_tables = self._create_private_routes()
        self._create_table("database", self.database_subnet_ids)
        self._create_endpoints(private_tables)
        self._create_flow_log()
        self.register_outputs({"vpcId": self.vpc_id})

    def _tags(self, label: str) -> dict[str, str]:
        return tags(self._args.environment, "network", Name=f"lexfix-{self._args.environment}-{label}")

    def _create_subnets(self, tier: str, cidrs: list[str]) -> list[pulumi.Output[str]]:
        return [
            aws.ec2.Subnet(
                f"{self._name}-{tier}-{index}",
                vpc_id=self.vpc_id,
                cidr_block=cidr,
                availability_zone=self._args.size.zones[index],
                map_public_ip_on_launch=False,
                tags={**self._tags(f"{tier}-{index}"), "Tier": tier},
                opts=self._child,
            ).id
            for index, cidr in enumerate(cidrs)
        ]

    def _create_table(self, label: str, subnet_ids: list[pulumi.Output[str]]) -> pulumi.Output[str]:
        table = aws.ec2.RouteTable(
            f"{self._name}-{label}-routes", vpc_id=self.vpc_id, tags=self._tags(label), opts=self._child
        )
        for index, subnet_id in enumerate(subnet_ids):
            aws.ec2.RouteTableAssociation(
                f"{self._name}-{label}-routes-{index}", route_table_id=table.id, subnet_id=subnet_id, opts=self._child
            )
        return table.id

    def _create_public_routes(self) -> None:
        gateway = aws.ec2.InternetGateway(
            f"{self._name}-internet", vpc_id=self.vpc_id, tags=self._tags("internet"), opts=self._child
        )
        aws.ec2.Route(
            f"{self._name}-to-internet",
            route_table_id=self._create_table("public", self.public_subnet_ids),
            destination_cidr_block="0.0.0.0/0",
            gateway_id=gateway.id,
            opts=self._child,
        )

    def _create_private_routes(self) -> list[pulumi.Output[str]]:
        """A table per zone, so that one zone's NAT can serve only it."""
        count = len(self._args.size.zones) if self._args.size.nat_per_zone else 1
        nats = [self._create_nat(index) for index in range(count)]
        tables = []
        for index, subnet_id in enumerate(self.private_subnet_ids):
            table = self._create_table(f"private-{index}", [subnet_id])
            aws.ec2.Route(
                f"{self._name}-to-nat-{index}",
                route_table_id=table,
                destination_cidr_block="0.0.0.0/0",
                nat_gateway_id=nats[index % len(nats)],
                opts=self._child,
            )
            tables.append(table)
        return tables

    def _create_nat(self, index: int) -> pulumi.Output[str]:
        address = aws.ec2.Eip(
            f"{self._name}-nat-{index}-address", domain="vpc", tags=self._tags(f"nat-{index}"), opts=self._child
        )
        return aws.ec2.NatGateway(
            f"{self._name}-nat-{index}",
            allocation_id=address.id,
            subnet_id=self.public_subnet_ids[index],
            tags=self._tags(f"nat-{index}"),
            opts=self._child,
        ).id

    def _create_endpoints(self, private_tables: list[pulumi.Output[str]]) -> None:
        region = self._args.region
        aws.ec2.VpcEndpoint(
            f"{self._name}-s3",
            vpc_id=self.vpc_id,
            service_name=f"com.amazonaws.{region}.s3",
            vpc_endpoint_type="Gateway",
            route_table_ids=private_tables,
            tags=self._tags("s3"),
            opts=self._child,
        )
        group = aws.ec2.SecurityGroup(
            f"{self._name}-endpoints",
            description="HTTPS from the VPC to the interface endpoints",
            vpc_id=self.vpc_id,
            tags=self._tags("endpoints"),
            opts=self._child,
        )
        aws.vpc.SecurityGroupIngressRule(
            f"{self._name}-endpoints-https",
            security_group_id=group.id,
            description="HTTPS from the VPC",
            cidr_ipv4=self._args.size.cidr,
            ip_protocol="tcp",
            from_port=443,
            to_port=443,
            tags=self._tags("endpoints"),
            opts=self._child,
        )
        for label in ("ecr.api", "ecr.dkr"):
            aws.ec2.VpcEndpoint(
                f"{self._name}-{label}",
                vpc_id=self.vpc_id,
                service_name=f"com.amazonaws.{region}.{label}",
                vpc_endpoint_type="Interface",
                private_dns_enabled=True,
                subnet_ids=self.private_subnet_ids,
                security_group_ids=[group.id],
                tags=self._tags(label),
                opts=self._child,
            )

    def _create_flow_log(self) -> None:
        group = aws.cloudwatch.LogGroup(
            f"{self._name}-flows",
            name=f"/lexfix/{self._args.environment}/network",
            retention_in_days=self._args.size.flow_log_days,
            kms_key_id=self._args.log_key_arn,
            tags=self._tags("flows"),
            opts=self._child,
        )
        writer = Role(
            f"{self._name}-flow-writer",
            RoleArgs(
                environment=self._args.environment,
                component="network",
                trust=trust(
                    "vpc-flow-logs.amazonaws.com",
                    conditions={"StringEquals": {"aws:SourceAccount": self._args.account}},
                ),
                inline={
                    "write": group.arn.apply(
                        lambda arn: policy(
                            {
                                "Action": ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
                                "Resource": [arn, f"{arn}:*"],
                            }
                        )
                    )
                },
            ),
            self._child,
        )
        aws.ec2.FlowLog(
            f"{self._name}-flow-log",
            vpc_id=self.vpc_id,
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_destination=group.arn,
            iam_role_arn=writer.arn,
            tags=self._tags("flows"),
            opts=self._child,
        )
