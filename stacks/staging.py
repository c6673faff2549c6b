"""Staging: https://staging.lexfix.com, from the branch develop."""

from __future__ import annotations

from typing import ClassVar, Literal

from infra.lexfix.size import Size
from infra.monitoring import MonitoringSettings
from stacks.aws_settings import AwsSettings
from stacks.aws_table import address, monitoring, size


class Settings(AwsSettings):
    """As production, smaller, without spare parts, and made to be thrown away."""

    environment: ClassVar[Literal["staging", "prod"]] = "staging"
    url: str = address("staging")
    app: Size = size("staging", "app")
    ml: Size = size("staging", "ml")
    monitoring: MonitoringSettings = monitoring("staging")
