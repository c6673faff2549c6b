"""Who may talk to whom: nobody, except where a policy here says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.meta import v1 as meta
from pulumi_kubernetes.networking import v1 as networking

from infra.lexfix.alerts import Watch
from infra.lexfix.pod import labels, selector

STORE_PORTS = (5432, 27017, 6379)
"""PostgreSQL, MongoDB, Redis."""
DNS_NAMESPACE = "kube-system"


@dataclass(frozen=True)
class NetworkArgs:
    namespace: pulumi.Input[str]
    ingress_namespace: str
    """Namespace of the ingress controller."""
    stores: Sequence[networking.NetworkPolicyPeerArgs]
    watch: Watch
    app_port: int
    ml_port: int


class Network(pulumi.ComponentResource):
    """Network policies. Probes come from the node itself, which policies do not cover."""

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:app:Network", name, None, opts)
        self._namespace = args.namespace
        stores = networking.NetworkPolicyEgressRuleArgs(to=list(args.stores), ports=ports(*STORE_PORTS))
        ml = networking.NetworkPolicyEgressRuleArgs(to=[_pods("ml-service")], ports=ports(args.ml_port))
        deny_by_default(self, args.namespace)
        self._allow("app", came_from=pods_of(args.ingress_namespace), port=args.app_port, to=[dns(), stores, ml])
        self._allow(
            "ml-service",
            came_from=[_pods("app"), _pods("app-trial"), _pods("smoke")],
            port=args.ml_port,
            to=[dns(), stores],
        )
        self._allow("app-trial", came_from=[], port=None, to=[dns(), stores, ml])
        self._allow("smoke", came_from=[], port=None, to=[dns(), stores, ml])
        self._allow("ml-trial", came_from=[], port=None, to=[])
        prometheus = networking.NetworkPolicyEgressRuleArgs(
            to=pods_of(args.watch.namespace), ports=ports(args.watch.port)
        )
        self._allow("alerts", came_from=[], port=None, to=[dns(), prometheus])
        self._allow("migrate", came_from=[], port=None, to=[dns(), stores])
        self.register_outputs({})

    def _allow(
        self,
        workload: str,
        came_from: Sequence[networking.NetworkPolicyPeerArgs],
        port: int | None,
        to: Sequence[networking.NetworkPolicyEgressRuleArgs],
    ) -> None:
        callers = (
            [] if port is None else [networking.NetworkPolicyIngressRuleArgs(from_=list(came_from), ports=ports(port))]
        )
        fence(self, workload, self._namespace, callers=callers, calls=to)


def deny_by_default(parent: pulumi.Resource, namespace: pulumi.Input[str], name: str = "deny-by-default") -> None:
    """Nothing reaches the namespace's pods and they reach nothing, unless another policy allows it."""
    networking.NetworkPolicy(
        name,
        metadata=meta.ObjectMetaArgs(name="deny-by-default", namespace=namespace),
        spec=networking.NetworkPolicySpecArgs(
            pod_selector=meta.LabelSelectorArgs(), policy_types=["Ingress", "Egress"]
        ),
        opts=pulumi.ResourceOptions(parent=parent),
    )


def fence(
    parent: pulumi.Resource,
    workload: str,
    namespace: pulumi.Input[str],
    *,
    callers: Sequence[networking.NetworkPolicyIngressRuleArgs],
    calls: Sequence[networking.NetworkPolicyEgressRuleArgs],
) -> None:
    """Who reaches the workload's pods, and whom they reach."""
    networking.NetworkPolicy(
        workload,
        metadata=meta.ObjectMetaArgs(name=workload, namespace=namespace, labels=labels(workload)),
        spec=networking.NetworkPolicySpecArgs(
            pod_selector=meta.LabelSelectorArgs(match_labels=selector(workload)),
            policy_types=["Ingress", "Egress"],
            ingress=list(callers),
            egress=list(calls),
        ),
        opts=pulumi.ResourceOptions(parent=parent),
    )


def pods_of(namespace: str, workload: str | None = None) -> list[networking.NetworkPolicyPeerArgs]:
    """The pods of a namespace: every one, or those of a workload."""
    return [
        networking.NetworkPolicyPeerArgs(
            namespace_selector=meta.LabelSelectorArgs(match_labels={"kubernetes.io/metadata.name": namespace}),
            pod_selector=meta.LabelSelectorArgs(match_labels=selector(workload)) if workload else None,
        )
    ]


def ports(*numbers: int, protocol: str = "TCP") -> list[networking.NetworkPolicyPortArgs]:
    return [networking.NetworkPolicyPortArgs(port=number, protocol=protocol) for number in numbers]


def _pods(workload: str) -> networking.NetworkPolicyPeerArgs:
    return networking.NetworkPolicyPeerArgs(pod_selector=meta.LabelSelectorArgs(match_labels=selector(workload)))


def dns() -> networking.NetworkPolicyEgressRuleArgs:
    return networking.NetworkPolicyEgressRuleArgs(
        to=pods_of(DNS_NAMESPACE), ports=[*ports(53, protocol="UDP"), *ports(53)]
    )
