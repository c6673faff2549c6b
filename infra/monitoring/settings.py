"""What an environment decides about its monitoring."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, SecretStr, field_validator, model_validator
from pydantic.dataclasses import dataclass

from infra.forms import Email
from infra.lexfix.size import Memory
from infra.platform import LOG_DAYS_AT_MOST

_CONFIG = ConfigDict(extra="forbid")


@dataclass(frozen=True, config=_CONFIG)
class MonitoringSettings:
    """How much is watched, and for how long it is kept."""

    level: Literal["core", "full"]
    """``core``: Prometheus, Alertmanager and the exporters. ``full`` adds logs and traces."""
    grafana: bool
    """Whether the dashboards are served by Grafana; its image comes from Docker Hub alone."""
    retention_days: Annotated[int, Field(ge=1, le=90)]
    """Metrics are kept for so long, or until they fill four fifths of the volume."""
    storage_gib: Annotated[int, Field(ge=1)]
    """Prometheus's volume."""
    memory: Memory
    """Limit of Prometheus."""
    log_days: Annotated[int, Field(ge=1, le=LOG_DAYS_AT_MOST)] = 7
    log_storage_gib: Annotated[int, Field(ge=1)] = 2
    """Loki's volume: all logs, or what is on its way where the platform has a bucket for them."""
    log_memory: Memory = "192Mi"
    """Limit of Loki."""
    trace_days: Annotated[int, Field(ge=1, le=LOG_DAYS_AT_MOST)] = 7
    trace_storage_gib: Annotated[int, Field(ge=0)] = 0
    """Jaeger's volume; 0 keeps the newest traces in memory alone."""


@dataclass(frozen=True, config=_CONFIG)
class Receivers:
    """Who hears of an alert. Nobody, where nothing is set: the alerts then wait in Alertmanager to be looked at."""

    webhook: SecretStr | None = None
    """URL that gets every alert as JSON."""
    pagerduty: SecretStr | None = None
    """Integration key (Events API v2). It gets what cannot wait."""
    email: Email | None = None
    """Address that gets every alert."""
    smtp: SecretStr | None = None
    """Server that takes the mail, over TLS: ``smtp://user:password@host:587``; ``email`` needs it."""

    @field_validator("smtp")
    @classmethod
    def _check_server(cls, smtp: SecretStr | None) -> SecretStr | None:
        if smtp and not re.fullmatch(r"smtp://[^:@/]+:[^@/]+@[^:@/]+:\d+", smtp.get_secret_value()):
            raise ValueError("write the mail server like smtp://user:password@host:587")
        return smtp

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.email and not self.smtp:
            raise ValueError("email needs a mail server: set smtp as well")
        return self
