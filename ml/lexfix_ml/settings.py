"""The service's settings, from the environment."""

from functools import cached_property
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from .model import WEIGHTS


class Settings(BaseSettings):
    """Where state lives and how much work is done at once; without an address, that state is not kept."""

    model_config = SettingsConfigDict(protected_namespaces=())

    redis_url: str = ""
    mongodb_url: str = ""
    database_url: str = ""
    lexfix_version: str = "development"
    model_folder: Path = WEIGHTS
    """The recogniser's weights: those of the image, or a mounted volume."""
    scores_at_once: int = Field(default=2, ge=1)
    """Recordings scored side by side; more wait their turn."""
    longest_queue: int = Field(default=24, ge=0)
    """Recordings and phrases that may wait; more are asked to come again."""
    port: int = 8000
    log_level: str = "INFO"
    sentry_dsn: str = ""
    """Where errors are sent; nowhere if empty."""
    otel_exporter_prometheus_port: int = 9464
    otel_exporter_otlp_endpoint: str = ""
    """Where spans are sent; nowhere if empty. Both names are OpenTelemetry's."""

    @cached_property
    def postgres_dsn(self) -> str:
        """DATABASE_URL as libpq takes it: Prisma's own parameters (`schema`, `connection_limit`, ...) left out."""
        base, _, query = self.database_url.partition("?")
        kept = [part for part in query.split("&") if part.split("=")[0] in {"sslmode", "sslrootcert", "options"}]
        return base + ("?" + "&".join(kept) if kept else "")
