"""Who may talk to whom."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

import pytest

from infra.lexfix import ml
from infra.platform import NAMESPACE
from tests.unit.lexfix.conftest import Deployed
from tests.unit.pods import pods

DNS = {"kube-system UDP 53", "kube-system TCP 53"}
STORES = {f"10.1.0.0/24 TCP {port}" for port in (5432, 27017, 6379)}


def _peer(peer: Mapping[str, Any]) -> str:
    """An address, a namespace or a workload."""
    if "ipBlock" in peer:
        return str(peer["ipBlock"]["cidr"])
    ((_, selector),) = peer.items()
    ((_, name),) = selector["matchLabels"].items()
    return str(name)


def allowed(deployed: Deployed, workload: str, direction: str) -> set[str]:
    """Every ``peer protocol port`` that the workload's policy lets through."""
    spec = deployed.declared.one("NetworkPolicy", workload).inputs["spec"]
    assert spec["podSelector"] == {"matchLabels": {"app.kubernetes.io/name": workload}}
    side = "from" if direction == "ingress" else "to"
    # A rule without peers or without ports allows every one: it must fail here.
    return {
        f"{_peer(peer)} {port['protocol']} {port['port']:.0f}"
        for rule in spec[direction]
        for peer in rule[side]
        for port in rule["ports"]
    }


def test_nothing_is_allowed_that_no_policy_names(public: Deployed) -> None:
    policy = public.declared.one("NetworkPolicy", "deny-by-default").inputs
    assert policy["metadata"]["namespace"] == NAMESPACE
    assert policy["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_every_pod_has_a_policy_for_both_directions(public: Deployed) -> None:
    for pod in pods(public.declared):
        assert public.declared.one("NetworkPolicy", pod).inputs["spec"]["policyTypes"] == ["Ingress", "Egress"]


@pytest.mark.parametrize(
    ("workload", "callers"),
    [
        ("app", {"front-door TCP 3000", "monitoring TCP 9464"}),
        ("app-trial", set()),
        ("smoke", set()),
        ("alerts", set()),
        ("ml-service", {"app TCP 8000", "app-trial TCP 8000", "smoke TCP 8000", "monitoring TCP 9464"}),
        ("ml-trial", set()),
        ("migrate", set()),
    ],
)
def test_a_workload_admits_who_needs_it_and_nobody_else(public: Deployed, workload: str, callers: set[str]) -> None:
    assert allowed(public, workload, "ingress") == callers


@pytest.mark.parametrize(
    ("workload", "reached"),
    [
        ("app", {*DNS, *STORES, "ml-service TCP 8000"}),
        ("app-trial", {*DNS, *STORES, "ml-service TCP 8000"}),
        ("alerts", {*DNS, "watch TCP 9090"}),
        ("smoke", {*DNS, *STORES, "ml-service TCP 8000"}),
        ("ml-trial", set()),
        ("ml-service", {*DNS, *STORES}),
        ("migrate", {*DNS, *STORES}),
    ],
)
def test_a_workload_reaches_what_it_needs_and_not_the_internet(
    private: Deployed, workload: str, reached: set[str]
) -> None:
    assert allowed(private, workload, "egress") == reached


@pytest.mark.parametrize("workload", ["app", "ml-service"])
def test_traces_and_errors_open_the_way_to_the_collector_and_to_the_internet_alone(
    public: Deployed, private: Deployed, workload: str
) -> None:
    opened = allowed(public, workload, "egress") - allowed(private, workload, "egress")
    assert opened == {"monitoring TCP 4318", "0.0.0.0/0 TCP 443"}
    (internet,) = (
        peer["ipBlock"]
        for rule in public.declared.one("NetworkPolicy", workload).inputs["spec"]["egress"]
        for peer in rule["to"]
        if peer.get("ipBlock", {}).get("cidr") == "0.0.0.0/0"
    )
    inside = [ip_network(network) for network in internet["except"]]
    for address in ("10.20.1.5", "172.20.0.1", "192.168.1.1", "169.254.169.254"):
        assert any(ip_address(address) in network for network in inside)


@pytest.mark.parametrize("workload", ["app", "ml-service"])
def test_the_ports_that_are_admitted_are_those_the_pod_listens_on(public: Deployed, workload: str) -> None:
    (container,) = pods(public.declared)[workload]["containers"]
    ports = {f"{port['containerPort']:.0f}" for port in container["ports"]}
    assert {peer.rsplit(" ", 1)[1] for peer in allowed(public, workload, "ingress")} == ports


def test_the_app_calls_the_ml_service_by_the_name_of_its_service(public: Deployed) -> None:
    called = urlsplit(ml.URL)
    service = public.declared.one("core/v1:Service", "ml-service").inputs
    assert called.hostname == service["metadata"]["name"]
    assert called.port == service["spec"]["ports"][0]["port"]
    (container,) = pods(public.declared)["app"]["containers"]
    assert {"name": "ML_URL", "value": ml.URL} in container["env"]
