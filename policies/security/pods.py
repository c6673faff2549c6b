"""Pods that an intruder cannot break out of: the restricted Pod Security profile, and more."""

from __future__ import annotations

import re

from policies.reading import CONTAINERS, WORKLOADS, at, containers, pods
from policies.rule import Rule, Subject

_DIGEST = re.compile(r"@sha256:[0-9a-f]{64}$")
_HARMLESS_CAPABILITIES = {"NET_BIND_SERVICE"}
_VOLUMES = frozenset(
    (
        "configMap",
        "csi",
        "downwardAPI",
        "emptyDir",
        "ephemeral",
        "image",
        "persistentVolumeClaim",
        "projected",
        "secret",
    )
)
"""What the restricted profile admits."""
_PERSISTENT_VOLUME = "kubernetes:core/v1:PersistentVolume"


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
        f"hostPort {at(port, 'hostPort')}"
        for group in CONTAINERS
        for container in at(pod, group) or []
        for port in at(container, "ports") or []
        if at(port, "hostPort")
    ]
    return f"shares with its node: {', '.join(shared)}" if shared else None


def _no_token(subject: Subject, _: float) -> str | None:
    return None if at(subject.node, "automountServiceAccountToken") is False else "gets a token for the cluster's API"


def _plain_volumes(subject: Subject, _: float) -> str | None:
    strange = [
        str(at(volume, "name"))
        for volume in at(subject.node, "volumes") or []
        if not any(kind in _VOLUMES for kind in volume if kind != "name")
    ]
    return f"mounts volumes of kinds that reach outside the pod: {', '.join(strange)}" if strange else None


def _no_node_folder(subject: Subject, _: float) -> str | None:
    kinds = [kind for kind in ("hostPath", "local") if at(subject.node, "spec", kind) is not None]
    return "hands out a folder of the node" if kinds else None


def _kernel_as_is(subject: Subject, _: float) -> str | None:
    pod = subject.pod
    changed = [str(at(sysctl, "name")) for sysctl in at(pod, "securityContext", "sysctls") or []]
    for context in (at(pod, "securityContext"), at(subject.node, "securityContext")):
        if at(context, "procMount") not in (None, "Default"):
            changed.append("procMount")
        if at(context, "appArmorProfile", "type") == "Unconfined":
            changed.append("appArmorProfile")
        if at(context, "seLinuxOptions", "user") or at(context, "seLinuxOptions", "role"):
            changed.append("seLinuxOptions")
        if at(context, "windowsOptions", "hostProcess") is True:
            changed.append("hostProcess")
    return f"loosens the kernel's protection: {', '.join(changed)}" if changed else None


def _own_account(subject: Subject, _: float) -> str | None:
    account = at(subject.node, "serviceAccountName") or "default"
    return "shares the namespace's default service account" if account == "default" else None


RULES = (
    Rule(
        "images-by-digest",
        "Every container runs an image that is named by its digest.",
        "Use `Image.reference` for an image of ours and `infra.pinned.pinned` for a public one.",
        WORKLOADS,
        _image_by_digest,
        containers,
        sources=("CIS EKS 5.1.4",),
    ),
    Rule(
        "non-root",
        "No container runs as root.",
        "Set `run_as_non_root` and a `run_as_user` above 0 in the pod's security context.",
        WORKLOADS,
        _non_root,
        containers,
        sources=("PSS restricted", "CIS EKS 4.5.2"),
    ),
    Rule(
        "read-only-root",
        "No container can change its own root file system.",
        "Set `read_only_root_filesystem` and mount an empty volume where the program writes.",
        WORKLOADS,
        _read_only_root,
        containers,
        sources=("CIS EKS 4.5.2",),
    ),
    Rule(
        "no-privilege-escalation",
        "No process gains privileges that its container was not started with.",
        "Set `allow_privilege_escalation=False` in the container's security context.",
        WORKLOADS,
        _no_escalation,
        containers,
        sources=("PSS restricted", "CIS EKS 4.2.5"),
    ),
    Rule(
        "not-privileged",
        "No container is privileged.",
        "Remove `privileged` from the container's security context.",
        WORKLOADS,
        _not_privileged,
        containers,
        sources=("PSS baseline", "CIS EKS 4.2.1"),
    ),
    Rule(
        "capabilities-dropped",
        "Every container drops all Linux capabilities and adds at most NET_BIND_SERVICE.",
        'Set `capabilities` to `drop=["ALL"]` in the container\'s security context.',
        WORKLOADS,
        _capabilities_dropped,
        containers,
        sources=("PSS restricted", "CIS EKS 4.5.2"),
    ),
    Rule(
        "seccomp",
        "Every container runs under a seccomp profile.",
        'Set `seccomp_profile` to type "RuntimeDefault" in the pod\'s security context.',
        WORKLOADS,
        _seccomp,
        containers,
        sources=("PSS restricted", "CIS EKS 4.5.2"),
    ),
    Rule(
        "no-host-access",
        "No pod shares network, processes or ports with its node.",
        "Remove host namespaces and hostPorts; reach pods through a Service.",
        WORKLOADS,
        _no_host,
        pods,
        sources=("PSS baseline", "CIS EKS 4.2.2", "CIS EKS 4.2.3", "CIS EKS 4.2.4"),
    ),
    Rule(
        "no-api-token",
        "No pod gets a token for the Kubernetes API that it does not need.",
        "Set `automount_service_account_token=False` in the pod's spec.",
        WORKLOADS,
        _no_token,
        pods,
        sources=("CIS EKS 4.1.6",),
    ),
    Rule(
        "plain-volumes",
        "Pods mount configuration, secrets, claims and empty folders, and nothing that reaches outside.",
        "Use a volume of one of the kinds that the restricted Pod Security profile admits.",
        WORKLOADS,
        _plain_volumes,
        pods,
        sources=("PSS restricted",),
    ),
    Rule(
        "no-node-folders",
        "No volume is a folder of a node, which the profile keeps pods from mounting themselves.",
        "Claim a volume of the default storage class.",
        frozenset({_PERSISTENT_VOLUME}),
        _no_node_folder,
        sources=("PSS baseline",),
    ),
    Rule(
        "kernel-as-is",
        "No container loosens what the kernel protects: sysctls, /proc, AppArmor, SELinux.",
        "Remove `sysctls`, `proc_mount`, `app_armor_profile`, `se_linux_options` and `host_process`.",
        WORKLOADS,
        _kernel_as_is,
        containers,
        sources=("PSS baseline",),
    ),
    Rule(
        "own-account",
        "Every pod runs under a service account of its own.",
        "Declare a ServiceAccount and name it in `service_account_name`.",
        WORKLOADS,
        _own_account,
        pods,
        sources=("CIS EKS 4.1.5",),
    ),
)
