"""The images of LexFix: built and pushed by the engine, deployed by digest."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import pulumi
import pulumi_docker_build as docker_build
from docker.utils.build import exclude_paths  # type: ignore[import-untyped]

from infra.pinned import pinned
from infra.platform import Registry

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class ImageArgs:
    """What to build, from which base, and where it goes."""

    registry: Registry
    repository: str
    """Name in the registry: ``lexfix-app``."""
    folder: str
    """Build context, relative to the checkout. What its or the Dockerfile's ``.dockerignore`` names causes no build."""
    dockerfile: str
    base_argument: str
    """Build argument that names the base image."""
    base: str
    """Public base image by tag; the build gets it pinned by digest."""


class Image(pulumi.ComponentResource):
    """An image that is rebuilt when its folder or its base changed, and only then."""

    reference: pulumi.Output[str]
    """``repository@sha256:…``: what pods run."""
    digest: pulumi.Output[str]

    def __init__(self, name: str, args: ImageArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:app:Image", name, None, opts)
        repository = pulumi.Output.from_input(args.registry.repositories[args.repository])
        base = pinned(args.base, parent=self)
        folder = REPOSITORY / args.folder
        content = content_hash(folder, args.dockerfile)
        # Registries with immutable tags refuse a tag that moves, so the tag is the content's own name.
        tag = pulumi.Output.all(repository, base).apply(lambda known: f"{known[0]}:{_tag(content, known[1])}")
        cache = args.registry.caches.get(args.repository)
        image = docker_build.Image(
            name,
            context=docker_build.BuildContextArgs(location=os.path.relpath(folder)),
            dockerfile=docker_build.DockerfileArgs(location=os.path.relpath(folder / args.dockerfile)),
            build_args={args.base_argument: base},
            tags=[tag],
            push=True,
            build_on_preview=False,
            registries=args.registry.logins,
            cache_from=[_cache_from(cache)] if cache else None,
            cache_to=[_cache_to(cache)] if cache else None,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.digest = image.digest
        self.reference = pulumi.Output.all(repository, image.digest).apply(lambda known: f"{known[0]}@{known[1]}")
        self.register_outputs({"reference": self.reference, "digest": self.digest})


def _cache_from(reference: pulumi.Input[str]) -> docker_build.CacheFromArgs:
    return docker_build.CacheFromArgs(registry=docker_build.CacheFromRegistryArgs(ref=reference))


def _cache_to(reference: pulumi.Input[str]) -> docker_build.CacheToArgs:
    return docker_build.CacheToArgs(
        registry=docker_build.CacheToRegistryArgs(
            ref=reference, mode=docker_build.CacheMode.MAX, image_manifest=True, oci_media_types=True
        )
    )


def _tag(content: str, base: str) -> str:
    return hashlib.sha256(f"{content} {base}".encode()).hexdigest()[:16]


def content_hash(folder: Path, dockerfile: str) -> str:
    """SHA-256 over path, executable bit and bytes of every file that a build of the folder can see.

    Raises ``pulumi.RunError`` if the Dockerfile is missing.
    """
    if not (folder / dockerfile).is_file():
        raise pulumi.RunError(f"{folder / dockerfile} is missing: restore it, or check out the repository again.")
    patterns = _ignored(folder, dockerfile)
    total = hashlib.sha256()
    for relative in sorted(exclude_paths(str(folder), patterns, dockerfile)):
        path = folder / relative
        if path.is_symlink():
            total.update(f"{relative} -> {path.readlink()}\0".encode())
        elif path.is_file():
            executable = os.access(path, os.X_OK)
            total.update(f"{relative} {executable} {hashlib.sha256(path.read_bytes()).hexdigest()}\0".encode())
    return total.hexdigest()


def _ignored(folder: Path, dockerfile: str) -> list[str]:
    """The patterns that BuildKit goes by: a Dockerfile's own ignore file comes before the folder's."""
    for file in (folder / f"{dockerfile}.dockerignore", folder / ".dockerignore"):
        if file.is_file():
            return [line for line in map(str.strip, file.read_text().splitlines()) if line and not line.startswith("#")]
    return []
