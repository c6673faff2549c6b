"""Versions of what runs in the cluster, pinned together for one Kubernetes minor.

A change of ``ClusterSize.version`` needs a row here. Newer builds:
``aws eks describe-addon-versions --kubernetes-version 1.35``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Versions:
    """EKS add-on versions and the autoscaler image that fit one Kubernetes minor."""

    vpc_cni: str
    kube_proxy: str
    coredns: str
    pod_identity_agent: str
    ebs_csi_driver: str
    metrics_server: str
    cluster_autoscaler: str


KUBERNETES: dict[str, Versions] = {
    "1.35": Versions(
        vpc_cni="v1.21.1-eksbuild.8",
        kube_proxy="v1.35.3-eksbuild.5",
        coredns="v1.14.2-eksbuild.4",
        pod_identity_agent="v1.3.10-eksbuild.3",
        ebs_csi_driver="v1.59.0-eksbuild.1",
        metrics_server="v0.8.1-eksbuild.6",
        cluster_autoscaler="registry.k8s.io/autoscaling/cluster-autoscaler:v1.35.1",
    )
}

NGINX_INGRESS = "public.ecr.aws/nginx/nginx-ingress:5.5.4"
"""F5's own publication; Amazon's public registry limits pulls less than Docker Hub."""
