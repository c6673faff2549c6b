"""A look at the alerts after the rollout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.core import v1 as core

from infra.gates import job_gate
from infra.gates.alerts import AlertsGate
from infra.gates.job_gate import JobGateArgs
from infra.lexfix import pod
from infra.lexfix.images import Image
from infra.lexfix.measuring import MeasuringArgs, measuring_job
from infra.lexfix.scripts import inline
from infra.platform import ClusterAccess

NAME = "alerts"
PATIENCE_SECONDS = 60
"""How long Prometheus may take to answer, and to have evaluated every rule, once the time to settle is over."""
START_SECONDS = 120
"""For the pod to be placed and its image pulled."""


@dataclass(frozen=True)
class Watch:
    """What watches the environment."""

    url: str
    """Prometheus, as a pod of LexFix reaches it."""
    port: int
    namespace: str
    alerts: Sequence[str]
    """Names of all that must be configured."""
    ready: Sequence[pulumi.Resource]
    """What must exist before the first look."""


@dataclass(frozen=True)
class AlertsArgs:
    access: ClusterAccess
    namespace: pulumi.Input[str]
    app: Image
    watch: Watch
    versions: Mapping[str, pulumi.Input[str]]
    """Workload to digest: after the rollout of another one of any, there is another look."""
    settle_seconds: int


class Alerts(pulumi.ComponentResource):
    """A Job that asks Prometheus until the rollout has had time to show; its gate judges the answer."""

    gate: AlertsGate

    def __init__(self, name: str, args: AlertsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:app:Alerts", name, None, opts)
        here = pulumi.ResourceOptions(parent=self)
        deadline = args.settle_seconds + PATIENCE_SECONDS + START_SECONDS
        job = measuring_job(
            NAME,
            MeasuringArgs(
                namespace=args.namespace, image=args.app, deadline_seconds=deadline, container=self._container(args)
            ),
            here,
        )
        wanted = {
            "alerts": sorted(args.watch.alerts),
            "settleSeconds": args.settle_seconds,
            "versions": dict(args.versions),
        }
        self.gate = AlertsGate("alerts", JobGateArgs(args.access, job, args.app.digest, deadline, wanted), here)
        self.register_outputs({"job": job.metadata.name})

    @staticmethod
    def _container(args: AlertsArgs) -> core.ContainerArgs:
        return core.ContainerArgs(
            name=NAME,
            image=args.app.reference,
            command=["node", "--eval", inline("alerts.js")],
            env=pod.environment(
                {
                    "PROMETHEUS_URL": args.watch.url,
                    "SETTLE_SECONDS": str(args.settle_seconds),
                    "PATIENCE_SECONDS": str(PATIENCE_SECONDS),
                    "VERSIONS": pulumi.Output.json_dumps(args.versions),
                    "ALERTS": " ".join(sorted(args.watch.alerts)),
                }
            ),
            resources=pod.resources("10m", "64Mi", "128Mi"),
            security_context=pod.container_security(),
            termination_message_policy=job_gate.LAST_WORDS,
            volume_mounts=[pod.scratch_mount()],
        )
