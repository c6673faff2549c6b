"""LexFix's own images, built once while a new machine is still being prepared.

The engine builds, pushes and deploys them in the update, and finds every layer made and in place: a first start does
not wait for npm, pip, Next.js and gigabytes on their way after the cluster is up.
"""

from __future__ import annotations

import functools

from tools import builder, registry
from tools.node import CONTAINERD, FOLDER
from tools.paths import REPOSITORY
from tools.plugins.manifests import Reference, manifest_digest, registry_url
from tools.registry import ADDRESS
from tools.steps import Log, Step

_PACKAGES = {"lexfix-app": "npm", "lexfix-e2e": "npm and Debian's packages", "lexfix-ml": "PyPI and Debian's packages"}
"""Image to the registries that its packages come from."""


def _build(name: str, log: Log) -> None:
    from infra.lexfix import app, ml, smoke  # noqa: PLC0415 - loads Pulumi's SDKs, which only a first start waits for
    from infra.platform import Registry  # noqa: PLC0415

    nowhere = Registry(repositories={})
    declared = (module.image_args(nowhere) for module in (app, ml, smoke))
    image = next(args for args in declared if args.repository == name)
    base = f"{image.base}@{manifest_digest(registry_url(ADDRESS), Reference.parse(image.base))}"
    folder = REPOSITORY / image.folder
    options = ("--file", folder / image.dockerfile, "--build-arg", f"{image.base_argument}={base}", "--tag", _tag(name))
    log.insist(_PACKAGES[name], builder.CLIENT, "build", "--progress=plain", *options, folder, env=builder.ENVIRONMENT)
    log.run(builder.CLIENT, "push", "-q", _tag(name), env=builder.ENVIRONMENT)


def _tag(name: str) -> str:
    return f"{ADDRESS}/{name}:prebuilt"


def _unpack(name: str, log: Log) -> None:
    """Bring an image's layers to the node."""
    log.run("/usr/bin/ctr", "-a", CONTAINERD, "-n", "k8s.io", "images", "pull", "--plain-http", _tag(name))
    (FOLDER / f"unpacked-{name}").touch()


def steps() -> list[Step]:
    """Two steps an image; each is taken once, and later changes are the engine's to build."""
    bases = {"lexfix-app": "node", "lexfix-e2e": "node", "lexfix-ml": "python"}
    return [
        step
        for name, base in bases.items()
        for step in (
            Step(
                f"image-{name}",
                f"Image of {name}",
                functools.partial(_build, name),
                (f"image-{base}",),
                done=functools.partial(registry.has, name, "prebuilt"),
            ),
            Step(
                f"unpacked-{name}",
                f"Image of {name} on the node",
                functools.partial(_unpack, name),
                (f"image-{name}", "cluster"),
                done=(FOLDER / f"unpacked-{name}").exists,
            ),
        )
    ]
