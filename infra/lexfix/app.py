"""The web application (Next.js)."""

from __future__ import annotations

from infra.lexfix.images import ImageArgs
from infra.platform import Registry

PORT = 3000
LIVE = "/live"
"""Also readiness: ``/health`` would take every pod out of service when a store blinks."""


def image_args(registry: Registry) -> ImageArgs:
    return ImageArgs(
        registry=registry,
        repository="lexfix-app",
        folder="app",
        dockerfile="Dockerfile.app",
        base_argument="NODE_IMAGE",
        base="node:24-trixie-slim",
    )
