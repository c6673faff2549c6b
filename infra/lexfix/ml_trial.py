"""A pod of the new ML service that takes no traffic and scores recordings whose scores are known."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_kubernetes as k8s
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from infra.gates import job_gate
from infra.gates.job_gate import JobGateArgs
from infra.gates.model import ModelGate
from infra.lexfix import pod
from infra.lexfix.images import REPOSITORY, Image
from infra.lexfix.measuring import MeasuringArgs, measuring_job
from infra.lexfix.scripts import inline
from infra.lexfix.size import Size
from infra.platform import ClusterAccess

NAME = "ml-trial"
DEADLINE_SECONDS = 300
GOLDEN = REPOSITORY / "ml" / "golden"
"""Recordings, and in ``golden.json`` what is known of each and what must be said of it."""
MOUNT = "/golden"


@dataclass(frozen=True)
class MlTrialArgs:
    access: ClusterAccess
    namespace: pulumi.Input[str]
    image: Image
    size: Size
    environment: Mapping[str, pulumi.Input[str]]
    """The ML service's own. It gets no Secret: scoring needs no store."""
    furthest_drift: float
    """Points of 100 that the score of one recording may differ from the known one."""
    slowest_seconds: float
    """95 of 100 scores may take no longer than this."""


class MlTrial(pulumi.ComponentResource):
    """A Job of the new image that has the golden recordings scored; its gate compares."""

    gate: ModelGate

    def __init__(self, name: str, args: MlTrialArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:app:MlTrial", name, None, opts)
        here = pulumi.ResourceOptions(parent=self)
        golden = json.loads((GOLDEN / "golden.json").read_text())
        recordings = k8s.core.v1.ConfigMap(
            NAME,
            metadata=meta.ObjectMetaArgs(namespace=args.namespace, labels=pod.labels(NAME)),
            binary_data={
                file.name: base64.b64encode(file.read_bytes()).decode() for file in sorted(GOLDEN.glob("*.ogg"))
            },
            immutable=True,
            opts=here,
        )
        job = measuring_job(
            NAME,
            MeasuringArgs(
                namespace=args.namespace,
                image=args.image,
                deadline_seconds=DEADLINE_SECONDS,
                container=self._container(args, golden),
                volumes=[
                    core.VolumeArgs(
                        name="golden", config_map=core.ConfigMapVolumeSourceArgs(name=recordings.metadata.name)
                    )
                ],
            ),
            here,
        )
        wanted = {
            "version": args.image.digest,
            "golden": golden,
            "furthestDrift": args.furthest_drift,
            "slowestSeconds": args.slowest_seconds,
        }
        self.gate = ModelGate(
            "model",
            JobGateArgs(args.access, job, args.image.digest, DEADLINE_SECONDS, wanted),
            here,
        )
        self.register_outputs({"job": job.metadata.name})

    @staticmethod
    def _container(args: MlTrialArgs, golden: dict[str, Any]) -> core.ContainerArgs:
        asked = {"GOLDEN": json.dumps(golden["recordings"]), "SLOWEST_SECONDS": str(args.slowest_seconds)}
        return core.ContainerArgs(
            name=NAME,
            image=args.image.reference,
            command=["python", "-c", inline("ml_trial.py")],
            env=pod.environment({**args.environment, **asked}),
            resources=pod.resources(args.size.cpu, args.size.memory, args.size.memory_limit),
            security_context=pod.container_security(),
            termination_message_policy=job_gate.LAST_WORDS,
            volume_mounts=[pod.scratch_mount(), core.VolumeMountArgs(name="golden", mount_path=MOUNT, read_only=True)],
        )
