"""Who may talk to whom: nobody, except where a policy here says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.meta import v1 as meta
from pulumi_kubernetes.networking import v1 as networking

from infra.lexfix.alerts import Watch
from infra.lexfix.pod import labels, selector
from infra.lexfix.telemetry import METRICS_PORT, Telemetry
from infra.platform import MONITORING

STORE_PORTS = (5432, 27017, 6379)
"""PostgreSQL, MongoDB, Redis."""
DNS_NAMESPACE = "kube-system"
PRIVATE_NETWORKS = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16")
"""Addresses that are not on the internet: the cluster's own, the network around it, the cloud's metadata."""


@dataclass(frozen=True)
class NetworkArgs:
    namespace: pulumi.Input[str]
    ingress_namespace: str
    """Namespace of the ingress controller."""
    stores: Sequence[networking.NetworkPolicyPeerArgs]
    watch: Watch
    app_port: int
    ml_port: int
    telemetry: Telemetry


class Network(pulumi.ComponentResource):
    """Network policies. Probes come from the node itself, which policies do not cover."""

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:app:Network", name, None, opts)
        self._namespace = args.namespace
        stores = networking.NetworkPolicyEgressRuleArgs(to=list(args.stores), ports=ports(*STORE_PORTS))
        ml = networking.NetworkPolicyEgressRuleArgs(to=[_pods("ml-service")], ports=ports(args.ml_port))
        deny_by_default(self, args.namespace)
        scrape = _from(pods_of(MONITORING), METRICS_PORT)
        told = _telemetry(args.telemetry)
        self._allow("app", [_from(pods_of(args.ingress_namespace), args.app_port), scrape], [dns(), stores, ml, *told])
        callers = [_pods("app"), _pods("app-trial"), _pods("smoke")]
        self._allow("ml-service", [_from(callers, args.ml_port), scrape], [dns(), stores, *told])
        self._allow("app-trial", [], [dns(), stores, ml])
        self._allow("smoke", [], [dns(), stores, ml])
        self._allow("ml-trial", [], [])
        prometheus = networking.NetworkPolicyEgressRuleArgs(
            to=pods_of(args.watch.namespace), ports=ports(args.watch.port)
        )
        self._allow("alerts", [], [dns(), prometheus])
        self._allow("migrate", [], [dns(), stores])
        self.register_outputs({})

    def _allow(
        self,
        workload: str,
        callers: Sequence[networking.NetworkPolicyIngressRuleArgs],
        calls: Sequence[networking.NetworkPolicyEgressRuleArgs],
    ) -> None:
        fence(self, workload, self._namespace, callers=callers, calls=calls)


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


def _from(peers: Sequence[networking.NetworkPolicyPeerArgs], port: int) -> networking.NetworkPolicyIngressRuleArgs:
    return networking.NetworkPolicyIngressRuleArgs(from_=list(peers), ports=ports(port))


def _telemetry(telemetry: Telemetry) -> list[networking.NetworkPolicyEgressRuleArgs]:
    """The way to where traces and errors go."""
    found = []
    if telemetry.traces_port is not None:
        found.append(networking.NetworkPolicyEgressRuleArgs(to=pods_of(MONITORING), ports=ports(telemetry.traces_port)))
    if telemetry.sentry_dsn is not None:
        # A policy knows addresses and no names, and Sentry's addresses change.
        internet = networking.IPBlockArgs(cidr="0.0.0.0/0", except_=list(PRIVATE_NETWORKS))
        found.append(
            networking.NetworkPolicyEgressRuleArgs(
                to=[networking.NetworkPolicyPeerArgs(ip_block=internet)], ports=ports(443)
            )
        )
    return found
