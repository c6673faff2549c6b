"""The contract between LexFix and the place it runs.

A platform supplies a Kubernetes, an image registry, the three data stores and the way in from the internet.
LexFix (``infra.lexfix``) takes any of them and never asks which one it got.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import pulumi
import pulumi_docker_build as docker_build
import pulumi_kubernetes as k8s

NAMESPACE = "lexfix"
"""Kubernetes namespace that LexFix runs in, on every platform."""
MONITORING = "monitoring"
"""Kubernetes namespace of what watches the cluster; the only one whose pods may ask for metrics."""
LOG_ACCOUNT = "loki"
"""Service account, in ``MONITORING``, of the pods that keep logs."""
LOG_DAYS_AT_MOST = 90
"""Logs are about children: nowhere are they kept for longer."""
ML_NODES = {"lexfix.com/workload": "ml"}
"""Labels of nodes meant for the ML service, and their soft taints, where a platform has such nodes."""
IMAGES = ("lexfix-app", "lexfix-e2e", "lexfix-ml")
"""What LexFix builds; a registry has a repository for each."""
CERTIFICATE_AUTHORITY_FILE = "/etc/lexfix/stores/ca.pem"
"""Where a pod finds ``DataStores.certificate_authority``; connection URLs name this path."""


@dataclass(frozen=True)
class Registry:
    """Where images are pushed by the engine and pulled by the nodes."""

    repositories: Mapping[str, pulumi.Input[str]]
    """Each of ``IMAGES`` to its repository address without a tag."""
    logins: list[docker_build.RegistryArgs] = field(default_factory=list)
    """Credentials for pushing; empty where the registry asks for none."""
    caches: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Image name to the reference that keeps its build cache; empty for the builder's own cache."""


@dataclass(frozen=True)
class DataStores:
    """Connection URLs, credentials and TLS parameters included. All are Pulumi secrets."""

    postgres: pulumi.Output[str]
    mongodb: pulumi.Output[str]
    redis: pulumi.Output[str]
    certificate_authority: pulumi.Input[str] | None = None
    """PEM bundle that signs the stores' certificates, where the images' own bundle does not know it."""
    ready: tuple[pulumi.Resource, ...] = ()
    """What must exist before the first connection."""
    peers: tuple[k8s.networking.v1.NetworkPolicyPeerArgs, ...] = ()
    """Where the stores are, for the network policies; empty lets the workloads reach the stores' ports anywhere."""


@dataclass(frozen=True)
class Entrance:
    """How a learner's browser reaches the app."""

    url: str
    """Public address without a trailing slash: ``https://app.lexfix.com``."""
    ingress_class: str
    host: str | None = None
    """Host name the Ingress matches; ``None`` matches any."""
    annotations: Mapping[str, str] = field(default_factory=dict)
    namespace: str = ""
    """Namespace of the ingress controller: the only one whose traffic the app admits."""
    ready: tuple[pulumi.Resource, ...] = ()
    """What must exist before the address answers: the name and the way to the controller."""


@dataclass(frozen=True)
class ClusterAccess:
    """How the Kubernetes provider reaches the cluster, for what measures in it: by one of the two."""

    context: str | None = None
    """Of the kubeconfig that every Kubernetes tool reads."""
    kubeconfig: pulumi.Input[str] | None = None
    """A kubeconfig as JSON, without a credential in it."""


@dataclass(frozen=True)
class LogBucket:
    """Object storage that the pods of ``LOG_ACCOUNT`` may use, without a secret."""

    name: pulumi.Input[str]
    region: str
    ready: tuple[pulumi.Resource, ...] = ()
    """What must exist before those pods start."""


class Platform(Protocol):
    """What LexFix needs from the place it runs."""

    @property
    def kubernetes(self) -> k8s.Provider: ...

    @property
    def access(self) -> ClusterAccess:
        """The way that ``kubernetes`` goes."""

    @property
    def registry(self) -> Registry: ...

    @property
    def stores(self) -> DataStores: ...

    @property
    def entrance(self) -> Entrance: ...

    @property
    def log_bucket(self) -> LogBucket | None:
        """``None`` where logs are kept on a volume."""
        ...
