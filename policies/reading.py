"""How rules read Kubernetes objects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from policies.rule import Props, Subject

POD_PATHS: dict[str, tuple[str, ...]] = {
    "kubernetes:core/v1:Pod": ("spec",),
    "kubernetes:apps/v1:Deployment": ("spec", "template", "spec"),
    "kubernetes:apps/v1:StatefulSet": ("spec", "template", "spec"),
    "kubernetes:apps/v1:DaemonSet": ("spec", "template", "spec"),
    "kubernetes:batch/v1:Job": ("spec", "template", "spec"),
    "kubernetes:batch/v1:CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
}
WORKLOADS = frozenset(POD_PATHS)
SERVING = frozenset(f"kubernetes:apps/v1:{kind}" for kind in ("Deployment", "StatefulSet", "DaemonSet"))
"""Workloads that answer requests until they are stopped."""

CONTAINERS = ("initContainers", "containers", "ephemeralContainers")

_UNITS: dict[str, int] = {
    **{f"{letter}i": 2 ** (10 * power) for power, letter in enumerate("KMGTPE", 1)},
    **{letter: 10 ** (3 * power) for power, letter in enumerate("kMGTPE", 1)},
}


def at(node: Any, *path: str) -> Any:
    """The value at a path, ``None`` where a step is missing. Raises ``UnknownValueError`` for a step not known yet."""
    for step in path:
        if node is None:
            return None
        node = node.get(step)
    return node


def pods(kind: str, props: Props) -> Iterator[Subject]:
    pod = at(props, *POD_PATHS[kind]) or {}
    yield Subject("the pod", pod, pod)


def containers(kind: str, props: Props) -> Iterator[Subject]:
    """Every container of the pod, those that run before it starts included."""
    pod = at(props, *POD_PATHS[kind]) or {}
    for group in CONTAINERS:
        for container in at(pod, group) or []:
            yield Subject(f"container {container.get('name')!r}", container, pod)


def serving_containers(kind: str, props: Props) -> Iterator[Subject]:
    """The containers that run as long as the pod does."""
    pod = at(props, *POD_PATHS[kind]) or {}
    for container in at(pod, "containers") or []:
        yield Subject(f"container {container.get('name')!r}", container, pod)


def gibibytes(quantity: str) -> float:
    """``512Mi`` is 0.5. Raises ``ValueError`` for what is not a quantity in bytes."""
    unit = next((unit for unit in _UNITS if str(quantity).endswith(unit)), "")
    return float(str(quantity).removesuffix(unit)) * _UNITS.get(unit, 1) / _UNITS["Gi"]
