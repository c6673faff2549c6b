"""The service that scores pronunciation and speaks (FastAPI)."""

from __future__ import annotations

from infra.lexfix.images import ImageArgs
from infra.lexfix.names import ML
from infra.platform import Registry

PORT = 8000
HEALTH = "/health"
"""503 until the model is loaded; trouble with a store does not change it."""
THREADS = "1"
"""Threads of one inference: recordings are short, and several may be scored at once."""
URL = f"http://{ML}:{PORT}"


def image_args(registry: Registry) -> ImageArgs:
    return ImageArgs(
        registry=registry,
        repository="lexfix-ml",
        folder="ml",
        dockerfile="Dockerfile.ml",
        base_argument="PYTHON_IMAGE",
        base="python:3.13-slim-trixie",
    )
