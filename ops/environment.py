"""The environments that run on AWS, and where each of them is."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from ops.errors import OpsError

REPOSITORY = Path(__file__).resolve().parent.parent
REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
ON_AWS = ("staging", "prod")


@dataclass(frozen=True)
class Environment:
    """One deployment of LexFix on AWS."""

    name: str
    region: str

    @property
    def guarded(self) -> bool:
        """Whether a change needs the environment's name as confirmation."""
        return self.name == "prod"


def environment(name: str, repository: Path = REPOSITORY) -> Environment:
    """The environment called ``name``; its region is that of its stack, or AWS_REGION where the stack names none.

    Raises ``OpsError`` on an unknown name, or a region that is missing or cannot be one.
    """
    if name == "local":
        raise OpsError("'local' keeps its databases in its own cluster, not on AWS.", "Choose staging or prod.")
    if name not in ON_AWS:
        raise OpsError(f"There is no environment '{name}'.", f"Choose one of: {', '.join(ON_AWS)}.")
    stack = repository / f"Pulumi.{name}.yaml"
    region = (_config(stack).get("aws:region") if stack.exists() else None) or os.environ.get("AWS_REGION")
    if not region:
        raise OpsError(f"{stack.name} names no region.", "Set aws:region there, or AWS_REGION here.")
    if not REGION.fullmatch(str(region)):
        raise OpsError(f"'{region}' is not an AWS region.", "A region looks like eu-central-1.")
    return Environment(name, str(region))


def _config(stack: Path) -> dict[str, object]:
    document = yaml.safe_load(stack.read_text()) or {}
    return dict(document.get("config") or {})
