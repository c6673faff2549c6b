"""What every pod of LexFix has in common: the hardening that the restricted Pod Security profile asks for, and more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pulumi
from pulumi_kubernetes.apps import v1 as apps
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from infra.platform import CERTIFICATE_AUTHORITY_FILE

USER = 1000
"""User and group that both images run as."""
SCRATCH = "/tmp"  # noqa: S108 - the path inside the container, where an empty volume of its own is mounted
_CERTIFICATES, _CERTIFICATE_FILE = CERTIFICATE_AUTHORITY_FILE.rsplit("/", 1)


def labels(name: str) -> dict[str, str]:
    """Labels of everything that belongs to one workload; ``app.kubernetes.io/name`` selects its pods."""
    return {**selector(name), "app.kubernetes.io/part-of": "lexfix", "app.kubernetes.io/managed-by": "pulumi"}


def selector(name: str) -> dict[str, str]:
    return {"app.kubernetes.io/name": name}


def metadata(name: str, namespace: pulumi.Input[str]) -> meta.ObjectMetaArgs:
    return meta.ObjectMetaArgs(name=name, namespace=namespace, labels=labels(name))


def pod_security(user: int = USER, group: int | None = None) -> core.PodSecurityContextArgs:
    """``group`` is the user's own where it is left open."""
    group = user if group is None else group
    return core.PodSecurityContextArgs(
        run_as_non_root=True,
        run_as_user=user,
        run_as_group=group,
        fs_group=group,
        seccomp_profile=core.SeccompProfileArgs(type="RuntimeDefault"),
    )


def container_security() -> core.SecurityContextArgs:
    return core.SecurityContextArgs(
        allow_privilege_escalation=False,
        read_only_root_filesystem=True,
        capabilities=core.CapabilitiesArgs(drop=["ALL"]),
    )


def environment(values: Mapping[str, pulumi.Input[str]]) -> list[core.EnvVarArgs]:
    return [core.EnvVarArgs(name=name, value=value) for name, value in values.items()]


def secret_environment(secret: pulumi.Input[str], keys: Iterable[str]) -> list[core.EnvVarArgs]:
    """A variable for each of these keys of a Secret."""
    return [
        core.EnvVarArgs(
            name=key,
            value_from=core.EnvVarSourceArgs(secret_key_ref=core.SecretKeySelectorArgs(name=secret, key=key)),
        )
        for key in keys
    ]


def environment_from(secret: pulumi.Input[str]) -> list[core.EnvFromSourceArgs]:
    """A variable for each key of a Secret, whatever they are."""
    return [core.EnvFromSourceArgs(secret_ref=core.SecretEnvSourceArgs(name=secret))]


def resources(cpu: str, memory: str, memory_limit: str) -> core.ResourceRequirementsArgs:
    """What is reserved, and the memory that ends the container. No CPU limit: an idle core is better used."""
    return core.ResourceRequirementsArgs(requests={"cpu": cpu, "memory": memory}, limits={"memory": memory_limit})


def probe(path: str, port: str, period: int, failures: int) -> core.ProbeArgs:
    """Asks for a path on a named port every ``period`` seconds."""
    return core.ProbeArgs(
        http_get=core.HTTPGetActionArgs(path=path, port=port),
        period_seconds=period,
        failure_threshold=failures,
        timeout_seconds=3,
    )


def volume_claim(size: str) -> core.PersistentVolumeClaimArgs:
    """A volume called ``data``, of the default storage class, for the one pod of a StatefulSet."""
    return core.PersistentVolumeClaimArgs(
        metadata=meta.ObjectMetaArgs(name="data"),
        spec=core.PersistentVolumeClaimSpecArgs(
            access_modes=["ReadWriteOnce"],
            resources=core.VolumeResourceRequirementsArgs(requests={"storage": size}),
        ),
    )


def volume_goes_with_the_set() -> apps.StatefulSetPersistentVolumeClaimRetentionPolicyArgs:
    """The volume of ``volume_claim`` is deleted with the StatefulSet, and with nothing else."""
    return apps.StatefulSetPersistentVolumeClaimRetentionPolicyArgs(when_deleted="Delete", when_scaled="Retain")


def scratch_volume(name: str = "scratch", limit: str = "256Mi") -> core.VolumeArgs:
    return core.VolumeArgs(name=name, empty_dir=core.EmptyDirVolumeSourceArgs(size_limit=limit))


def scratch_mount(path: str = SCRATCH, name: str = "scratch") -> core.VolumeMountArgs:
    return core.VolumeMountArgs(name=name, mount_path=path)


def certificate_volumes(config_map: pulumi.Input[str] | None) -> list[core.VolumeArgs]:
    """The stores' certificate authority, where the platform brings one."""
    if config_map is None:
        return []
    return [core.VolumeArgs(name="stores", config_map=core.ConfigMapVolumeSourceArgs(name=config_map))]


def certificate_mounts(config_map: pulumi.Input[str] | None) -> list[core.VolumeMountArgs]:
    if config_map is None:
        return []
    return [core.VolumeMountArgs(name="stores", mount_path=_CERTIFICATES, read_only=True)]


def certificate_data(bundle: pulumi.Input[str]) -> dict[str, pulumi.Input[str]]:
    """Data of the ConfigMap that ``certificate_volumes`` mounts."""
    return {_CERTIFICATE_FILE: bundle}
