"""The Service in front of a workload's pods."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
import pulumi_kubernetes as k8s
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from infra.lexfix import pod


def service(
    name: str,
    namespace: pulumi.Input[str],
    ports: Mapping[str, tuple[int, int | str]],
    pods: pulumi.Resource,
    *,
    parent: pulumi.Resource,
    internal_traffic_policy: str | None = None,
) -> k8s.core.v1.Service:
    """Each of ``ports`` is its number and the pods' port. Declared after ``pods``, which are up by then.

    The provider would watch the endpoints of each Service for ten seconds more, one after another in a first update.
    """
    return k8s.core.v1.Service(
        name,
        metadata=meta.ObjectMetaArgs(
            name=name,
            namespace=namespace,
            labels=pod.labels(name),
            annotations={"pulumi.com/skipAwait": "true"},
        ),
        spec=core.ServiceSpecArgs(
            selector=pod.selector(name),
            ports=[
                core.ServicePortArgs(name=port, port=number, target_port=target)
                for port, (number, target) in ports.items()
            ],
            internal_traffic_policy=internal_traffic_policy,
        ),
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[pods]),
    )
