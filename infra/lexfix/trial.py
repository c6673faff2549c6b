"""A pod of the new version that takes no traffic, to see whether it would be healthy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.core import v1 as core

from infra.gates import job_gate
from infra.gates.job_gate import JobGateArgs
from infra.gates.trial import TrialGate
from infra.lexfix import pod
from infra.lexfix.images import Image
from infra.lexfix.measuring import MeasuringArgs, measuring_job
from infra.lexfix.scripts import inline
from infra.lexfix.size import Size
from infra.platform import ClusterAccess

NAME = "app-trial"
ANSWER_SECONDS = 60
"""How long the new version may take to become healthy."""
DEADLINE_SECONDS = 180


@dataclass(frozen=True)
class TrialArgs:
    access: ClusterAccess
    namespace: pulumi.Input[str]
    image: Image
    size: Size
    secret: pulumi.Input[str]
    """Name of the app's own Secret."""
    environment: Mapping[str, pulumi.Input[str]]
    """The app's own."""
    certificate_authority: pulumi.Input[str] | None


class Trial(pulumi.ComponentResource):
    """A Job that starts the app as the Deployment would, asks its ``/health`` and ends; its gate judges the answer.

    Readiness cannot ask that: it would take every pod out of service when a store blinks.
    """

    gate: TrialGate

    def __init__(self, name: str, args: TrialArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:app:Trial", name, None, opts)
        here = pulumi.ResourceOptions(parent=self)
        job = measuring_job(
            NAME,
            MeasuringArgs(
                namespace=args.namespace,
                image=args.image,
                deadline_seconds=DEADLINE_SECONDS,
                container=self._container(args),
                volumes=pod.certificate_volumes(args.certificate_authority),
            ),
            here,
        )
        wanted = {"version": args.image.digest}
        self.gate = TrialGate(
            "trial",
            JobGateArgs(args.access, job, args.image.digest, DEADLINE_SECONDS, wanted),
            here,
        )
        self.register_outputs({"job": job.metadata.name})

    @staticmethod
    def _container(args: TrialArgs) -> core.ContainerArgs:
        return core.ContainerArgs(
            name=NAME,
            image=args.image.reference,
            command=["node", "--eval", inline("trial.js")],
            env=pod.environment({**args.environment, "TRIAL_SECONDS": str(ANSWER_SECONDS)}),
            env_from=pod.environment_from(args.secret),
            resources=pod.resources(args.size.cpu, args.size.memory, args.size.memory_limit),
            security_context=pod.container_security(),
            termination_message_policy=job_gate.LAST_WORDS,
            volume_mounts=[pod.scratch_mount(), *pod.certificate_mounts(args.certificate_authority)],
        )
