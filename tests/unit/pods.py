"""The pods that a program declared."""

from __future__ import annotations

import re
from typing import Any

from tests.unit.declared import Declared

DIGEST = re.compile(r"@sha256:[0-9a-f]{64}$")


def pods(declared: Declared) -> dict[str, dict[str, Any]]:
    """The spec of every pod, by the name of what makes it."""
    kinds = ("apps/v1:DaemonSet", "apps/v1:Deployment", "apps/v1:StatefulSet", "batch/v1:Job")
    return {one.name: one.inputs["spec"]["template"]["spec"] for kind in kinds for one in declared.of(kind)}


def containers(pod: dict[str, Any]) -> list[dict[str, Any]]:
    """The init containers and the others."""
    return [*pod.get("initContainers", []), *pod["containers"]]


def weaknesses(pod: dict[str, Any]) -> list[str]:
    """What an intruder in the pod could use, each in words."""
    security = pod.get("securityContext", {})
    found = {
        "runs as root": security.get("runAsNonRoot") is not True or security.get("runAsUser", 0) == 0,
        "any system call": security.get("seccompProfile") != {"type": "RuntimeDefault"},
        "a token of the cluster": pod.get("automountServiceAccountToken") is not False,
        "the shared account": pod.get("serviceAccountName", "default") == "default",
        "the node's own": bool({"hostNetwork", "hostPID", "hostIPC"} & set(pod)),
        "the node's files": any("hostPath" in volume for volume in pod.get("volumes", [])),
    }
    for container in containers(pod):
        own = container.get("securityContext", {})
        found |= {
            f"{container['name']}: more privileges": own.get("allowPrivilegeEscalation") is not False,
            f"{container['name']}: a writable root": own.get("readOnlyRootFilesystem") is not True,
            f"{container['name']}: capabilities": own.get("capabilities") != {"drop": ["ALL"]},
            f"{container['name']}: an image that may change": not DIGEST.search(container["image"]),
        }
    return [words for words, true in found.items() if true]
