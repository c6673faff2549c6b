"""The cluster of the kubeconfig as a platform for LexFix."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_kubernetes as k8s

from infra.local.cluster import Cluster
from infra.local.databases import Databases
from infra.platform import IMAGES, ClusterAccess, DataStores, Entrance, Registry


@dataclass(frozen=True)
class LocalPlatformArgs:
    cluster: Cluster
    registry: str
    """Address under which this machine and the cluster's nodes reach the image registry: ``localhost:5000``."""
    url: str
    """Where a browser on this machine finds the ingress controller."""


class LocalPlatform(pulumi.ComponentResource):
    """What the local cluster brings is k3s's: Traefik as ingress class, a default storage class, metrics, DNS."""

    kubernetes: k8s.Provider
    access: ClusterAccess
    registry: Registry
    stores: DataStores
    entrance: Entrance
    log_bucket: None = None

    def __init__(self, name: str, args: LocalPlatformArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:local:Platform", name, None, opts)
        self.kubernetes = k8s.Provider(
            "cluster",
            context=args.cluster.context,
            cluster_identifier=args.cluster.name,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.access = ClusterAccess(context=args.cluster.context)
        self.registry = Registry(repositories={image: f"{args.registry}/{image}" for image in IMAGES})
        self.stores = Databases("databases", pulumi.ResourceOptions(parent=self, providers=[self.kubernetes])).stores
        self.entrance = Entrance(url=args.url, ingress_class="traefik", namespace="kube-system")
        self.register_outputs({})
