"""How strictly an environment is measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

CI_CHECK = "Lint, types, unit and policy tests of this very commit"
"""Name of the job in .github/workflows/cd.yml that an update waits for."""


Severity = Literal["critical", "high", "medium", "low", "unknown"]
SmokeTests = Literal["all", "read-only"]


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class GateSettings:
    """What an environment decides about the gates."""

    ci_enforced: bool
    """Whether an update is refused for what no checks have passed for; else it is only said."""
    scan_enforced: bool
    """Whether images that nobody could scan for vulnerabilities are refused; what a scan finds stops every update."""
    settle_seconds: Annotated[int, Field(ge=1, le=3600)]
    """How long the public address may take to answer well after a rollout."""
    slowest_score_seconds: Annotated[float, Field(gt=0, le=30)]
    """95 of 100 of a new model's scores may take no longer, in a pod that does nothing else."""
    alerts_settle_seconds: Annotated[int, Field(ge=1, le=3600)]
    """How long alerts are watched after a rollout before they count."""
    smoke_tests: SmokeTests = "all"
    """Which of the browser's tests a new version has to pass; the read-only ones leave no recording behind."""
    refused: Mapping[Severity, Literal["all", "fixable"]] = field(
        default_factory=lambda: {"critical": "all", "high": "fixable"}
    )
    """Which vulnerabilities may not be in an image: of a severity all, or those that have a fix."""
    furthest_drift: Annotated[float, Field(ge=0, le=100)] = 5
    """Points of 100 that a new model's score of a recording may differ from the known one."""
