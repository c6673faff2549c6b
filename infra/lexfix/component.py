"""LexFix as one component."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi

from infra.gates import trivy
from infra.gates.checkout import inspect
from infra.gates.ci import Ci, CiArgs
from infra.gates.health import Health, HealthArgs
from infra.gates.ignored import Ignored
from infra.gates.image_scan import ImageScan, ImageScanArgs
from infra.gates.settings import CI_CHECK, GateSettings
from infra.lexfix import app, ml, names, smoke
from infra.lexfix.alerts import Alerts, AlertsArgs, Watch
from infra.lexfix.images import REPOSITORY, Image
from infra.lexfix.ingress import IngressArgs, ingress
from infra.lexfix.migrations import Migrations, MigrationsArgs
from infra.lexfix.ml_trial import MlTrial, MlTrialArgs
from infra.lexfix.namespace import namespace
from infra.lexfix.network import Network, NetworkArgs
from infra.lexfix.pod import SCRATCH
from infra.lexfix.secrets import Secrets, SecretsArgs
from infra.lexfix.size import Size
from infra.lexfix.telemetry import Telemetry
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
    watch: Watch
    ignored: Sequence[Ignored] = ()
    """Vulnerabilities that images may have for a while."""
    demo: bool = False
    """Whether the password of the demo learner and educator is told."""
    telemetry: Telemetry = field(kw_only=True)


class LexFix(pulumi.ComponentResource):
    """Images, migrations, app and ML service behind an Ingress, on any platform.

    Order: the images are built side by side and scanned; the migrations run on the new image; the new ML service scores
    golden recordings in a pod without traffic and rolls out; the new app is tried in a pod without traffic, used there
    by a browser, rolls out, and is asked through the entrance, while the alerts are watched. Each step waits for the
    clauses of the Definition of Done before it, so one that is not met leaves the old version serving.
    """

    url: str
    images: dict[str, pulumi.Output[str]]
    """Workload to ``repository@sha256:…``."""
    versions: dict[str, pulumi.Output[str]]
    """Workload to the digest that its ``/health`` reports as version."""
    demo_password: pulumi.Output[str] | None
    """Password of the demo people; a secret. ``None`` where it is not told."""
    definition_of_done: dict[str, pulumi.Output[dict[str, Any]]]
    """Clause to whether it is met, when that was measured, what was expected and seen, and the evidence."""

    def __init__(self, name: str, args: LexFixArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        platform = args.platform
        kubernetes = pulumi.ResourceOptions(providers=[platform.kubernetes])
        super().__init__("lexfix:app:LexFix", name, None, pulumi.ResourceOptions.merge(opts, kubernetes))
        self._args = args
        self.url = platform.entrance.url
        self._namespace = namespace(self).metadata.name
        self._built = {
            names.APP: Image("lexfix-app", app.image_args(platform.registry), self._opts()),
            names.ML: Image("lexfix-ml", ml.image_args(platform.registry), self._opts()),
        }
        self._tests = Image("lexfix-e2e", smoke.image_args(platform.registry), self._opts())
        self.images = {workload: image.reference for workload, image in self._built.items()}
        self.versions = {workload: image.digest for workload, image in self._built.items()}
        self._secrets = Secrets(
            "secrets", SecretsArgs(self._namespace, platform.stores, args.telemetry.secrets), self._opts()
        )
        self.demo_password = self._secrets.demo_password if args.demo else None
        network = Network(
            "network",
            NetworkArgs(
                namespace=self._namespace,
                ingress_namespace=platform.entrance.namespace,
                stores=platform.stores.peers,
                watch=args.watch,
                app_port=app.PORT,
                ml_port=ml.PORT,
                telemetry=args.telemetry,
            ),
            self._opts(),
        )
        ci = Ci("ci", CiArgs(inspect(REPOSITORY), CI_CHECK, args.gates.ci_enforced), self._opts())
        scan = self._scan()
        migrations = self._migrations(network, ci, scan)
        ml_trial = self._ml_trial(network, ci, scan)
        speech = self._speech(migrations, ml_trial)
        trial = self._trial(migrations, speech)
        browser = self._smoke(trial)
        workload = self._app(browser)
        health = self._health(workload)
        alerts = self._alerts(workload)
        self.definition_of_done = {
            clause: gate.entry
            for clause, gate in {
                "ci": ci,
                "images": scan,
                "migrations": migrations.gate,
                "model": ml_trial.gate,
                "trial": trial.gate,
                "smoke": browser.gate,
                "health": health,
                "alerts": alerts.gate,
            }.items()
        }
        self.register_outputs({"url": self.url, "images": self.images})

    def _opts(self, *after: pulumi.Resource) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self, depends_on=list(after))

    @functools.cached_property
    def _app_environment(self) -> dict[str, pulumi.Input[str]]:
        environment: dict[str, pulumi.Input[str]] = {
            "PORT": str(app.PORT),
            "HOSTNAME": "0.0.0.0",  # noqa: S104 - the pod's own network, which the policies fence
            "HOME": SCRATCH,
            "ML_URL": ml.URL,
            "APP_URL": self.url,
            "LEXFIX_VERSION": self.versions[names.APP],
        }
        if self._secrets.certificate_authority is not None:
            environment["NODE_EXTRA_CA_CERTS"] = CERTIFICATE_AUTHORITY_FILE
        return environment

    @functools.cached_property
    def _ml_environment(self) -> dict[str, pulumi.Input[str]]:
        return {"HOME": SCRATCH, "LEXFIX_VERSION": self.versions[names.ML], "OMP_NUM_THREADS": ml.THREADS}

    def _scan(self) -> ImageScan:
        gates = self._args.gates
        references = {**self.images, smoke.NAME: self._tests.reference}
        return ImageScan(
            "images",
            ImageScanArgs(references, gates.refused, self._args.ignored, trivy.version(), gates.scan_enforced),
            self._opts(),
        )

    def _migrations(self, *after: pulumi.Resource) -> Migrations:
        return Migrations(
            "migrations",
            MigrationsArgs(
                access=self._args.platform.access,
                namespace=self._namespace,
                image=self._built[names.APP],
                secret=self._secrets.migrations,
                environment=self._app_environment,
                certificate_authority=self._secrets.certificate_authority,
            ),
            self._opts(*self._args.platform.stores.ready, *after),
        )

    def _ml_trial(self, *after: pulumi.Resource) -> MlTrial:
        return MlTrial(
            "ml-trial",
            MlTrialArgs(
                access=self._args.platform.access,
                namespace=self._namespace,
                image=self._built[names.ML],
                size=self._args.ml,
                environment=self._ml_environment,
                furthest_drift=self._args.gates.furthest_drift,
                slowest_seconds=self._args.gates.slowest_score_seconds,
            ),
            self._opts(*after),
        )

    def _speech(self, *after: pulumi.Resource) -> Workload:
        return Workload(
            names.ML,
            WorkloadArgs(
                namespace=self._namespace,
                image=self._built[names.ML],
                port=ml.PORT,
                size=self._args.ml,
                live_path=ml.HEALTH,
                ready_path=ml.HEALTH,
                secret=self._secrets.ml,
                environment={**self._ml_environment, **self._told(names.ML)},
                certificate_authority=self._secrets.certificate_authority,
                nodes=ML_NODES,
            ),
            self._opts(*after),
        )

    def _trial(self, *after: pulumi.Resource) -> Trial:
        return Trial(
            "trial",
            TrialArgs(
                access=self._args.platform.access,
                namespace=self._namespace,
                image=self._built[names.APP],
                size=self._args.app,
                secret=self._secrets.app,
                environment=self._app_environment,
                certificate_authority=self._secrets.certificate_authority,
            ),
            self._opts(*after),
        )

    def _smoke(self, *after: pulumi.Resource) -> smoke.Smoke:
        return smoke.Smoke(
            "smoke",
            smoke.SmokeArgs(
                access=self._args.platform.access,
                namespace=self._namespace,
                image=self._tests,
                app=self._built[names.APP],
                size=self._args.app,
                tests=self._args.gates.smoke_tests,
                versions=self.versions,
                app_secret=self._secrets.app,
                people_secret=self._secrets.people,
                environment=self._app_environment,
                certificate_authority=self._secrets.certificate_authority,
            ),
            self._opts(*after),
        )

    def _app(self, *after: pulumi.Resource) -> Workload:
        return Workload(
            names.APP,
            WorkloadArgs(
                namespace=self._namespace,
                image=self._built[names.APP],
                port=app.PORT,
                size=self._args.app,
                live_path=app.LIVE,
                ready_path=app.LIVE,
                secret=self._secrets.app,
                environment={**self._app_environment, **self._told(names.APP)},
                certificate_authority=self._secrets.certificate_authority,
            ),
            self._opts(*after),
        )

    def _told(self, workload: str) -> dict[str, pulumi.Input[str]]:
        return self._args.telemetry.variables(workload, self.versions[workload])

    def _health(self, workload: Workload) -> Health:
        entrance = self._args.platform.entrance
        way_in = ingress(
            names.APP,
            IngressArgs(namespace=self._namespace, entrance=entrance, service=workload.service.metadata.name),
            self._opts(),
        )
        return Health(
            "health",
            HealthArgs(self.url, self.versions, self._args.gates.settle_seconds),
            self._opts(*entrance.ready, workload, way_in),
        )

    def _alerts(self, *after: pulumi.Resource) -> Alerts:
        return Alerts(
            "alerts",
            AlertsArgs(
                access=self._args.platform.access,
                namespace=self._namespace,
                app=self._built[names.APP],
                watch=self._args.watch,
                versions=self.versions,
                settle_seconds=self._args.gates.alerts_settle_seconds,
            ),
            self._opts(*self._args.watch.ready, *after),
        )
