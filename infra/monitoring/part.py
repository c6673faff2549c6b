"""One program of the monitoring: its pod, its configuration, its Service, and who may reach it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pulumi_kubernetes as k8s
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta
from pulumi_kubernetes.networking import v1 as networking

from infra.api_token import token_mount, token_volume
from infra.lexfix import pod
from infra.lexfix.network import fence, pods_of, ports
from infra.lexfix.service import service
from infra.lexfix.size import mebibytes
from infra.pinned import pinned
from infra.platform import MONITORING
from infra.rbac import cluster_role

METRICS = "metrics"
"""Name of the container port by which Prometheus finds a pod."""
NOBODY = 65534
"""User and group of the upstream images."""
CONFIGURATION, SECRETS = "/etc/lexfix/configuration", "/etc/lexfix/secrets"
"""Where a pod finds ``PartArgs.configuration`` and ``PartArgs.secret_files``."""

NODE = "NODE_NAME"
"""Environment variable of a part that runs on every node: the node's name."""
_NODE_NAME = core.EnvVarArgs(
    name=NODE, value_from=core.EnvVarSourceArgs(field_ref=core.ObjectFieldSelectorArgs(field_path="spec.nodeName"))
)


@dataclass(frozen=True)
class Volume:
    """A volume that outlives the pod, of the default storage class."""

    path: str
    size: str


@dataclass(frozen=True)
class PartArgs:
    """What differs between one program and another."""

    namespace: pulumi.Input[str]
    image: str
    """Public image by tag."""
    command: Sequence[str]
    """Program and arguments, by the path that upstream's image has it under."""
    ports: Mapping[str, int]
    """Name to number; ``METRICS`` is scraped."""
    memory: str
    """Limit; half of it is reserved."""
    ready: str
    """Path that answers 200 when requests are served, on the first port."""
    live: str
    cpu: str = "10m"
    user: int = NOBODY
    group: int | None = None
    """The user's own where it is left open."""
    volume: Volume | None = None
    every_node: bool = False
    """A pod on each node, whatever else the node is meant for; the Service leads to the caller's own node."""
    configuration: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Paths under ``CONFIGURATION`` to contents. A change rolls the pod."""
    secret_files: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    environment: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    secrets: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Environment variables that are secret."""
    scratch: Sequence[str] = ()
    """Paths to write to, gone with the pod."""
    reads: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Paths to the claims whose volumes are there to be read."""
    certificate_authority: pulumi.Input[str] | None = None
    """Name of the ConfigMap that signs the stores' certificates."""
    rights: Sequence[Mapping[str, Any]] = ()
    """Rules across the cluster; with any, the pod gets a token for the API."""
    callers: Sequence[networking.NetworkPolicyPeerArgs] = field(default_factory=lambda: pods_of(MONITORING))
    calls: Sequence[networking.NetworkPolicyEgressRuleArgs] = ()


