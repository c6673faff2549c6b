"""Rules that keep an intruder out, and small where he gets in."""

from __future__ import annotations

import re

from policies.reading import WORKLOADS, at, containers, pods, whole
from policies.rule import Rule, Subject

_DIGEST = re.compile(r"@sha256:[0-9a-f]{64}$")
_SECRET_NAME = re.compile(r"PASSWORD|PASSWD|SECRET|TOKEN|PRIVATE_KEY|API_KEY|ACCESS_KEY|CREDENTIAL|DSN$", re.IGNORECASE)
_SECRET_VALUE = re.compile(r"://[^/\s]*:[^/\s@]+@|-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b")
_HARMLESS_CAPABILITIES = {"NET_BIND_SERVICE"}


def _context(subject: Subject, key: str) -> object:
    """A setting of the container's security context, else of its pod's."""
    own = at(subject.node, "securityContext", key)
    return at(subject.pod, "securityContext", key) if own is None else own


def _image_by_digest(subject: Subject, _: float) -> str | None:
    image = at(subject.node, "image") or ""
    return None if _DIGEST.search(image) else f"runs {image or 'no image'}, which can become another image"


def _non_root(subject: Subject, _: float) -> str | None:
    if _context(subject, "runAsNonRoot") is not True:
        return "may run as root"
    return "runs as user 0" if _context(subject, "runAsUser") == 0 else None


def _read_only_root(subject: Subject, _: float) -> str | None:
    read_only = at(subject.node, "securityContext", "readOnlyRootFilesystem") is True
    return None if read_only else "can write to its root file system"


def _no_escalation(subject: Subject, _: float) -> str | None:
    fenced = at(subject.node, "securityContext", "allowPrivilegeEscalation") is False
    return None if fenced else "may gain privileges that it was not started with"


def _not_privileged(subject: Subject, _: float) -> str | None:
    return "is privileged" if at(subject.node, "securityContext", "privileged") is True else None


def _capabilities_dropped(subject: Subject, _: float) -> str | None:
    capabilities = at(subject.node, "securityContext", "capabilities")
    if "ALL" not in list(at(capabilities, "drop") or []):
        return "keeps the default capabilities"
    added = set(at(capabilities, "add") or []) - _HARMLESS_CAPABILITIES
    return f"adds the capabilities {', '.join(sorted(added))}" if added else None


def _seccomp(subject: Subject, _: float) -> str | None:
    profile = at(subject.node, "securityContext", "seccompProfile") or at(
        subject.pod, "securityContext", "seccompProfile"
    )
    return None if at(profile, "type") in ("RuntimeDefault", "Localhost") else "may use any system call"


def _no_host(subject: Subject, _: float) -> str | None:
    pod = subject.node
    shared = [key for key in ("hostNetwork", "hostPID", "hostIPC") if at(pod, key) is True]
    shared += [
        f"hostPath {at(volume, 'hostPath', 'path')}" for volume in at(pod, "volumes") or [] if at(volume, "hostPath")
    ]
    shared += [
        f"hostPort {at(port, 'hostPort')}"
        for group in ("initContainers", "containers")
        for container in at(pod, group) or []
        for port in at(container, "ports") or []
        if at(port, "hostPort")
    ]
    return f"shares with its node: {', '.join(shared)}" if shared else None


def _no_token(subject: Subject, _: float) -> str | None:
    return None if at(subject.node, "automountServiceAccountToken") is False else "gets a token for the cluster's API"


def _no_literal_secret(subject: Subject, _: float) -> str | None:
    leaked = [
        name
        for variable in at(subject.node, "env") or []
        if (name := at(variable, "name")) and _is_secret(name, lambda variable=variable: at(variable, "value"))
    ]
    return f"has secrets in plain text: {', '.join(leaked)}" if leaked else None


def _is_secret(name: str, value: object) -> bool:
    """Whether a literal is set where a secret belongs. The value is read through a function: it may not be known."""
    literal = value() if callable(value) else value
    return bool(literal) and bool(_SECRET_NAME.search(name) or _SECRET_VALUE.search(str(literal)))


def _no_secret_in_config_map(subject: Subject, _: float) -> str | None:
    data = at(subject.node, "data") or {}
    leaked = [key for key in data if _is_secret(key, data[key])]
    return f"has secrets in plain text: {', '.join(leaked)}" if leaked else None


def _restricted(subject: Subject, _: float) -> str | None:
    level = at(subject.node, "metadata", "labels", "pod-security.kubernetes.io/enforce")
    return None if level == "restricted" else f"enforces the Pod Security profile {level or 'privileged'}"


RULES = (
    Rule(
        "images-by-digest",
        "Every container runs an image that is named by its digest.",
        "Use `Image.reference` for an image of ours and `infra.pinned.pinned` for a public one.",
        WORKLOADS,
        containers,
        _image_by_digest,
    ),
    Rule(
        "non-root",
        "No container runs as root.",
        "Set `run_as_non_root` and a `run_as_user` above 0 in the pod's security context.",
        WORKLOADS,
        containers,
        _non_root,
    ),
    Rule(
        "read-only-root",
        "No container can change its own root file system.",
        "Set `read_only_root_filesystem` and mount an empty volume where the program writes.",
        WORKLOADS,
        containers,
        _read_only_root,
    ),
    Rule(
        "no-privilege-escalation",
        "No process gains privileges that its container was not started with.",
        "Set `allow_privilege_escalation=False` in the container's security context.",
        WORKLOADS,
        containers,
        _no_escalation,
    ),
    Rule(
        "not-privileged",
        "No container is privileged.",
        "Remove `privileged` from the container's security context.",
        WORKLOADS,
        containers,
        _not_privileged,
    ),
    Rule(
        "capabilities-dropped",
        "Every container drops all Linux capabilities and adds at most NET_BIND_SERVICE.",
        'Set `capabilities` to `drop=["ALL"]` in the container\'s security context.',
        WORKLOADS,
        containers,
        _capabilities_dropped,
    ),
    Rule(
        "seccomp",
        "Every container runs under a seccomp profile.",
        'Set `seccomp_profile` to type "RuntimeDefault" in the pod\'s security context.',
        WORKLOADS,
        containers,
        _seccomp,
    ),
    Rule(
        "no-host-access",
        "No pod shares network, processes, files or ports with its node.",
        "Remove host namespaces, hostPath volumes and hostPorts; reach pods through a Service.",
        WORKLOADS,
        pods,
        _no_host,
    ),
    Rule(
        "no-api-token",
        "No pod gets a token for the Kubernetes API that it does not need.",
        "Set `automount_service_account_token=False` in the pod's spec.",
        WORKLOADS,
        pods,
        _no_token,
    ),
    Rule(
        "no-literal-secret",
        "No secret stands in plain text in a container's environment.",
        "Put it into a Kubernetes Secret and read it with `env_from` or `value_from`.",
        WORKLOADS,
        containers,
        _no_literal_secret,
    ),
    Rule(
        "no-secret-in-config-map",
        "No secret stands in a ConfigMap.",
        "Put it into a Kubernetes Secret.",
        frozenset({"kubernetes:core/v1:ConfigMap"}),
        whole,
        _no_secret_in_config_map,
    ),
    Rule(
        "restricted-namespaces",
        "Every namespace enforces the restricted Pod Security profile.",
        "Make it with `infra.lexfix.namespace.namespace`.",
        frozenset({"kubernetes:core/v1:Namespace"}),
        whole,
        _restricted,
    ),
)
