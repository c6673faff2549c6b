"""The platform on AWS: every component, wired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as k8s
from pulumi_kubernetes.networking import v1 as networking

from infra.aws.addons import Addons, AddonsArgs, cluster_addons, node_addons
from infra.aws.alarms import Alarms, AlarmsArgs
from infra.aws.backup import Backup, BackupArgs
from infra.aws.cache import Cache, CacheArgs
from infra.aws.cluster import Cluster, ClusterArgs
from infra.aws.cluster_autoscaler import ClusterAutoscaler, ClusterAutoscalerArgs
from infra.aws.dns import Certificate, CertificateArgs, Name, NameArgs
from infra.aws.documents import Documents, DocumentsArgs
from infra.aws.iam import Role, RoleArgs, trust
from infra.aws.ingress_controller import INGRESS_CLASS, NAMESPACE, IngressController, IngressControllerArgs
from infra.aws.keys import Key, KeyArgs, alarm_service, log_service
from infra.aws.load_balancer import LoadBalancer, LoadBalancerArgs, NodePorts
from infra.aws.log_bucket import LogBucket, LogBucketArgs
from infra.aws.metrics import Threshold
from infra.aws.network import Network, NetworkArgs
from infra.aws.nodes import NodeGroup, NodeGroupArgs
from infra.aws.plan import Plan
from infra.aws.postgres import Postgres, PostgresArgs
from infra.aws.registry import Registry, RegistryArgs
from infra.aws.routes import route_annotations
from infra.aws.sizes import NodeGroupSize
from infra.aws.storage import Storage
from infra.aws.stores import StorePlace, certificate_authority
from infra.aws.subnets import divide
from infra.aws.versions import KUBERNETES
from infra.platform import ML_NODES, ClusterAccess, DataStores, Entrance
from infra.platform import LogBucket as PlatformLogBucket
from infra.platform import Registry as PlatformRegistry


@dataclass(frozen=True)
class Keys:
    """One key per kind of content, so that access to one is no access to another."""

    data: Key
    cluster: Key
    registry: Key
    logs: Key


class AwsPlatform(pulumi.ComponentResource):
    """Implements ``infra.platform.Platform`` with EKS, ECR, RDS, DocumentDB, ElastiCache, NLB, Route 53 and ACM."""

    network: Network
    cluster: Cluster

    def __init__(self, name: str, args: Plan, opts: pulumi.ResourceOptions | None = None) -> None:
        provider = aws.Provider(f"{name}-aws", region=args.region, allowed_account_ids=[args.account])
        super().__init__(
            "lexfix:aws:Platform",
            name,
            None,
            pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(providers=[provider])),
        )
        self._name, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        self._thresholds: list[Threshold] = []
        self._keys = self._create_keys()
        self.network = Network(
            f"{name}-network",
            NetworkArgs(args.environment, args.account, args.region, args.network, self._keys.logs.arn),
            self._child,
        )
        self._registry = Registry(
            f"{name}-registry",
            RegistryArgs(args.environment, args.account, self._keys.registry.arn, disposable=not self._protected),
            self._child,
        )
        self.cluster = self._create_cluster()
        nodes = self._create_nodes()
        self._kubernetes = self._create_kubernetes(nodes)
        self._stores = self._create_stores()
        self._entrance = self._create_entrance(nodes)
        self._log_bucket = LogBucket(
            f"{name}-logs",
            LogBucketArgs(
                args.environment,
                args.account,
                args.region,
                self.cluster.name,
                self._keys.logs.arn,
                disposable=not self._protected,
            ),
            self._child,
        )
        Alarms(
            f"{name}-alarms",
            AlarmsArgs(args.environment, args.alarms, self._keys.logs.arn, self._thresholds),
            self._child,
        )
        self.register_outputs({"url": self._entrance.url, "clusterName": self.cluster.name})

    @property
    def kubernetes(self) -> k8s.Provider:
        """Provider of the EKS cluster; usable once nodes and add-ons are there."""
        return self._kubernetes

    @property
    def access(self) -> ClusterAccess:
        return ClusterAccess(kubeconfig=self.cluster.kubeconfig)

    @property
    def registry(self) -> PlatformRegistry:
        return self._registry.platform

    @property
    def stores(self) -> DataStores:
        return self._stores

    @property
    def entrance(self) -> Entrance:
        return self._entrance

    @property
    def log_bucket(self) -> PlatformLogBucket:
        return self._log_bucket.platform

    @property
    def _protected(self) -> bool:
        return self._args.cluster.deletion_protection

    def _create_keys(self) -> Keys:
        environment, account = self._args.environment, self._args.account

        def key(
            purpose: str, services: Mapping[str, Mapping[str, Any]] | None = None, *, protected: bool = False
        ) -> Key:
            return Key(
                f"{self._name}-{purpose}",
                KeyArgs(environment, account, purpose, services or {}, protected),
                self._child,
            )

        return Keys(
            data=key("data", protected=self._args.postgres.deletion_protection),
            cluster=key("cluster", protected=self._protected),
            registry=key("registry"),
            logs=key("logs", {**log_service(self._args.region, account), **alarm_service(account)}),
        )

    def _create_cluster(self) -> Cluster:
        args = self._args
        return Cluster(
            f"{self._name}-cluster",
            ClusterArgs(
                environment=args.environment,
                account=args.account,
                region=args.region,
                size=args.cluster,
                service_cidr=args.network.service_cidr,
                subnet_ids=self.network.private_subnet_ids,
                key_arn=self._keys.cluster.arn,
                log_key_arn=self._keys.logs.arn,
            ),
            self._child,
        )

    def _create_nodes(self) -> list[NodeGroup]:
        args = self._args
        versions = KUBERNETES[args.cluster.version]
        before = Addons(
            f"{self._name}-node-addons",
            AddonsArgs(args.environment, self.cluster.name, node_addons(versions)),
            self._child,
        )
        role = Role(
            f"{self._name}-node",
            RoleArgs(
                args.environment,
                "cluster",
                trust("ec2.amazonaws.com"),
                managed=["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"],
            ),
            self._child,
        )

        def group(label: str, size: NodeGroupSize, marks: Mapping[str, str]) -> NodeGroup:
            return NodeGroup(
                f"{self._name}-{label}-nodes",
                NodeGroupArgs(
                    environment=args.environment,
                    cluster_name=self.cluster.name,
                    kubernetes_version=args.cluster.version,
                    role_arn=role.arn,
                    subnet_ids=self.network.private_subnet_ids,
                    size=size,
                    labels=marks,
                    soft_taints=marks,
                ),
                pulumi.ResourceOptions(parent=self, depends_on=before.ready),
            )

        return [group("general", args.cluster.general, {}), group("ml", args.cluster.ml, ML_NODES)]

    def _create_kubernetes(self, nodes: list[NodeGroup]) -> k8s.Provider:
        args = self._args
        versions = KUBERNETES[args.cluster.version]
        after = Addons(
            f"{self._name}-cluster-addons",
            AddonsArgs(args.environment, self.cluster.name, cluster_addons(versions)),
            pulumi.ResourceOptions(parent=self, depends_on=[node.group for node in nodes]),
        )
        provider = k8s.Provider(
            f"{self._name}-kubernetes",
            kubeconfig=self.cluster.kubeconfig,
            # Identifies the cluster by itself: a new endpoint or certificate must not replace everything in it.
            cluster_identifier=self.cluster.arn,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[*self.cluster.access, *after.ready]),
        )
        inside = pulumi.ResourceOptions(parent=self, providers=[provider])
        Storage(f"{self._name}-storage", inside)
        ClusterAutoscaler(
            f"{self._name}-autoscaler",
            ClusterAutoscalerArgs(
                args.environment, args.region, f"lexfix-{args.environment}", versions.cluster_autoscaler
            ),
            inside,
        )
        return provider

    def _create_stores(self) -> DataStores:
        args = self._args
        place = StorePlace(
            environment=args.environment,
            vpc_id=self.network.vpc_id,
            subnet_ids=self.network.database_subnet_ids,
            workload_group_id=self.cluster.workload_group_id,
            key_arn=self._keys.data.arn,
            log_key_arn=self._keys.logs.arn,
            log_days=args.cluster.log_days,
        )
        postgres = Postgres(f"{self._name}-postgres", PostgresArgs(args.postgres, place), self._child)
        documents = Documents(f"{self._name}-documents", DocumentsArgs(args.documents, place), self._child)
        cache = Cache(f"{self._name}-cache", CacheArgs(args.cache, place), self._child)
        backup = self._create_backup([postgres.arn, documents.arn])
        self._thresholds += [
            *postgres.thresholds,
            *documents.thresholds,
            *cache.thresholds,
            *backup.thresholds,
        ]
        return DataStores(
            postgres=postgres.url,
            mongodb=documents.url,
            redis=cache.url,
            certificate_authority=certificate_authority(args.region),
            ready=(postgres.instance, *documents.instances, cache.group),
            peers=tuple(
                networking.NetworkPolicyPeerArgs(ip_block=networking.IPBlockArgs(cidr=blocks.database))
                for blocks in divide(args.network.cidr, len(args.network.zones))
            ),
        )

    def _create_backup(self, arns: list[pulumi.Output[str]]) -> Backup:
        args = self._args
        elsewhere = aws.Provider(
            f"{self._name}-aws-backup",
            region=args.backup_region,
            allowed_account_ids=[args.account],
            opts=self._child,
        )
        copy_key = Key(
            f"{self._name}-backup-copies",
            KeyArgs(args.environment, args.account, "backup-copies", protected=self._protected),
            pulumi.ResourceOptions(parent=self, providers=[elsewhere]),
        )
        return Backup(
            f"{self._name}-backup",
            BackupArgs(
                environment=args.environment,
                account=args.account,
                size=args.backup,
                resource_arns=arns,
                key_arn=self._keys.data.arn,
                copy_provider=elsewhere,
                copy_key_arn=copy_key.arn,
                protected=self._protected,
            ),
            self._child,
        )

    def _create_entrance(self, nodes: list[NodeGroup]) -> Entrance:
        args, size, ports = self._args, self._args.entrance, NodePorts()
        certificate = Certificate(
            f"{self._name}-certificate",
            CertificateArgs(args.environment, size.hostname, size.zone_id),
            self._child,
        )
        balancer = LoadBalancer(
            f"{self._name}-entrance",
            LoadBalancerArgs(
                environment=args.environment,
                vpc_id=self.network.vpc_id,
                subnet_ids=self.network.public_subnet_ids,
                certificate_arn=certificate.arn,
                workload_group_id=self.cluster.workload_group_id,
                autoscaling_groups=[node.autoscaling_group for node in nodes],
                ports=ports,
                deletion_protection=size.deletion_protection,
            ),
            self._child,
        )
        self._thresholds += [*certificate.thresholds, *balancer.thresholds]
        controller = IngressController(
            f"{self._name}-ingress",
            IngressControllerArgs(size.hostname, size.controller_replicas, ports),
            pulumi.ResourceOptions(parent=self, providers=[self._kubernetes]),
        )
        name = Name(
            f"{self._name}-name",
            NameArgs(size.hostname, size.zone_id, balancer.dns_name, balancer.zone_id),
            self._child,
        )
        return Entrance(
            url=f"https://{size.hostname}",
            ingress_class=INGRESS_CLASS,
            host=size.hostname,
            annotations=route_annotations(size.requests_per_second),
            namespace=NAMESPACE,
            ready=(balancer, controller, name),
        )
