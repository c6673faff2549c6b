"""Production: https://app.lexfix.com, from the branch main."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal

from infra.gates.settings import GateSettings
from infra.lexfix.size import Size
from infra.monitoring import MonitoringSettings
from stacks.aws_settings import GATES, AwsSettings
from stacks.aws_table import address, monitoring, size


class Settings(AwsSettings):
    """Three zones, no single point of failure, nothing deleted by mistake."""

    environment: ClassVar[Literal["staging", "prod"]] = "prod"
    url: str = address("prod")
    app: Size = size("prod", "app")
    ml: Size = size("prod", "ml")
    gates: GateSettings = replace(GATES, smoke_tests="read-only")
    monitoring: MonitoringSettings = monitoring("prod")
