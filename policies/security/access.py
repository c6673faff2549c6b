"""Who may do what inside the cluster, and how far a namespace reaches."""

from __future__ import annotations

from collections.abc import Iterator

from policies.reading import POD_PATHS, at
from policies.rule import Props, Rule, Subject

_RBAC = "kubernetes:rbac.authorization.k8s.io/v1"
_ROLES = frozenset({f"{_RBAC}:Role", f"{_RBAC}:ClusterRole"})
_BINDINGS = frozenset({f"{_RBAC}:RoleBinding", f"{_RBAC}:ClusterRoleBinding"})
_BUILT_IN = ("cluster-admin", "admin", "edit")
_ESCALATING = ("escalate", "bind", "impersonate")
_NAMESPACED = frozenset(POD_PATHS) | {
    f"kubernetes:{kind}"
    for kind in (
        "core/v1:ConfigMap",
        "core/v1:Secret",
        "core/v1:Service",
        "core/v1:ServiceAccount",
        "networking.k8s.io/v1:Ingress",
    )
}


def _grants(_kind: str, props: Props) -> Iterator[Subject]:
    for number, grant in enumerate(at(props, "rules") or []):
        yield Subject(f"rule {number}", grant, props)


def _no_wildcard(subject: Subject, _: float) -> str | None:
    wide = [key for key in ("apiGroups", "resources", "verbs") if "*" in list(at(subject.node, key) or [])]
    return f"grants everything in its {', '.join(wide)}" if wide else None


def _no_cluster_secrets(subject: Subject, _: float) -> str | None:
    return (
        "lets every Secret of the cluster be read" if "secrets" in list(at(subject.node, "resources") or []) else None
    )


def _no_escalation(subject: Subject, _: float) -> str | None:
    found = [verb for verb in list(at(subject.node, "verbs") or []) if verb in _ESCALATING]
    return f"lets its holder take other rights: {', '.join(found)}" if found else None


def _no_built_in(subject: Subject, _: float) -> str | None:
    role = at(subject.node, "roleRef", "name")
    return f"gives the built-in role {role}" if role in _BUILT_IN else None


def _named_holders(subject: Subject, _: float) -> str | None:
    groups = [
        str(at(holder, "name"))
        for holder in at(subject.node, "subjects") or []
        if at(holder, "kind") != "ServiceAccount" or at(holder, "name") == "default"
    ]
    return f"gives rights to {', '.join(groups)}" if groups else None


def _restricted(subject: Subject, _: float) -> str | None:
    level = at(subject.node, "metadata", "labels", "pod-security.kubernetes.io/enforce")
    return None if level == "restricted" else f"enforces the Pod Security profile {level or 'privileged'}"


def _own_namespace(subject: Subject, _: float) -> str | None:
    namespace = at(subject.node, "metadata", "namespace") or "default"
    return "lives in the namespace `default`, which nothing fences" if namespace == "default" else None


def _not_public(subject: Subject, _: float) -> str | None:
    spec = at(subject.node, "spec")
    if at(spec, "type") in ("LoadBalancer", "ExternalName"):
        return f"is of type {at(spec, 'type')}"
    return "takes over external addresses" if at(spec, "externalIPs") else None


RULES = (
    Rule(
        "restricted-namespaces",
        "Every namespace enforces the restricted Pod Security profile.",
        "Make it with `infra.lexfix.namespace.namespace`.",
        frozenset({"kubernetes:core/v1:Namespace"}),
        _restricted,
        sources=("CIS EKS 4.2",),
    ),
    Rule(
        "own-namespace",
        "Nothing lives in the namespace `default`.",
        "Set `namespace` in the metadata.",
        _NAMESPACED,
        _own_namespace,
        sources=("CIS EKS 4.5.3",),
    ),
    Rule(
        "no-wildcard-rights",
        "No Kubernetes role grants everything.",
        "Name the API groups, resources and verbs that are used.",
        _ROLES,
        _no_wildcard,
        _grants,
        sources=("CIS EKS 4.1.3",),
    ),
    Rule(
        "no-cluster-secrets",
        "No role reads the Secrets of all namespaces.",
        "Grant Secrets with a Role in the one namespace, as `infra.rbac.namespace_role` does.",
        frozenset({f"{_RBAC}:ClusterRole"}),
        _no_cluster_secrets,
        _grants,
        sources=("CIS EKS 4.1.2",),
    ),
    Rule(
        "no-escalating-rights",
        "No role lets its holder take the rights of others.",
        "Remove the verbs escalate, bind and impersonate.",
        _ROLES,
        _no_escalation,
        _grants,
        sources=("CIS EKS 4.1.8",),
    ),
    Rule(
        "no-built-in-roles",
        "No service account is an administrator of the cluster or of a namespace.",
        "Write a role with what is used and bind that.",
        _BINDINGS,
        _no_built_in,
        sources=("CIS EKS 4.1.1",),
    ),
    Rule(
        "named-holders",
        "Rights inside the cluster go to named service accounts; people get theirs from EKS access entries.",
        "Bind a ServiceAccount of its own, not a user, a group or `default`.",
        _BINDINGS,
        _named_holders,
        sources=("CIS EKS 4.1.7",),
    ),
    Rule(
        "one-entrance",
        "No Service opens a way in of its own, around the Ingress.",
        "Use a ClusterIP Service behind the Ingress.",
        frozenset({"kubernetes:core/v1:Service"}),
        _not_public,
    ),
)
