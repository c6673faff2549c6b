"""The cluster autoscaler: nodes follow the pods that wait."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_kubernetes as k8s

from infra.api_token import token_mount, token_volume
from infra.aws.iam import PodRole, PodRoleArgs, policy
from infra.pinned import pinned
from infra.rbac import cluster_role, namespace_role

NAMESPACE = "kube-system"
ACCOUNT = "cluster-autoscaler"
LABELS = {"app.kubernetes.io/name": ACCOUNT}
READ = ["get", "list", "watch"]

CLUSTER_RULES: list[dict[str, Any]] = [
    {
        "api_groups": [""],
        "resources": [
            "pods",
            "services",
            "namespaces",
            "replicationcontrollers",
            "persistentvolumeclaims",
            "persistentvolumes",
        ],
        "verbs": READ,
    },
    {"api_groups": [""], "resources": ["nodes"], "verbs": [*READ, "update", "patch", "delete"]},
    {"api_groups": [""], "resources": ["pods/eviction"], "verbs": ["create"]},
    {"api_groups": [""], "resources": ["pods/status", "endpoints"], "verbs": ["get", "update", "patch"]},
    {"api_groups": [""], "resources": ["events"], "verbs": ["create", "patch"]},
    {"api_groups": ["apps"], "resources": ["daemonsets", "replicasets", "statefulsets"], "verbs": READ},
    {"api_groups": ["batch"], "resources": ["jobs"], "verbs": READ},
    {"api_groups": ["policy"], "resources": ["poddisruptionbudgets"], "verbs": ["list", "watch"]},
    {
        "api_groups": ["storage.k8s.io"],
        "resources": ["storageclasses", "csinodes", "csidrivers", "csistoragecapacities", "volumeattachments"],
        "verbs": READ,
    },
    {
        "api_groups": ["resource.k8s.io"],
        "resources": ["resourceclaims", "resourceslices", "deviceclasses"],
        "verbs": READ,
    },
]

NAMESPACE_RULES: list[dict[str, Any]] = [
    {"api_groups": [""], "resources": ["configmaps"], "verbs": ["create", "list", "watch"]},
    {
        "api_groups": [""],
        "resources": ["configmaps"],
        "resource_names": ["cluster-autoscaler-status"],
        "verbs": ["get", "update", "delete"],
    },
    {"api_groups": ["coordination.k8s.io"], "resources": ["leases"], "verbs": ["create"]},
    {
        "api_groups": ["coordination.k8s.io"],
        "resources": ["leases"],
        "resource_names": [ACCOUNT],
        "verbs": ["get", "update", "patch"],
    },
]


@dataclass(frozen=True)
class ClusterAutoscalerArgs:
    """Which cluster's node groups."""

    environment: str
    region: str
    cluster_name: str
    image: str
    """``repository:tag`` of the minor version of the cluster."""


class ClusterAutoscaler(pulumi.ComponentResource):
    """One pod that may resize this cluster's node groups, found by EKS's tags on them, and no other group."""

    def __init__(self, name: str, args: ClusterAutoscalerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:aws:ClusterAutoscaler", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        role = PodRole(
            name,
            PodRoleArgs(
                args.environment,
                args.cluster_name,
                NAMESPACE,
                ACCOUNT,
                inline={"scale": scaling_policy(args.cluster_name)},
            ),
            child,
        )
        account = k8s.core.v1.ServiceAccount(
            f"{name}-account",
            metadata={"name": ACCOUNT, "namespace": NAMESPACE, "labels": LABELS},
            automount_service_account_token=False,
            opts=child,
        )
        cluster_role(name, account, CLUSTER_RULES, child)
        namespace_role(name, account, NAMESPACE_RULES, child)
        k8s.apps.v1.Deployment(
            f"{name}-deployment",
            metadata={"name": ACCOUNT, "namespace": NAMESPACE, "labels": LABELS},
            spec={
                "replicas": 1,
                "selector": {"match_labels": LABELS},
                "strategy": {"type": "RollingUpdate", "rolling_update": {"max_unavailable": 0, "max_surge": 1}},
                "template": {"metadata": {"labels": LABELS}, "spec": _pod(args, pinned(args.image, self))},
            },
            # The pod gets its AWS credentials only if the association is there when it starts.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[role.association]),
        )
        self.register_outputs({})


def scaling_policy(cluster_name: str) -> str:
    """Look at every group, which cannot be narrowed; resize only those tagged as this cluster's."""
    return policy(
        {
            "Action": [
                "autoscaling:DescribeAutoScalingGroups",
                "autoscaling:DescribeAutoScalingInstances",
                "autoscaling:DescribeLaunchConfigurations",
                "autoscaling:DescribeScalingActivities",
                "autoscaling:DescribeTags",
                "ec2:DescribeImages",
                "ec2:DescribeInstanceTypes",
                "ec2:DescribeLaunchTemplateVersions",
                "ec2:GetInstanceTypesFromInstanceRequirements",
            ],
            "Resource": "*",
        },
        {
            "Action": ["eks:DescribeNodegroup"],
            "Resource": f"arn:aws:eks:*:*:nodegroup/{cluster_name}/*",
        },
        {
            "Action": ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
            "Resource": "*",
            "Condition": {"StringEquals": {f"aws:ResourceTag/k8s.io/cluster-autoscaler/{cluster_name}": "owned"}},
        },
    )


def _pod(args: ClusterAutoscalerArgs, image: pulumi.Output[str]) -> dict[str, Any]:
    return {
        "service_account_name": ACCOUNT,
        "automount_service_account_token": False,
        "priority_class_name": "system-cluster-critical",
        "security_context": {
            "run_as_non_root": True,
            "run_as_user": 65534,
            "run_as_group": 65534,
            "fs_group": 65534,
            "seccomp_profile": {"type": "RuntimeDefault"},
        },
        "volumes": [token_volume()],
        "containers": [
            {
                "name": ACCOUNT,
                "image": image,
                "command": [
                    "./cluster-autoscaler",
                    "--cloud-provider=aws",
                    "--node-group-auto-discovery=asg:tag=k8s.io/cluster-autoscaler/enabled,"
                    f"k8s.io/cluster-autoscaler/{args.cluster_name}",
                    "--balance-similar-node-groups",
                    "--expander=least-waste",
                    "--skip-nodes-with-system-pods=false",
                    "--stderrthreshold=info",
                ],
                "volume_mounts": [token_mount()],
                "env": [{"name": "AWS_REGION", "value": args.region}],
                "ports": [{"name": "http", "container_port": 8085}],
                "readiness_probe": {"http_get": {"path": "/health-check", "port": "http"}},
                "liveness_probe": {
                    "http_get": {"path": "/health-check", "port": "http"},
                    "initial_delay_seconds": 60,
                    "failure_threshold": 5,
                },
                "resources": {
                    "requests": {"cpu": "100m", "memory": "300Mi"},
                    "limits": {"cpu": "500m", "memory": "600Mi"},
                },
                "security_context": {
                    "allow_privilege_escalation": False,
                    "read_only_root_filesystem": True,
                    "capabilities": {"drop": ["ALL"]},
                },
            }
        ],
    }
