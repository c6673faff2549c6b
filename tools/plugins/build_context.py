"""What a Docker build can see, as one hash: the same hash, the same build."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from docker.utils.build import PatternMatcher  # type: ignore[import-untyped]

from tools.plugins.resource import PluginError


def content_hash(context: Path, dockerfile: Path | str) -> str:
    """SHA-256 over path, executable bit and content of each file that no ``.dockerignore`` hides, and the Dockerfile.

    ``dockerfile`` is its path, or its text. Raises ``PluginError`` if context or Dockerfile is missing.
    """
    if not context.is_dir():
        raise PluginError(f"The build context {context} is not a folder.")
    total = hashlib.sha256(_text(dockerfile))
    for relative in sorted(PatternMatcher(_ignored(context, dockerfile)).walk(str(context))):
        path = context / relative
        if path.is_symlink():
            total.update(f"{relative} -> {path.readlink()}\0".encode())
        elif path.is_file():
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            total.update(f"{relative} {os.access(path, os.X_OK)} {content}\0".encode())
    return total.hexdigest()


def _text(dockerfile: Path | str) -> bytes:
    if isinstance(dockerfile, str):
        return dockerfile.encode()
    if not dockerfile.is_file():
        raise PluginError(f"There is no Dockerfile at {dockerfile}.")
    return dockerfile.read_bytes()


def _ignored(context: Path, dockerfile: Path | str) -> list[str]:
    """The patterns that BuildKit goes by: a Dockerfile's own ignore file comes before the context's."""
    own = [dockerfile.with_name(f"{dockerfile.name}.dockerignore")] if isinstance(dockerfile, Path) else []
    for file in (*own, context / ".dockerignore"):
        if file.is_file():
            lines = map(str.strip, file.read_text().splitlines())
            return [line for line in lines if line and not line.startswith("#")]
    return []
