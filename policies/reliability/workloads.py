"""Workloads of the cluster: they fit, they answer, they are replaced without a gap."""

from __future__ import annotations

from collections.abc import Sequence

from pulumi_policy import PolicyResource

from policies.problems import of
from policies.reading import SERVING, WORKLOADS, at, containers, serving_containers
from policies.rule import Rule, StackRule, Subject

DEPLOYMENT = "kubernetes:apps/v1:Deployment"
AUTOSCALER = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler"
BUDGET = "kubernetes:policy/v1:PodDisruptionBudget"
NAMESPACE = "kubernetes:core/v1:Namespace"
SERVICE = "kubernetes:core/v1:Service"
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


def _several(subject: Subject, limit: float) -> str | None:
    fewest = at(subject.node, "spec", "minReplicas") or 1
    return f"may shrink to {fewest:g} pods, fewer than {limit:g}" if fewest < limit else None


def _spread(subject: Subject, _: float) -> str | None:
    if at(subject.node, "spec", "replicas") == 1:
        return None
    spread = at(subject.node, "spec", "template", "spec", "topologySpreadConstraints") or []
    return None if spread else "may have all its pods on one node"


def _named(subject: Subject, _: float) -> str | None:
    name = at(subject.node, "metadata", "labels", "app.kubernetes.io/name")
    return None if name else "carries no name that dashboards and policies could select"


def _has_budget(deployment: PolicyResource, resources: Sequence[PolicyResource], _: float) -> str | None:
    if at(deployment.props, "spec", "replicas") == 1 and not _grows(deployment, resources):
        return None
    namespace = at(deployment.props, "metadata", "namespace")
    wanted = at(deployment.props, "spec", "selector", "matchLabels") or {}
    for resource in of(resources, BUDGET):
        if at(resource.props, "metadata", "namespace") == namespace:
            selected = at(resource.props, "spec", "selector", "matchLabels") or {}
            if dict(selected) == dict(wanted):
                return None
    return "can lose all its pods when nodes are drained"


def _grows(deployment: PolicyResource, resources: Sequence[PolicyResource]) -> bool:
    """Whether an autoscaler owns the number of pods: what the cluster reports is then the number of the moment."""
    name, namespace = (at(deployment.props, "metadata", key) for key in ("name", "namespace"))
    return any(
        at(autoscaler.props, "spec", "scaleTargetRef", "name") == name
        and at(autoscaler.props, "metadata", "namespace") == namespace
        for autoscaler in of(resources, AUTOSCALER)
    )


def _denies_by_default(namespace: PolicyResource, resources: Sequence[PolicyResource], _: float) -> str | None:
    name = at(namespace.props, "metadata", "name")
    for service in of(resources, SERVICE):
        # The ingress controller is there to be reached by everybody.
        if at(service.props, "spec", "type") == "NodePort" and at(service.props, "metadata", "namespace") == name:
            return None
    for resource in of(resources, NETWORK_POLICY):
        if at(resource.props, "metadata", "namespace") == name:
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
        _resources_set,
        containers,
    ),
    Rule(
        "probes-set",
        "Every container that serves says when it is ready and when it has to be started again.",
        "Set `readiness_probe` and `liveness_probe`.",
        SERVING,
        _probes_set,
        serving_containers,
    ),
    Rule(
        "jobs-end",
        "Every Job gives up after a number of attempts and a time.",
        "Set `backoff_limit` and `active_deadline_seconds`.",
        frozenset({"kubernetes:batch/v1:Job"}),
        _ends,
    ),
    Rule(
        "rolls-without-a-gap",
        "A new version's pods serve before the old ones stop.",
        "Use the strategy RollingUpdate with `max_unavailable=0`.",
        frozenset({DEPLOYMENT}),
        _rolls_without_a_gap,
    ),
    Rule(
        "several-pods",
        "An autoscaler never shrinks to a single pod.",
        "Raise `smallest` in the environment's sizes.",
        frozenset({AUTOSCALER}),
        _several,
        limit=2,
    ),
    Rule(
        "pods-spread",
        "The pods of a Deployment spread over zones and nodes.",
        "Set `topology_spread_constraints`.",
        frozenset({DEPLOYMENT}),
        _spread,
    ),
    Rule(
        "workloads-named",
        "Every workload carries the label app.kubernetes.io/name.",
        "Use `infra.lexfix.pod.labels`.",
        WORKLOADS,
        _named,
    ),
    StackRule(
        "disruption-budgets",
        "Every Deployment of several pods keeps some when nodes are drained.",
        "Add a PodDisruptionBudget that selects the same pods, as `infra.lexfix.workload.Workload` does.",
        frozenset({DEPLOYMENT}),
        _has_budget,
    ),
    StackRule(
        "denies-by-default",
        "In every namespace but the ingress controller's, pods talk to each other only where a network policy says so.",
        "Call `infra.lexfix.network.deny_by_default` for the namespace and allow what is needed.",
        frozenset({NAMESPACE}),
        _denies_by_default,
        sources=("CIS EKS 4.3.2", "CIS EKS 5.4.4"),
    ),
)
