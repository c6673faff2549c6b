"""Managed node groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from infra.aws.sizes import NodeGroupSize
from infra.aws.tags import tags


@dataclass(frozen=True)
class NodeGroupArgs:
    """One group of equal nodes."""

    environment: str
    cluster_name: pulumi.Input[str]
    kubernetes_version: str
    role_arn: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]
    size: NodeGroupSize
    labels: Mapping[str, str] = field(default_factory=dict)
    soft_taints: Mapping[str, str] = field(default_factory=dict)
    """``PreferNoSchedule`` taints: other pods come only when there is no other place."""


class NodeGroup(pulumi.ComponentResource):
    """Amazon Linux 2023 nodes: IMDSv2 only and out of pods' reach, encrypted disks, repaired by EKS."""

    autoscaling_group: pulumi.Output[str]
    """Name of the EC2 Auto Scaling group, to put behind a load balancer."""
    group: aws.eks.NodeGroup

    def __init__(self, name: str, args: NodeGroupArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:aws:NodeGroup", name, None, opts)
        self._tags = tags(args.environment, "cluster")
        template = self._create_template(name, args)
        self.group = aws.eks.NodeGroup(
            f"{name}-group",
            cluster_name=args.cluster_name,
            version=args.kubernetes_version,
            node_role_arn=args.role_arn,
            subnet_ids=args.subnet_ids,
            ami_type="AL2023_x86_64_STANDARD",
            capacity_type="ON_DEMAND",
            instance_types=list(args.size.instance_types),
            scaling_config={
                "min_size": args.size.smallest,
                "max_size": args.size.largest,
                "desired_size": args.size.smallest,
            },
            update_config={"max_unavailable": 1},
            node_repair_config={"enabled": True},
            launch_template={"id": template.id, "version": template.latest_version.apply(str)},
            labels=dict(args.labels),
            taints=[
                {"key": key, "value": value, "effect": "PREFER_NO_SCHEDULE"} for key, value in args.soft_taints.items()
            ],
            tags=self._tags,
            # The autoscaler moves the desired size.
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["scalingConfig.desiredSize"]),
        )
        self.autoscaling_group = self.group.resources.apply(
            lambda resources: str((resources[0].autoscaling_groups or [])[0].name)
        )
        self.register_outputs({"autoscalingGroup": self.autoscaling_group})

    def _create_template(self, name: str, args: NodeGroupArgs) -> aws.ec2.LaunchTemplate:
        return aws.ec2.LaunchTemplate(
            f"{name}-template",
            description=f"LexFix {args.environment}: nodes",
            update_default_version=True,
            metadata_options={"http_endpoint": "enabled", "http_tokens": "required", "http_put_response_hop_limit": 1},
            block_device_mappings=[
                {
                    "device_name": "/dev/xvda",
                    "ebs": {
                        "volume_type": "gp3",
                        "volume_size": args.size.disk_gib,
                        # With the account's own EBS key: a customer key would need a grant for the Auto Scaling role.
                        "encrypted": "true",
                        "delete_on_termination": "true",
                    },
                }
            ],
            tag_specifications=[{"resource_type": kind, "tags": self._tags} for kind in ("instance", "volume")],
            tags=self._tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
