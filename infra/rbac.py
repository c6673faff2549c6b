"""Kubernetes roles bound to one service account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pulumi
import pulumi_kubernetes as k8s


def cluster_role(
    name: str, account: k8s.core.v1.ServiceAccount, rules: Sequence[dict[str, Any]], opts: pulumi.ResourceOptions
) -> None:
    """Grant ``rules`` across the cluster. ``name`` starts the logical names; Kubernetes' names are generated."""
    role = k8s.rbac.v1.ClusterRole(f"{name}-cluster-role", rules=list(rules), opts=opts)
    k8s.rbac.v1.ClusterRoleBinding(
        f"{name}-cluster-binding",
        role_ref={
            "api_group": "rbac.authorization.k8s.io",
            "kind": "ClusterRole",
            "name": role.metadata.name.apply(str),
        },
        subjects=[_subject(account)],
        opts=opts,
    )


def namespace_role(
    name: str, account: k8s.core.v1.ServiceAccount, rules: Sequence[dict[str, Any]], opts: pulumi.ResourceOptions
) -> None:
    """Grant ``rules`` in the account's own namespace."""
    metadata = {"namespace": account.metadata.namespace.apply(str)}
    role = k8s.rbac.v1.Role(f"{name}-role", metadata=metadata, rules=list(rules), opts=opts)
    k8s.rbac.v1.RoleBinding(
        f"{name}-binding",
        metadata=metadata,
        role_ref={"api_group": "rbac.authorization.k8s.io", "kind": "Role", "name": role.metadata.name.apply(str)},
        subjects=[_subject(account)],
        opts=opts,
    )


def _subject(account: k8s.core.v1.ServiceAccount) -> dict[str, Any]:
    return {
        "kind": "ServiceAccount",
        "name": account.metadata.name.apply(str),
        "namespace": account.metadata.namespace.apply(str),
    }
