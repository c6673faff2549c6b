"""EKS add-ons, in the two batches that nodes need before and after they join."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pulumi_aws as aws

from infra.aws.iam import PodRole, PodRoleArgs
from infra.aws.tags import tags
from infra.aws.versions import Versions


@dataclass(frozen=True)
class Addon:
    """One add-on of EKS, with the AWS permissions of its service account if it calls AWS."""

    name: str
    version: str
    configuration: Mapping[str, Any] = field(default_factory=dict)
    service_account: str | None = None
    managed_policies: Sequence[str] = ()


def node_addons(versions: Versions) -> list[Addon]:
    """What a node needs to become ready."""
    return [
        Addon("eks-pod-identity-agent", versions.pod_identity_agent),
        Addon("kube-proxy", versions.kube_proxy),
        Addon(
            "vpc-cni",
            versions.vpc_cni,
            {"enableNetworkPolicy": "true"},
            "aws-node",
            ["AmazonEKS_CNI_Policy"],
        ),
    ]


def cluster_addons(versions: Versions) -> list[Addon]:
    """What needs a node to run on."""
    return [
        Addon("coredns", versions.coredns, {"replicaCount": 2}),
        Addon(
            "aws-ebs-csi-driver",
            versions.ebs_csi_driver,
            {"controller": {"replicaCount": 2}},
            "ebs-csi-controller-sa",
            ["service-role/AmazonEBSCSIDriverPolicy"],
        ),
        Addon("metrics-server", versions.metrics_server),
    ]


@dataclass(frozen=True)
class AddonsArgs:
    """A batch of add-ons for one cluster."""

    environment: str
    cluster_name: pulumi.Input[str]
    addons: Sequence[Addon]


class Addons(pulumi.ComponentResource):
    """A batch of add-ons with pinned versions; ``ready`` is the add-ons themselves."""

    ready: list[pulumi.Resource]

    def __init__(self, name: str, args: AddonsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:aws:Addons", name, None, opts)
        self.ready = [self._create(name, args, addon) for addon in args.addons]
        self.register_outputs({})

    def _create(self, name: str, args: AddonsArgs, addon: Addon) -> aws.eks.Addon:
        before: list[pulumi.Resource] = []
        if addon.service_account:
            role = PodRole(
                f"{name}-{addon.name}",
                PodRoleArgs(
                    args.environment, args.cluster_name, "kube-system", addon.service_account, addon.managed_policies
                ),
                pulumi.ResourceOptions(parent=self),
            )
            before.append(role.association)
        return aws.eks.Addon(
            f"{name}-{addon.name}",
            cluster_name=args.cluster_name,
            addon_name=addon.name,
            addon_version=addon.version,
            configuration_values=json.dumps(addon.configuration) if addon.configuration else None,
            resolve_conflicts_on_create="OVERWRITE",
            resolve_conflicts_on_update="OVERWRITE",
            tags=tags(args.environment, "cluster"),
            opts=pulumi.ResourceOptions(parent=self, depends_on=before),
        )
