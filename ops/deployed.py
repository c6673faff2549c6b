"""Which images an environment runs, by digest: what its Pulumi stack says it deployed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ops.environment import REPOSITORY, Environment
from ops.errors import OpsError

_REFERENCE = re.compile(
    r"(?:(?P<host>[\w.-]+(?::\d+)?)/)?(?P<repository>lexfix-[a-z-]+)(?::[\w.-]+)?@(?P<digest>sha256:[0-9a-f]{64})"
)


@dataclass(frozen=True, order=True)
class Image:
    """One image in ECR."""

    repository: str
    digest: str

    @classmethod
    def parse(cls, text: str) -> Image:
        """From ``lexfix-app@sha256:…``, with or without the registry's host. Raises ``OpsError``."""
        match = _REFERENCE.fullmatch(text)
        if match is None:
            raise OpsError(
                f"'{text}' is not an image by digest.", "Write it like lexfix-app@sha256: and 64 hex digits."
            )
        return cls(match["repository"], match["digest"])


def deployed(where: Environment, repository: Path = REPOSITORY) -> list[Image]:
    """Every image by digest in the outputs of the environment's stack, whatever the outputs are called.

    Raises ``OpsError`` where Pulumi cannot be asked, or names no image.
    """
    remedy = "Name the images instead: --image lexfix-app@sha256:… --image lexfix-ml@sha256:…"
    if shutil.which("pulumi") is None:
        raise OpsError("pulumi is not on PATH, so the deployed digests are not known.", remedy)
    asked = subprocess.run(
        ["pulumi", "stack", "output", "--json", "--stack", where.name, "--non-interactive"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode:
        reason = (asked.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise OpsError(f"Pulumi does not tell the outputs of {where.name}: {reason}", remedy)
    found = sorted(set(_images(json.loads(asked.stdout))))
    if not found:
        raise OpsError(f"The outputs of the stack {where.name} name no image by digest.", remedy)
    return found


def _images(value: object) -> Iterator[Image]:
    if isinstance(value, str):
        yield from (Image(match["repository"], match["digest"]) for match in _REFERENCE.finditer(value))
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _images(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _images(inner)
