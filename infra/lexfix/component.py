"""LexFix as one component."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from infra.gates import trivy
from infra.gates.checkout import inspect
from infra.gates.ci import Ci, CiArgs
from infra.gates.health import Health, HealthArgs
from infra.gates.ignored import Ignored
from infra.gates.image_scan import ImageScan, ImageScanArgs
from infra.gates.settings import CI_CHECK, GateSettings
from infra.lexfix import app, ml
from infra.lexfix.images import REPOSITORY, Image
from infra.lexfix.ingress import IngressArgs, ingress
from infra.lexfix.migrations import Migrations, MigrationsArgs
from infra.lexfix.ml_trial import MlTrial, MlTrialArgs
from infra.lexfix.namespace import namespace
from infra.lexfix.network import Network, NetworkArgs
from infra.lexfix.pod import SCRATCH
from infra.lexfix.secrets import Secrets, SecretsArgs
from infra.lexfix.size import Size
from infra.lexfix.trial import Trial, TrialArgs
from infra.lexfix.workload import Workload, WorkloadArgs
from infra.platform import CERTIFICATE_AUTHORITY_FILE, ML_NODES, Platform


@dataclass(frozen=True)
class LexFixArgs:
    """Where LexFix runs and how big it is."""

    platform: Platform
    app: Size
    ml: Size
    gates: GateSettings
    ignored: Sequence[Ignored] = ()
    """Vulnerabilities that images may have for a while."""
    demo: bool = False
    """Whether a demo learner and educator are seeded, with a generated password."""


class LexFix(pulumi.ComponentResource):
    """Images, migrations, app and ML service behind an Ingress, on any platform.

    Order: the images are built side by side and scanned; the migrations run on the new image; the new ML service scores
    golden recordings in a pod without traffic and rolls out; the new app is tried in a pod without traffic, rolls out,
    and is asked through the entrance. Each step waits for the clauses of the Definition of Done before it, so one that
    is not met leaves the old version serving.
    """

    url: str
    images: dict[str, pulumi.Output[str]]
    """Workload to ``repository@sha256:…``."""
    versions: dict[str, pulumi.Output[str]]
    """Workload to the digest that its ``/health`` reports as version."""
    demo_password: pulumi.Output[str] | None
    """Password of the demo people; a secret. ``None`` where there are none."""
    definition_of_done: dict[str, pulumi.Output[dict[str, Any]]]
    """Clause to whether it is met, when that was measured, what was expected and seen, and the evidence."""

    def __init__(self, name: str, args: LexFixArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        platform = args.platform
        kubernetes = pulumi.ResourceOptions(providers=[platform.kubernetes])
        super().__init__("lexfix:app:LexFix", name, None, pulumi.ResourceOptions.merge(opts, kubernetes))
        self.url = platform.entrance.url
        space = namespace(self).metadata.name
        images = {
            app.NAME: Image("lexfix-app", app.image_args(platform.registry), self._opts()),
            ml.NAME: Image("lexfix-ml", ml.image_args(platform.registry), self._opts()),
        }
        self.images = {workload: image.reference for workload, image in images.items()}
        self.versions = {workload: image.digest for workload, image in images.items()}
        secrets = Secrets("secrets", SecretsArgs(space, platform.stores, args.demo), self._opts())
        self.demo_password = secrets.demo_password
        network = Network(
            "network",
            NetworkArgs(
                namespace=space,
                ingress_namespace=platform.entrance.namespace,
                stores=platform.stores.peers,
                app_port=app.PORT,
                ml_port=ml.PORT,
            ),
            self._opts(),
        )
        app_environment: dict[str, pulumi.Input[str]] = {
            "PORT": str(app.PORT),
            "HOSTNAME": "0.0.0.0",  # noqa: S104 - the pod's own network, which the policies fence
            "HOME": SCRATCH,
            "ML_URL": ml.URL,
            "APP_URL": self.url,
            "LEXFIX_VERSION": images[app.NAME].digest,
        }
        if secrets.certificate_authority is not None:
            app_environment["NODE_EXTRA_CA_CERTS"] = CERTIFICATE_AUTHORITY_FILE
        ci = Ci("ci", CiArgs(inspect(REPOSITORY), CI_CHECK, args.gates.ci_enforced), self._opts())
        scan = ImageScan(
            "images",
            ImageScanArgs(self.images, args.gates.refused, args.ignored, trivy.version(), args.gates.scan_enforced),
            self._opts(),
        )
        migrations = Migrations(
            "migrations",
            MigrationsArgs(
                access=platform.access,
                namespace=space,
                image=images[app.NAME],
                secret=secrets.migrations,
                environment=app_environment,
                certificate_authority=secrets.certificate_authority,
            ),
            self._opts(*platform.stores.ready, network, ci, scan),
        )
        ml_environment: dict[str, pulumi.Input[str]] = {
            "HOME": SCRATCH,
            "LEXFIX_VERSION": images[ml.NAME].digest,
            "OMP_NUM_THREADS": ml.THREADS,
        }
        ml_trial = MlTrial(
            "ml-trial",
            MlTrialArgs(
                access=platform.access,
                namespace=space,
                image=images[ml.NAME],
                size=args.ml,
                environment=ml_environment,
                furthest_drift=args.gates.furthest_drift,
                slowest_seconds=args.gates.slowest_score_seconds,
            ),
            self._opts(network, ci, scan),
        )
        speech = Workload(
            ml.NAME,
            WorkloadArgs(
                namespace=space,
                image=images[ml.NAME],
                port=ml.PORT,
                size=args.ml,
                live_path=ml.HEALTH,
                ready_path=ml.HEALTH,
                secret=secrets.ml,
                environment=ml_environment,
                certificate_authority=secrets.certificate_authority,
                nodes=ML_NODES,
            ),
            self._opts(migrations, ml_trial),
        )
        trial = Trial(
            "trial",
            TrialArgs(
                access=platform.access,
                namespace=space,
                image=images[app.NAME],
                size=args.app,
                secret=secrets.app,
                environment=app_environment,
                certificate_authority=secrets.certificate_authority,
            ),
            self._opts(migrations, speech),
        )
        workload = Workload(
            app.NAME,
            WorkloadArgs(
                namespace=space,
                image=images[app.NAME],
                port=app.PORT,
                size=args.app,
                live_path=app.LIVE,
                ready_path=app.LIVE,
                secret=secrets.app,
                environment=app_environment,
                certificate_authority=secrets.certificate_authority,
            ),
            self._opts(trial),
        )
        way_in = ingress(
            app.NAME,
            IngressArgs(namespace=space, entrance=platform.entrance, service=workload.service.metadata.name),
            self._opts(),
        )
        health = Health(
            "health",
            HealthArgs(self.url, self.versions, args.gates.settle_seconds),
            self._opts(*platform.entrance.ready, workload, way_in),
        )
        self.definition_of_done = {
            clause: gate.entry
            for clause, gate in {
                "ci": ci,
                "images": scan,
                "migrations": migrations.gate,
                "model": ml_trial.gate,
                "trial": trial.gate,
                "health": health,
            }.items()
        }
        self.register_outputs({"url": self.url, "images": self.images})

    def _opts(self, *after: pulumi.Resource) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self, depends_on=list(after))
