"""Rules that keep LexFix answering."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pulumi_policy import PolicyResource

from policies.reading import SERVING, WORKLOADS, at, containers, serving_containers, whole
from policies.rule import Rule, StackRule, Subject

DEPLOYMENT = "kubernetes:apps/v1:Deployment"
BUDGET = "kubernetes:policy/v1:PodDisruptionBudget"
NAMESPACE = "kubernetes:core/v1:Namespace"
NETWORK_POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"


def _resources_set(subject: Subject, _: float) -> str | None:
    missing = [
        f"{group}.{resource}"
        for group, resource in (("requests", "cpu"), ("requests", "memory"), ("limits", "memory"))
        if not at(subject.node, "resources", group, resource)
    ]
    return f"does not say what it needs: {', '.join(missing)} missing" if missing else None


def _probes_set(subject: Subject, _: float) -> str | None:
    missing = [probe for probe in ("readinessProbe", "livenessProbe") if not at(subject.node, probe)]
    return f"has no {' and no '.join(missing)}" if missing else None


def _ends(subject: Subject, _: float) -> str | None:
    missing = [key for key in ("backoffLimit", "activeDeadlineSeconds") if at(subject.node, "spec", key) is None]
    return f"may try for ever: {', '.join(missing)} missing" if missing else None


def _rolls_without_a_gap(subject: Subject, _: float) -> str | None:
    spec = at(subject.node, "spec")
    strategy = at(spec, "strategy", "type") or "RollingUpdate"
    if strategy != "RollingUpdate":
        return f"stops the old pods first (strategy {strategy})"
    unavailable = at(spec, "strategy", "rollingUpdate", "maxUnavailable")
    return None if unavailable in (0, "0", "0%") else "may stop old pods before new ones serve"


def _deployments(resources: Sequence[PolicyResource]) -> Iterator[PolicyResource]:
    return (resource for resource in resources if resource.resource_type == DEPLOYMENT)


def _namespaces(resources: Sequence[PolicyResource]) -> Iterator[PolicyResource]:
    return (resource for resource in resources if resource.resource_type == NAMESPACE)


def _has_budget(deployment: PolicyResource, resources: Sequence[PolicyResource]) -> str | None:
    namespace = at(deployment.props, "metadata", "namespace")
    wanted = at(deployment.props, "spec", "selector", "matchLabels") or {}
    for resource in resources:
        if resource.resource_type == BUDGET and at(resource.props, "metadata", "namespace") == namespace:
            selected = at(resource.props, "spec", "selector", "matchLabels") or {}
            if dict(selected) == dict(wanted):
                return None
    return "can lose all its pods when nodes are drained"


def _denies_by_default(namespace: PolicyResource, resources: Sequence[PolicyResource]) -> str | None:
    name = at(namespace.props, "metadata", "name")
    for resource in resources:
        if resource.resource_type == NETWORK_POLICY and at(resource.props, "metadata", "namespace") == name:
            spec = at(resource.props, "spec")
            if not at(spec, "podSelector") and not at(spec, "ingress") and not at(spec, "egress"):
                return None
    return "lets every pod talk to every other"


RULES: tuple[Rule | StackRule, ...] = (
    Rule(
        "resources-set",
        "Every container says how much CPU and memory it needs, and how much memory it may use.",
        "Set `requests` for cpu and memory and a memory limit in the container's resources.",
        WORKLOADS,
        containers,
        _resources_set,
    ),
    Rule(
        "probes-set",
        "Every container that serves says when it is ready and when it has to be started again.",
        "Set `readiness_probe` and `liveness_probe`.",
        SERVING,
        serving_containers,
        _probes_set,
    ),
    Rule(
        "jobs-end",
        "Every Job gives up after a number of attempts and a time.",
        "Set `backoff_limit` and `active_deadline_seconds`.",
        frozenset({"kubernetes:batch/v1:Job"}),
        whole,
        _ends,
    ),
    Rule(
        "rolls-without-a-gap",
        "A new version's pods serve before the old ones stop.",
        "Use the strategy RollingUpdate with `max_unavailable=0`.",
        frozenset({DEPLOYMENT}),
        whole,
        _rolls_without_a_gap,
    ),
    StackRule(
        "disruption-budgets",
        "Every Deployment keeps pods when nodes are drained.",
        "Add a PodDisruptionBudget that selects the same pods, as `infra.lexfix.workload.Workload` does.",
        _deployments,
        _has_budget,
    ),
    StackRule(
        "denies-by-default",
        "In every namespace, pods talk to each other only where a network policy says so.",
        "Call `infra.lexfix.network.deny_by_default` for the namespace and allow what is needed.",
        _namespaces,
        _denies_by_default,
    ),
)
