"""The namespace that LexFix runs in."""

from __future__ import annotations

import pulumi
import pulumi_kubernetes as k8s

from infra.platform import NAMESPACE

RESTRICTED = {
    f"pod-security.kubernetes.io/{mode}{suffix}": value
    for mode in ("enforce", "warn", "audit")
    for suffix, value in (("", "restricted"), ("-version", "latest"))
}
"""Labels by which Kubernetes itself refuses a pod that is not hardened."""


def namespace(parent: pulumi.Resource, name: str = NAMESPACE) -> k8s.core.v1.Namespace:
    """A namespace with the restricted Pod Security profile enforced."""
    return k8s.core.v1.Namespace(
        name,
        metadata=k8s.meta.v1.ObjectMetaArgs(
            name=name,
            labels={**RESTRICTED, "app.kubernetes.io/part-of": "lexfix", "app.kubernetes.io/managed-by": "pulumi"},
        ),
        opts=pulumi.ResourceOptions(parent=parent),
    )
