"""Public images, pinned to what their tag means right now."""

from __future__ import annotations

import pulumi
import pulumi_docker as docker


def pinned(image: str, parent: pulumi.Resource) -> pulumi.Output[str]:
    """``repository:tag@sha256:…`` of a public image such as ``node:24-trixie-slim``.

    The registry is asked at every preview and update, so a moved tag shows up as a change instead of going unnoticed.
    """
    found = docker.get_registry_image_output(name=image, opts=pulumi.InvokeOutputOptions(parent=parent))
    return found.sha256_digest.apply(lambda digest: f"{image}@{digest}")
