"""A browser that uses the new version before a learner does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.core import v1 as core

from infra.gates import job_gate
from infra.gates.job_gate import JobGateArgs
from infra.gates.settings import SmokeTests
from infra.gates.smoke import SmokeGate
from infra.lexfix import app, names, pod
from infra.lexfix.images import Image, ImageArgs
from infra.lexfix.measuring import MeasuringArgs, measuring_job
from infra.lexfix.size import Size
from infra.platform import ClusterAccess, Registry

NAME = "smoke"
DEADLINE_SECONDS = 600
_ADDRESS = f"http://localhost:{app.PORT}"
"""Chromium gives only https and this machine a microphone."""
_TAGS: Mapping[SmokeTests, str] = {"all": ".", "read-only": "@readonly"}


def image_args(registry: Registry) -> ImageArgs:
    return ImageArgs(
        registry=registry,
        repository="lexfix-e2e",
        folder="app",
        dockerfile="Dockerfile.e2e",
        base_argument="NODE_IMAGE",
        base="node:24-trixie-slim",
    )


@dataclass(frozen=True)
class SmokeArgs:
    access: ClusterAccess
    namespace: pulumi.Input[str]
    image: Image
    """With the tests."""
    app: Image
    size: Size
    """Of the app."""
    tests: SmokeTests
    versions: Mapping[str, pulumi.Input[str]]
    """Workload to digest: with another one of any, the tests run anew."""
    app_secret: pulumi.Input[str]
    people_secret: pulumi.Input[str]
    """Names of the app's own Secret, and of the one with the password of the people that the tests sign in as."""
    environment: Mapping[str, pulumi.Input[str]]
    """The app's own."""
    certificate_authority: pulumi.Input[str] | None


class Smoke(pulumi.ComponentResource):
    """A Job with the app, as the Deployment would run it, and Playwright beside it; its gate judges the outcome.

    Before the rollout rather than after it: what a browser finds broken, no learner meets.
    """

    gate: SmokeGate

    def __init__(self, name: str, args: SmokeArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:app:Smoke", name, None, opts)
        here = pulumi.ResourceOptions(parent=self)
        job = measuring_job(
            NAME,
            MeasuringArgs(
                namespace=args.namespace,
                image=args.app,
                deadline_seconds=DEADLINE_SECONDS,
                container=self._browser(args),
                sidecars=[self._app(args)],
                volumes=[
                    pod.scratch_volume("browser", limit="1Gi"),
                    *pod.certificate_volumes(args.certificate_authority),
                ],
            ),
            here,
        )
        self.gate = SmokeGate(
            "smoke",
            JobGateArgs(
                args.access,
                job,
                args.app.digest,
                DEADLINE_SECONDS,
                {"tests": args.tests, "versions": dict(args.versions)},
            ),
            here,
        )
        self.register_outputs({"job": job.metadata.name})

    @staticmethod
    def _browser(args: SmokeArgs) -> core.ContainerArgs:
        own = core.EnvVarSourceArgs(field_ref=core.ObjectFieldSelectorArgs(field_path="status.podIP"))
        return core.ContainerArgs(
            name=NAME,
            image=args.image.reference,
            command=["npm", "run", "test:e2e", "--", "--retries=1", f"--grep={_TAGS[args.tests]}"],
            env=[
                *pod.environment(
                    {
                        "E2E_BASE_URL": _ADDRESS,
                        "E2E_EVIDENCE": "/dev/termination-log",
                        "E2E_VERSIONS": pulumi.Output.json_dumps(args.versions),
                    }
                ),
                core.EnvVarArgs(name="E2E_ADDRESS", value_from=own),
            ],
            env_from=pod.environment_from(args.people_secret),
            resources=pod.resources("100m", "512Mi", "1536Mi"),
            security_context=pod.container_security(),
            termination_message_policy=job_gate.LAST_WORDS,
            volume_mounts=[pod.scratch_mount(name="browser")],
        )

    @staticmethod
    def _app(args: SmokeArgs) -> core.ContainerArgs:
        return core.ContainerArgs(
            name=names.APP,
            image=args.app.reference,
            restart_policy="Always",
            env=pod.environment({**args.environment, "APP_URL": _ADDRESS}),
            env_from=pod.environment_from(args.app_secret),
            startup_probe=core.ProbeArgs(
                http_get=core.HTTPGetActionArgs(path=app.LIVE, port=app.PORT), period_seconds=1, failure_threshold=60
            ),
            resources=pod.resources(args.size.cpu, args.size.memory, args.size.memory_limit),
            security_context=pod.container_security(),
            volume_mounts=[pod.scratch_mount(), *pod.certificate_mounts(args.certificate_authority)],
        )
