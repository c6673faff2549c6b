"""LexFix's own images, built once while a new machine is still being prepared.

The engine builds, pushes and deploys them in the update, and finds every layer made and in place: a first start does
not wait for npm, pip, Next.js and gigabytes on their way after the cluster is up.
"""

from __future__ import annotations

import functools

from tools import builder, registry
from tools.images import DEBIAN
from tools.node import CONTAINERD, FOLDER
from tools.paths import REPOSITORY
from tools.plugins.manifests import Reference, manifest_digest, registry_url
from tools.registry import ADDRESS
from tools.steps import Log, Step

_IMAGES = {
    "lexfix-app": ("node", "npm"),
    "lexfix-e2e": ("node", f"npm and {DEBIAN}"),
    "lexfix-ml": ("python", f"PyPI and {DEBIAN}"),
}
"""Image to the stand-in that it is built on, and to the registries that its packages come from."""
_TAG = "prebuilt"


def _build(name: str, log: Log) -> None:
    from infra.lexfix import app, ml, smoke  # noqa: PLC0415 - loads Pulumi's SDKs, which only a first start waits for
    from infra.platform import Registry  # noqa: PLC0415

    nowhere = Registry(repositories={})
    declared = (module.image_args(nowhere) for module in (app, ml, smoke))
    image = next(args for args in declared if args.repository == name)
    base = f"{image.base}@{manifest_digest(registry_url(ADDRESS), Reference.parse(image.base))}"
    folder = REPOSITORY / image.folder
    # The engine's own and no others: a layer is known by the network that it was made in, too.
    options = ("--file", folder / image.dockerfile, "--build-arg", f"{image.base_argument}={base}")
    builder.build(log, folder, f"{name}:{_TAG}", packages=_IMAGES[name][1], options=options)


def _unpack(name: str, log: Log) -> None:
    """Bring an image's layers to the node."""
    log.run(
        "/usr/bin/ctr", "-a", CONTAINERD, "-n", "k8s.io", "images", "pull", "--plain-http", f"{ADDRESS}/{name}:{_TAG}"
    )
    (FOLDER / f"unpacked-{name}").touch()


def steps() -> list[Step]:
    """Two steps an image; each is taken once, and later changes are the engine's to build."""
    return [
        step
        for name, (base, _) in _IMAGES.items()
        for step in (
            Step(
                f"image-{name}",
                f"Image of {name}",
                functools.partial(_build, name),
                (f"image-{base}",),
                done=functools.partial(registry.has, name, _TAG),
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
