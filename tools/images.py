"""Images that stand in for public ones, under their upstream names, in the local registry."""

from __future__ import annotations

import functools
import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tools import builder, registry
from tools.paths import BIN, CACHE, REPOSITORY
from tools.steps import Log, Step
from tools.toolchain import BUILDS, FULL_BUILDS

MARKERS = CACHE / "images"
DEBIAN = "Debian's packages"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


@dataclass(frozen=True)
class StandIn:
    """A folder of ``tools/images`` and the upstream name that its image takes, ``repository:tag``."""

    name: str
    reference: str
    title: str
    build: str | None = None
    """The ``GoBuild`` that makes the binary it carries."""
    binary: str = ""
    """The binary, where it is not called as the image is."""
    base: str | None = "debian"
    also: tuple[str, ...] = ()
    """Further names of the same image."""
    packages: str = ""
    """The registries that its build asks, by name."""

    @property
    def references(self) -> tuple[str, ...]:
        return (self.reference, *self.also)

    @property
    def source(self) -> Path:
        return REPOSITORY / "tools" / "images" / self.name

    @functools.cached_property
    def key(self) -> str:
        digest = hashlib.sha256(" ".join(self.references).encode())
        if self.base:
            digest.update(STAND_INS[self.base].key.encode())
        if self.build:
            digest.update(_builds[self.build].key.encode())
        for file in sorted(p for p in self.source.rglob("*") if p.is_file()):
            digest.update(file.read_bytes())
        return digest.hexdigest()[:16]

    @property
    def _marker(self) -> Path:
        return MARKERS / f"{self.name}-{self.key}"

    def made(self) -> bool:
        return self._marker.exists() and all(registry.has(*name.rsplit(":", 1)) for name in self.references)

    def make(self, log: Log) -> None:
        with tempfile.TemporaryDirectory(prefix="lexfix-image-") as folder:
            context = Path(folder)
            shutil.copytree(self.source, context, dirs_exist_ok=True)
            if self.build:
                binary = self.binary or self.name
                shutil.copy(BIN / binary, context / binary)
            if self.base is None and self.build is None:
                _debian(log, context)
            builder.build(log, context, *self.references, packages=self.packages)
        MARKERS.mkdir(parents=True, exist_ok=True)
        self._marker.touch()

    def step(self) -> Step:
        after = ["builder", "registry"]
        after += [f"image-{self.base}"] if self.base else []
        after += [f"build-{self.build}"] if self.build else []
        return Step(f"image-{self.name}", self.title, self.make, tuple(after), done=self.made)


def _debian(log: Log, context: Path) -> None:
    """A minimal Debian trixie that trusts what this machine trusts, so that https works inside builds."""
    root = context / "root"
    shutil.rmtree(root, ignore_errors=True)
    log.fetch(DEBIAN, "debootstrap", "--variant=minbase", "--include=ca-certificates", "trixie", root)
    for clutter in (
        "var/cache/apt/archives",
        "var/lib/apt/lists",
        "usr/share/doc",
        "usr/share/man",
        "usr/share/locale",
    ):
        shutil.rmtree(root / clutter, ignore_errors=True)
    for folder in ("var/cache/apt/archives/partial", "var/lib/apt/lists/partial"):
        (root / folder).mkdir(parents=True)
    shutil.copy(CERTIFICATES, root / "etc/ssl/certs/ca-certificates.crt")
    log.run("tar", "-C", root, "-cf", context / "root.tar", ".")
    shutil.rmtree(root)


_builds = {build.name: build for build in (*BUILDS, *FULL_BUILDS)}

STAND_INS = {
    image.name: image
    for image in (
        StandIn("debian", "library/debian:trixie-slim", "Debian trixie base image", base=None),
        StandIn(
            "node",
            "library/node:24-trixie-slim",
            "Node 24 base image",
            packages=f"{DEBIAN}, PyPI and npm",
        ),
        StandIn("python", "library/python:3.13-slim-trixie", "Python 3.13 base image with torch", packages=DEBIAN),
        StandIn("postgres", "library/postgres:17-trixie", "PostgreSQL 17 image", packages=DEBIAN),
        StandIn("mongo", "library/mongo:8", "MongoDB image (FerretDB)", build="ferretdb", binary="ferretdb"),
        StandIn("redis", "library/redis:8-trixie", "Redis 8 image", packages=DEBIAN),
        StandIn("pause", "pause:3.10", "Pod sandbox image", build="pause", base=None),
        StandIn("coredns", "coredns/coredns:1.12.4", "CoreDNS image", build="cluster"),
        StandIn("traefik", "library/traefik:v3.6", "Traefik image", build="cluster"),
        StandIn(
            "storage",
            "rancher/local-path-provisioner:v0.0.30",
            "Storage provisioner image",
            build="storage",
            binary="local-path-provisioner",
        ),
        StandIn(
            "monitoring",
            "kube-state-metrics/kube-state-metrics:v2.18.0",
            "Image of Prometheus and the other exporters",
            build="cluster",
            binary="kube-state-metrics",
            packages=DEBIAN,
            also=(
                "prom/prometheus:v3.13.5",
                "prom/alertmanager:v0.35.0",
                "prom/node-exporter:v1.12.1",
                "prometheuscommunity/postgres-exporter:v0.17.1",
                "oliver006/redis_exporter:v1.74.0",
            ),
        ),
        StandIn(
            "mongodb-exporter",
            "percona/mongodb_exporter:0.43.1",
            "MongoDB's exporter's image",
            build="mongodb-exporter",
            binary="mongodb_exporter",
        ),
        StandIn(
            "metrics",
            "metrics-server/metrics-server:v0.8.0",
            "Metrics server image",
            build="cluster",
            binary="metrics-server",
        ),
    )
}

FULL_STAND_INS = (
    StandIn("loki", "grafana/loki:3.7.8", "Loki image", build="loki"),
    StandIn(
        "collector",
        "otel/opentelemetry-collector-k8s:0.149.0",
        "OpenTelemetry Collector image",
        build="otelcol",
        binary="otelcol",
    ),
    StandIn("jaeger", "jaegertracing/jaeger:2.13.0", "Jaeger image", build="jaeger"),
)
"""What the level ``full`` adds."""
