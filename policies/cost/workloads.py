"""Workloads of the cluster: they cannot grow without bounds."""

from __future__ import annotations

from collections.abc import Iterator

from policies.reading import WORKLOADS, at, containers, gibibytes
from policies.rule import Props, Rule, Subject

MAX_PODS = 20
MAX_MEMORY_GIB = 4
MAX_VOLUME_GIB = 50


def _bounded(subject: Subject, limit: float) -> str | None:
    most = at(subject.node, "spec", "maxReplicas") or 0
    return f"may grow to {most} pods, more than {limit:g}" if most > limit else None


def _modest(subject: Subject, limit: float) -> str | None:
    memory = at(subject.node, "resources", "limits", "memory")
    if not memory or gibibytes(memory) <= limit:
        return None
    return f"may use {memory} of memory, more than {limit:g}Gi"


def _claims(kind: str, props: Props) -> Iterator[Subject]:
    if kind == "kubernetes:core/v1:PersistentVolumeClaim":
        yield Subject("it", props, props)
        return
    for claim in at(props, "spec", "volumeClaimTemplates") or []:
        yield Subject(f"volume {at(claim, 'metadata', 'name')!r}", claim, props)


def _small(subject: Subject, limit: float) -> str | None:
    size = at(subject.node, "spec", "resources", "requests", "storage")
    return f"claims {size}, more than {limit:g}Gi" if size and gibibytes(size) > limit else None


RULES = (
    Rule(
        "bounded-autoscaling",
        f"No autoscaler goes beyond {MAX_PODS} pods.",
        "Lower `largest` in the environment's sizes, or raise the rule's limit for this environment.",
        frozenset({"kubernetes:autoscaling/v2:HorizontalPodAutoscaler"}),
        _bounded,
        limit=MAX_PODS,
    ),
    Rule(
        "modest-memory",
        f"No container may use more than {MAX_MEMORY_GIB}Gi of memory.",
        "Lower `memory_limit` in the environment's sizes, or raise the rule's limit for this environment.",
        WORKLOADS,
        _modest,
        containers,
        limit=MAX_MEMORY_GIB,
    ),
    Rule(
        "modest-volumes",
        f"No volume in the cluster is larger than {MAX_VOLUME_GIB}Gi.",
        "Claim less, or raise the rule's limit for this environment.",
        frozenset({"kubernetes:apps/v1:StatefulSet", "kubernetes:core/v1:PersistentVolumeClaim"}),
        _small,
        _claims,
        limit=MAX_VOLUME_GIB,
    ),
)
