"""LexFix on a made-up platform, declared once under Pulumi's mocks and looked at by every test."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_kubernetes as k8s
import pulumi_random as random
import pytest
from pulumi_kubernetes.networking import v1 as networking

from infra.gates.settings import GateSettings
from infra.lexfix.alerts import Watch
from infra.lexfix.component import LexFix, LexFixArgs
from infra.lexfix.size import Size
from infra.lexfix.telemetry import Telemetry
from infra.platform import IMAGES, ClusterAccess, DataStores, Entrance, LogBucket, Registry
from tests.unit.declared import Declared, declare

APP = Size(cpu="250m", memory="256Mi", memory_limit="512Mi", smallest=2, largest=6, scale_at="200m")
ML = Size(cpu="1", memory="1Gi", memory_limit="2Gi", smallest=1, largest=4, scale_at="800m")
PUBLIC = Entrance(
    url="https://app.example.org",
    ingress_class="front",
    host="app.example.org",
    annotations={"front.example.org/body": "6m"},
    namespace="front-door",
)
GATES = GateSettings(
    ci_enforced=True, scan_enforced=True, settle_seconds=30, slowest_score_seconds=2, alerts_settle_seconds=5
)
CERTIFICATES = "-----BEGIN CERTIFICATE-----"
PRIVATE = Entrance(url="http://localhost:3000", ingress_class="front", namespace="front-door")


WATCH = Watch("http://prometheus.watch:9090", 9090, "watch", ("AppDown",), ())


QUIET = Telemetry(environment="somewhere")


def _talkative() -> Telemetry:
    dsn = pulumi.Output.secret("https://canary@sentry.example.org/1")
    return Telemetry("somewhere", traces="http://collector.monitoring:4318", sentry_dsn=dsn)


class Place:
    """A platform that exists only in tests."""

    def __init__(self, entrance: Entrance, certificate_authority: str | None) -> None:
        self.entrance = entrance
        self.kubernetes = k8s.Provider("somewhere")
        self.log_bucket: LogBucket | None = None
        self.access = ClusterAccess(context="somewhere")
        self.registry = Registry(
            repositories={name: f"registry.example.org/{name}" for name in IMAGES},
            caches={"lexfix-ml": "registry.example.org/cache:ml"},
        )
        self.stores = DataStores(
            postgres=pulumi.Output.secret("postgresql://canary@postgres/lexfix"),
            mongodb=pulumi.Output.secret("mongodb://canary@mongo/lexfix"),
            redis=pulumi.Output.secret("redis://canary@redis/0"),
            certificate_authority=certificate_authority,
            ready=(random.RandomId("store", byte_length=2),),
            peers=(networking.NetworkPolicyPeerArgs(ip_block=networking.IPBlockArgs(cidr="10.1.0.0/24")),),
        )


class RefusedError(Exception):
    """The cloud cannot make this."""


def _unexpected(record: logging.LogRecord) -> bool:
    return not (record.exc_info and isinstance(record.exc_info[1], RefusedError))


# Each Output that waited for what is refused fails as well, and asyncio would report every one.
logging.getLogger("asyncio").addFilter(_unexpected)


class Refusing(Declared):
    """A cloud in which nothing of one type can be made."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        if args.typ.endswith(self._kind):
            raise RefusedError(self._kind)
        return super().new_resource(args)


@dataclass(frozen=True)
class Deployed:
    """What LexFix declared and what it offers."""

    declared: Declared
    offers: dict[str, Any]


def deploy(
    entrance: Entrance = PUBLIC,
    certificate_authority: str | None = CERTIFICATES,
    demo: bool = True,
    telemetry: Telemetry | None = None,
    declared: Declared | None = None,
) -> Deployed:
    """Declare LexFix, under these mocks or new ones."""

    def program() -> dict[str, Any]:
        place = Place(entrance, certificate_authority)
        lexfix = LexFix(
            "lexfix", LexFixArgs(place, APP, ML, GATES, WATCH, demo=demo, telemetry=telemetry or _talkative())
        )
        return {
            "url": lexfix.url,
            "images": lexfix.images,
            "versions": lexfix.versions,
            "demo": lexfix.demo_password,
            "done": lexfix.definition_of_done,
        }

    return Deployed(*declare(program, declared))


def deploy_where_there_is_no(kind: str) -> Declared:
    """What LexFix declares until something of this type cannot be made."""
    declared = Refusing(kind)
    with pytest.raises(RefusedError):
        deploy(declared=declared)
    return declared


@pytest.fixture(scope="session")
def public() -> Deployed:
    """Behind TLS, with stores whose certificate authority nobody knows, demo people, traces and Sentry."""
    return deploy()


@pytest.fixture(scope="session")
def private() -> Deployed:
    """Without any of that."""
    return deploy(PRIVATE, certificate_authority=None, demo=False, telemetry=QUIET)
