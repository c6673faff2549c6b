"""The Kubernetes cluster (EKS) and who may reach it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.aws.iam import Role, RoleArgs, trust
from infra.aws.sizes import ClusterSize
from infra.aws.tags import tags

LOG_TYPES = ("api", "audit", "authenticator", "controllerManager", "scheduler")


@dataclass(frozen=True)
class ClusterArgs:
    """Where the control plane is and who gets in."""

    environment: str
    account: str
    region: str
    size: ClusterSize
    service_cidr: str
    subnet_ids: Sequence[pulumi.Input[str]]
    """Private subnets."""
    key_arn: pulumi.Input[str]
    """Encrypts Kubernetes Secrets."""
    log_key_arn: pulumi.Input[str]


class Cluster(pulumi.ComponentResource):
    """The control plane: access by API entries alone, Secrets encrypted with the environment's key, every log kept.

    ``kubeconfig`` names no credential: ``aws eks get-token`` makes a token from those of the caller.
    """

    name: pulumi.Output[str]
    arn: pulumi.Output[str]
    workload_group_id: pulumi.Output[str]
    """Security group that EKS gives the control plane, the nodes and thereby the pods."""
    kubeconfig: pulumi.Output[str]
    access: list[pulumi.Resource]
    """Entries that must exist before a Kubernetes call succeeds."""

    def __init__(self, name: str, args: ClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:aws:Cluster", name, None, opts)
        self._name, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        self._tags = tags(args.environment, "cluster")
        cluster = self._create_control_plane()
        self.name = cluster.name
        self.arn = cluster.arn
        self.workload_group_id = cluster.vpc_config.cluster_security_group_id.apply(str)
        self.kubeconfig = self._kubeconfig(cluster)
        self.access = [
            self._grant("admin", args.size.admin_role, "AmazonEKSClusterAdminPolicy"),
            # The deployer declares cluster roles and bindings, which only a cluster administrator may.
            self._grant("deployer", args.size.deployer_role, "AmazonEKSClusterAdminPolicy"),
            self._grant("reader", args.size.reader_role, "AmazonEKSViewPolicy"),
        ]
        self.register_outputs({"name": self.name, "arn": self.arn})

    def _create_control_plane(self) -> aws.eks.Cluster:
        args = self._args
        cluster_name = f"lexfix-{args.environment}"
        role = Role(
            f"{self._name}-control-plane",
            RoleArgs(args.environment, "cluster", trust("eks.amazonaws.com"), managed=["AmazonEKSClusterPolicy"]),
            self._child,
        )
        # EKS would make the group itself, unencrypted and kept for ever.
        logs = aws.cloudwatch.LogGroup(
            f"{self._name}-logs",
            name=f"/aws/eks/{cluster_name}/cluster",
            retention_in_days=args.size.log_days,
            kms_key_id=args.log_key_arn,
            tags=self._tags,
            opts=self._child,
        )
        return aws.eks.Cluster(
            f"{self._name}-cluster",
            name=cluster_name,
            version=args.size.version,
            role_arn=role.arn,
            access_config={"authentication_mode": "API", "bootstrap_cluster_creator_admin_permissions": False},
            vpc_config={
                "subnet_ids": args.subnet_ids,
                "endpoint_private_access": True,
                "endpoint_public_access": True,
                "public_access_cidrs": list(args.size.api_cidrs),
            },
            kubernetes_network_config={"service_ipv4_cidr": args.service_cidr},
            encryption_config={"provider": {"key_arn": args.key_arn}, "resources": ["secrets"]},
            enabled_cluster_log_types=list(LOG_TYPES),
            upgrade_policy={"support_type": "STANDARD"},
            # The add-ons are declared with pinned versions (addons.py).
            bootstrap_self_managed_addons=False,
            deletion_protection=args.size.deletion_protection,
            tags=self._tags,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[logs], protect=args.size.deletion_protection),
        )

    def _grant(self, label: str, role_name: str, policy_name: str) -> pulumi.Resource:
        principal = f"arn:aws:iam::{self._args.account}:role/{role_name}"
        entry = aws.eks.AccessEntry(
            f"{self._name}-{label}",
            cluster_name=self.name,
            principal_arn=principal,
            type="STANDARD",
            tags=self._tags,
            opts=self._child,
        )
        return aws.eks.AccessPolicyAssociation(
            f"{self._name}-{label}-policy",
            cluster_name=self.name,
            principal_arn=entry.principal_arn,
            policy_arn=f"arn:aws:eks::aws:cluster-access-policy/{policy_name}",
            access_scope={"type": "cluster"},
            opts=self._child,
        )

    def _kubeconfig(self, cluster: aws.eks.Cluster) -> pulumi.Output[str]:
        name = f"lexfix-{self._args.environment}"
        return pulumi.Output.json_dumps(
            {
                "apiVersion": "v1",
                "kind": "Config",
                "clusters": [
                    {
                        "name": name,
                        "cluster": {
                            "server": cluster.endpoint,
                            "certificate-authority-data": cluster.certificate_authority.data,
                        },
                    }
                ],
                "users": [
                    {
                        "name": name,
                        "user": {
                            "exec": {
                                "apiVersion": "client.authentication.k8s.io/v1beta1",
                                "command": "aws",
                                "args": ["eks", "get-token", "--cluster-name", name, "--region", self._args.region],
                                "interactiveMode": "Never",
                            }
                        },
                    }
                ],
                "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
                "current-context": name,
            }
        )
