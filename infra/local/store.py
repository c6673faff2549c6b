"""A database inside the cluster: one pod with a volume of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_kubernetes as k8s
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta
from pulumi_kubernetes.networking import v1 as networking

from infra.lexfix import pod
from infra.lexfix.network import pods_of, ports
from infra.lexfix.service import service
from infra.pinned import pinned
from infra.platform import MONITORING, NAMESPACE

USER = 999
"""User and group of the official images of PostgreSQL, MongoDB and Redis."""


@dataclass(frozen=True)
class StoreArgs:
    """What differs between one database and another."""

    namespace: pulumi.Input[str]
    image: str
    """Public image by tag."""
    port: int
    data_path: str
    """Where the volume is mounted."""
    size: str
    """Of the volume: ``2Gi``. It is asked of the default storage class."""
    memory: str
    """Limit; half is not enough for a laptop's load, so the request is small and the limit is what counts."""
    ready: Sequence[str]
    """Command that succeeds when queries are answered; empty for a connection to the port."""
    secret: Mapping[str, pulumi.Input[str]]
    """Environment variables that are secret."""
    environment: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    arguments: Sequence[str] = ()
    files: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Secret files, by name, in ``FILES``."""
    scratch: Sequence[str] = (pod.SCRATCH,)
    """Directories to write to, besides the volume."""


FILES = "/etc/lexfix/store"


class Store(pulumi.ComponentResource):
    """StatefulSet, Service and Secret called ``name``, reachable by LexFix and the exporters only."""

    service: k8s.core.v1.Service
    host: pulumi.Output[str]
    """Name that resolves in the whole cluster."""

    def __init__(self, name: str, args: StoreArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:local:Store", name, None, opts)
        self._name, self._args = name, args
        self._metadata = pod.metadata(name, args.namespace)
        here = pulumi.ResourceOptions(parent=self)
        account = k8s.core.v1.ServiceAccount(
            name, metadata=self._metadata, automount_service_account_token=False, opts=here
        )
        secret = k8s.core.v1.Secret(
            name,
            metadata=meta.ObjectMetaArgs(namespace=args.namespace, labels=pod.labels(name)),
            string_data={**args.secret, **args.files},
            immutable=True,
            opts=here,
        )
        self._admit()
        pods = self._stateful_set(account.metadata.name, secret.metadata.name)
        self.service = service(name, args.namespace, {"store": (args.port, "store")}, pods, parent=self)
        self.host = self.service.metadata.apply(lambda known: f"{known.name}.{known.namespace}.svc")
        self.register_outputs({"host": self.host})

    def _admit(self) -> None:
        networking.NetworkPolicy(
            self._name,
            metadata=self._metadata,
            spec=networking.NetworkPolicySpecArgs(
                pod_selector=meta.LabelSelectorArgs(match_labels=pod.selector(self._name)),
                policy_types=["Ingress"],
                ingress=[
                    networking.NetworkPolicyIngressRuleArgs(
                        from_=[*pods_of(NAMESPACE), *pods_of(MONITORING)], ports=ports(self._args.port)
                    )
                ],
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _stateful_set(self, account: pulumi.Output[str], secret: pulumi.Output[str]) -> k8s.apps.v1.StatefulSet:
        args = self._args
        return k8s.apps.v1.StatefulSet(
            self._name,
            metadata=self._metadata,
            spec=k8s.apps.v1.StatefulSetSpecArgs(
                replicas=1,
                service_name=self._name,
                selector=meta.LabelSelectorArgs(match_labels=pod.selector(self._name)),
                volume_claim_templates=[pod.volume_claim(args.size)],
                # The password dies with the stack; data that nobody can open must not outlive it.
                persistent_volume_claim_retention_policy=pod.volume_goes_with_the_set(),
                template=core.PodTemplateSpecArgs(
                    metadata=meta.ObjectMetaArgs(labels=pod.labels(self._name)),
                    spec=core.PodSpecArgs(
                        service_account_name=account,
                        automount_service_account_token=False,
                        enable_service_links=False,
                        security_context=pod.pod_security(USER),
                        containers=[self._container(secret)],
                        volumes=[
                            *(pod.scratch_volume(f"scratch-{number}") for number, _ in enumerate(args.scratch)),
                            *self._file_volumes(secret),
                        ],
                    ),
                ),
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _container(self, secret: pulumi.Output[str]) -> core.ContainerArgs:
        args = self._args
        connection = core.TCPSocketActionArgs(port="store")
        ready = core.ExecActionArgs(command=list(args.ready)) if args.ready else None
        return core.ContainerArgs(
            name=self._name,
            image=pinned(args.image, parent=self),
            args=list(args.arguments) or None,
            ports=[core.ContainerPortArgs(name="store", container_port=args.port)],
            env=[*pod.environment(args.environment), *pod.secret_environment(secret, args.secret)],
            resources=pod.resources("50m", "128Mi", args.memory),
            startup_probe=core.ProbeArgs(tcp_socket=connection, period_seconds=2, failure_threshold=90),
            readiness_probe=core.ProbeArgs(
                exec_=ready, tcp_socket=None if ready else connection, period_seconds=10, timeout_seconds=5
            ),
            liveness_probe=core.ProbeArgs(tcp_socket=connection, period_seconds=20, timeout_seconds=5),
            security_context=pod.container_security(),
            volume_mounts=[
                core.VolumeMountArgs(name="data", mount_path=args.data_path),
                *(pod.scratch_mount(path, f"scratch-{number}") for number, path in enumerate(args.scratch)),
                *([core.VolumeMountArgs(name="files", mount_path=FILES, read_only=True)] if args.files else []),
            ],
        )

    def _file_volumes(self, secret: pulumi.Output[str]) -> list[core.VolumeArgs]:
        if not self._args.files:
            return []
        items = [core.KeyToPathArgs(key=file, path=file) for file in self._args.files]
        return [core.VolumeArgs(name="files", secret=core.SecretVolumeSourceArgs(secret_name=secret, items=items))]
