"""Production: https://app.lexfix.com, from the branch main."""

from __future__ import annotations

from typing import ClassVar, Literal

from infra.lexfix import Size
from stacks.aws_settings import AwsSettings
from stacks.aws_table import address, size


class Settings(AwsSettings):
    """Three zones, no single point of failure, nothing deleted by mistake."""

    environment: ClassVar[Literal["staging", "prod"]] = "prod"
    url: str = address("prod")
    app: Size = size("prod", "app")
    ml: Size = size("prod", "ml")
