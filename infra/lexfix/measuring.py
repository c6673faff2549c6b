"""Jobs whose last words measure a clause of the Definition of Done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_kubernetes as k8s
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from infra.gates import job_gate
from infra.lexfix import pod
from infra.lexfix.images import Image


@dataclass(frozen=True)
class MeasuringArgs:
    namespace: pulumi.Input[str]
    image: Image
    """What is measured; the Job is named by its digest."""
    deadline_seconds: int
    """From the Job's start, with pulling the image and waiting for a node."""
    container: core.ContainerArgs
    """Called like the Job."""
    sidecars: Sequence[core.ContainerArgs] = field(default_factory=list)
    """What runs beside it, until it ends."""
    volumes: Sequence[core.VolumeArgs] = field(default_factory=list)


def measuring_job(name: str, args: MeasuringArgs, opts: pulumi.ResourceOptions) -> k8s.batch.v1.Job:
    """A Job of one pod and one attempt, named by the image's digest, that stays as evidence."""
    account = k8s.core.v1.ServiceAccount(
        name, metadata=pod.metadata(name, args.namespace), automount_service_account_token=False, opts=opts
    )
    return k8s.batch.v1.Job(
        name,
        metadata=meta.ObjectMetaArgs(
            name=args.image.digest.apply(lambda digest: f"{name}-{digest.removeprefix('sha256:')[:12]}"),
            namespace=args.namespace,
            labels=pod.labels(name),
            annotations=job_gate.ANNOTATIONS,
        ),
        spec=k8s.batch.v1.JobSpecArgs(
            backoff_limit=0,
            active_deadline_seconds=args.deadline_seconds,
            template=core.PodTemplateSpecArgs(
                metadata=meta.ObjectMetaArgs(labels=pod.labels(name)),
                spec=core.PodSpecArgs(
                    service_account_name=account.metadata.name,
                    automount_service_account_token=False,
                    enable_service_links=False,
                    restart_policy="Never",
                    security_context=pod.pod_security(),
                    init_containers=list(args.sidecars),
                    containers=[args.container],
                    volumes=[pod.scratch_volume(), *args.volumes],
                ),
            ),
        ),
        opts=opts,
    )
