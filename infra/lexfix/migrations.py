"""The Job that brings the database to the schema of the image about to roll out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_kubernetes as k8s
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from infra.gates import job_gate
from infra.gates.job_gate import JobGateArgs
from infra.gates.migrations import MigrationsGate
from infra.lexfix import pod
from infra.lexfix.images import Image
from infra.lexfix.names import MIGRATE
from infra.lexfix.scripts import inline
from infra.platform import ClusterAccess

ATTEMPTS = 2
DEADLINE_SECONDS = 300


@dataclass(frozen=True)
class MigrationsArgs:
    access: ClusterAccess
    namespace: pulumi.Input[str]
    image: Image
    secret: pulumi.Input[str]
    """Name of the Secret with the connection URLs."""
    environment: Mapping[str, pulumi.Input[str]]
    certificate_authority: pulumi.Input[str] | None


class Migrations(pulumi.ComponentResource):
    """``prisma migrate deploy``, then the lessons; its gate waits for it and fails with it.

    The Job is named by the image's digest: a new image is a new Job, an unchanged one runs nothing. The Job stays after
    it ended, as evidence; the next version's replaces it.
    """

    job: k8s.batch.v1.Job
    gate: MigrationsGate

    def __init__(self, name: str, args: MigrationsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:app:Migrations", name, None, opts)
        here = pulumi.ResourceOptions(parent=self)
        account = k8s.core.v1.ServiceAccount(
            MIGRATE, metadata=pod.metadata(MIGRATE, args.namespace), automount_service_account_token=False, opts=here
        )
        self.job = k8s.batch.v1.Job(
            MIGRATE,
            metadata=meta.ObjectMetaArgs(
                name=args.image.digest.apply(job_name),
                namespace=args.namespace,
                labels=pod.labels(MIGRATE),
                annotations=job_gate.ANNOTATIONS,
            ),
            spec=k8s.batch.v1.JobSpecArgs(
                backoff_limit=ATTEMPTS - 1,
                active_deadline_seconds=DEADLINE_SECONDS,
                template=core.PodTemplateSpecArgs(
                    metadata=meta.ObjectMetaArgs(labels=pod.labels(MIGRATE)),
                    spec=core.PodSpecArgs(
                        service_account_name=account.metadata.name,
                        automount_service_account_token=False,
                        restart_policy="Never",
                        security_context=pod.pod_security(),
                        init_containers=[
                            self._container("schema", ["npx", "prisma", "migrate", "deploy"], args),
                            self._container("revision", ["node", "--eval", inline("revision.js")], args),
                        ],
                        containers=[self._container("seed", ["npm", "run", "seed"], args)],
                        volumes=[pod.scratch_volume(), *pod.certificate_volumes(args.certificate_authority)],
                    ),
                ),
            ),
            opts=here,
        )
        self.gate = MigrationsGate(
            "migrations",
            JobGateArgs(args.access, self.job, args.image.digest, DEADLINE_SECONDS, {}),
            here,
        )
        self.register_outputs({"job": self.job.metadata.name})

    @staticmethod
    def _container(name: str, command: list[str], args: MigrationsArgs) -> core.ContainerArgs:
        return core.ContainerArgs(
            name=name,
            image=args.image.reference,
            command=command,
            env=pod.environment(args.environment),
            env_from=pod.environment_from(args.secret),
            resources=pod.resources("50m", "256Mi", "768Mi"),
            security_context=pod.container_security(),
            termination_message_policy=job_gate.LAST_WORDS,
            volume_mounts=[pod.scratch_mount(), *pod.certificate_mounts(args.certificate_authority)],
        )


def job_name(digest: str) -> str:
    """``migrate-`` and the first twelve digits of ``sha256:…``."""
    return f"{MIGRATE}-{digest.removeprefix('sha256:')[:12]}"