class Part(pulumi.ComponentResource):
    """Everything is called ``name``: with a volume a StatefulSet, else a Deployment or DaemonSet, and a Service."""

    service: k8s.core.v1.Service

    def __init__(self, name: str, args: PartArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:monitoring:Part", name, None, opts)
        self._name, self._args = name, args
        self._metadata = pod.metadata(name, args.namespace)
        self._child = pulumi.ResourceOptions(parent=self)
        account = k8s.core.v1.ServiceAccount(
            name, metadata=self._metadata, automount_service_account_token=False, opts=self._child
        )
        if args.rights:
            cluster_role(name, account, [dict(rule) for rule in args.rights], self._child)
        callers = networking.NetworkPolicyIngressRuleArgs(from_=list(args.callers), ports=ports(*args.ports.values()))
        fence(self, name, args.namespace, callers=[callers], calls=args.calls)
        pods = self._workload(self._template(account))
        self.service = service(
            name,
            args.namespace,
            {port: (number, port) for port, number in args.ports.items()},
            pods,
            parent=self,
            internal_traffic_policy="Local" if args.every_node else None,
        )
        self.register_outputs({})

    def _workload(self, template: core.PodTemplateSpecArgs) -> pulumi.Resource:
        selector = meta.LabelSelectorArgs(match_labels=pod.selector(self._name))
        if self._args.every_node:
            every_node = k8s.apps.v1.DaemonSetSpecArgs(selector=selector, template=template)
            return k8s.apps.v1.DaemonSet(self._name, metadata=self._metadata, spec=every_node, opts=self._child)
        if self._args.volume:
            return self._stateful_set(selector, template, self._args.volume)
        return k8s.apps.v1.Deployment(
            self._name,
            metadata=self._metadata,
            spec=k8s.apps.v1.DeploymentSpecArgs(
                replicas=1,
                revision_history_limit=1,
                selector=selector,
                strategy=k8s.apps.v1.DeploymentStrategyArgs(
                    type="RollingUpdate",
                    rolling_update=k8s.apps.v1.RollingUpdateDeploymentArgs(max_unavailable=0, max_surge=1),
                ),
                template=template,
            ),
            opts=self._child,
        )

    def _stateful_set(
        self, selector: meta.LabelSelectorArgs, template: core.PodTemplateSpecArgs, volume: Volume
    ) -> k8s.apps.v1.StatefulSet:
        return k8s.apps.v1.StatefulSet(
            self._name,
            metadata=self._metadata,
            spec=k8s.apps.v1.StatefulSetSpecArgs(
                replicas=1,
                service_name=self._name,
                revision_history_limit=1,
                selector=selector,
                template=template,
                volume_claim_templates=[pod.volume_claim(volume.size)],
                persistent_volume_claim_retention_policy=pod.volume_goes_with_the_set(),
            ),
            opts=self._child,
        )

    def _template(self, account: k8s.core.v1.ServiceAccount) -> core.PodTemplateSpecArgs:
        args = self._args
        volumes, mounts = self._files()
        return core.PodTemplateSpecArgs(
            metadata=meta.ObjectMetaArgs(labels=pod.labels(self._name)),
            spec=core.PodSpecArgs(
                service_account_name=account.metadata.name,
                automount_service_account_token=False,
                enable_service_links=False,
                security_context=pod.pod_security(args.user, args.group),
                tolerations=[core.TolerationArgs(operator="Exists")] if args.every_node else None,
                containers=[self._container(mounts)],
                volumes=volumes,
            ),
        )

    def _container(self, mounts: list[core.VolumeMountArgs]) -> core.ContainerArgs:
        args = self._args
        first = next(iter(args.ports))
        return core.ContainerArgs(
            name=self._name,
            image=pinned(args.image, parent=self),
            command=list(args.command),
            ports=[core.ContainerPortArgs(name=name, container_port=number) for name, number in args.ports.items()],
            env=[
                *([_NODE_NAME] if args.every_node else []),
                *pod.environment({**_frugal(args.memory), **args.environment}),
                *self._secret_environment(),
            ],
            resources=pod.resources(args.cpu, f"{mebibytes(args.memory) // 2}Mi", args.memory),
            startup_probe=pod.probe(args.ready, first, period=1, failures=120),
            readiness_probe=pod.probe(args.ready, first, period=10, failures=3),
            liveness_probe=pod.probe(args.live, first, period=20, failures=3),
            security_context=pod.container_security(),
            volume_mounts=mounts,
        )

    def _secret_environment(self) -> list[core.EnvVarArgs]:
        if not self._args.secrets:
            return []
        secret = self._secret(f"{self._name}-environment", self._args.secrets)
        return pod.secret_environment(secret, self._args.secrets)

    def _secret(self, name: str, values: Mapping[str, pulumi.Input[str]]) -> pulumi.Output[str]:
        """A Secret whose name follows its content, so that the pod that reads it rolls."""
        secret = k8s.core.v1.Secret(name, metadata=self._unnamed, string_data=values, immutable=True, opts=self._child)
        return secret.metadata.name

    @property
    def _unnamed(self) -> meta.ObjectMetaArgs:
        return meta.ObjectMetaArgs(namespace=self._args.namespace, labels=pod.labels(self._name))

    def _files(self) -> tuple[list[core.VolumeArgs], list[core.VolumeMountArgs]]:
        args = self._args
        volumes = [pod.scratch_volume(f"scratch-{number}") for number, _ in enumerate(args.scratch)]
        mounts = [pod.scratch_mount(path, f"scratch-{number}") for number, path in enumerate(args.scratch)]
        if args.configuration:
            files = k8s.core.v1.ConfigMap(
                self._name,
                metadata=self._unnamed,
                data={_key(path): text for path, text in args.configuration.items()},
                immutable=True,
                opts=self._child,
            )
            items = [core.KeyToPathArgs(key=_key(path), path=path) for path in args.configuration]
            source = core.ConfigMapVolumeSourceArgs(name=files.metadata.name, items=items)
            volumes.append(core.VolumeArgs(name="configuration", config_map=source))
            mounts.append(core.VolumeMountArgs(name="configuration", mount_path=CONFIGURATION, read_only=True))
        if args.secret_files:
            secret = core.SecretVolumeSourceArgs(secret_name=self._secret(f"{self._name}-files", args.secret_files))
            volumes.append(core.VolumeArgs(name="secrets", secret=secret))
            mounts.append(core.VolumeMountArgs(name="secrets", mount_path=SECRETS, read_only=True))
        if args.rights:
            volumes.append(core.VolumeArgs(**token_volume()))
            mounts.append(core.VolumeMountArgs(**token_mount()))
        for number, (path, claim) in enumerate(args.reads.items()):
            held = core.PersistentVolumeClaimVolumeSourceArgs(claim_name=claim, read_only=True)
            volumes.append(core.VolumeArgs(name=f"reads-{number}", persistent_volume_claim=held))
            mounts.append(core.VolumeMountArgs(name=f"reads-{number}", mount_path=path, read_only=True))
        if args.volume:
            mounts.append(core.VolumeMountArgs(name="data", mount_path=args.volume.path))
        volumes += pod.certificate_volumes(args.certificate_authority)
        mounts += pod.certificate_mounts(args.certificate_authority)
        return volumes, mounts


def _key(path: str) -> str:
    """A ConfigMap's keys know no folders."""
    return path.replace("/", ".")


def _frugal(memory: str) -> dict[str, str]:
    """All are written in Go, whose collector works harder before the limit rather than reach it."""
    return {"GOMEMLIMIT": f"{mebibytes(memory) * 4 // 5}MiB"}
