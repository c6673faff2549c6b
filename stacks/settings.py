"""What an environment decides, validated before anything is declared."""

from __future__ import annotations

import importlib
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

import pulumi
from pulumi.runtime import is_config_secret
from pulumi.runtime.config import CONFIG
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, field_validator

from infra.forms import form
from infra.gates.settings import GateSettings
from infra.lexfix.size import Size
from infra.lexfix.telemetry import Telemetry
from infra.monitoring import MonitoringSettings, Receivers
from infra.monitoring.collector import URL as COLLECTOR
from infra.platform import Platform

PROJECT = "lexfix"
ENVIRONMENTS = ("local", "staging", "prod")
"""Each is a module of this package with a class ``Settings``; only the one that is asked for is imported."""


Url = Annotated[str, form(r"https?://[a-z0-9.-]+(:[0-9]+)?", "https://app.lexfix.com")]
Dsn = Annotated[str, form(r"https://[0-9a-f]{32}@[a-z0-9.-]+/[0-9]+", "https://<key>@<host>/<project>")]


def _parsed(value: object) -> object:
    """Config holds text: what has parts is written as JSON."""
    return json.loads(value) if isinstance(value, str) and value.startswith("{") else value


class Environment(BaseModel, ABC):
    """What is decided for every environment. Each adds what its platform needs and says how that is made.

    A field without a default comes from the stack's config (``lexfix:<name>``); config may override the others that
    are plain text.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: Url
    """Public address of the app, without a path."""
    app: Size
    ml: Size
    demo: bool
    """Whether the demo people's password is an output. They are everywhere: the smoke tests sign in as them."""
    gates: GateSettings
    monitoring: MonitoringSettings
    """Config says the level alone (``full``), or any of its parts (``{"grafana": true}``)."""
    receivers: Annotated[Receivers, BeforeValidator(_parsed)] = Receivers()
    """Who hears of alerts, as JSON and as a secret of the stack: ``{"webhook": "https://…"}``."""

    sentry_dsn: Dsn | None = None
    """Where errors are sent, from Sentry's project settings. None are if unset."""

    @field_validator("monitoring", mode="before")
    @classmethod
    def _override(cls, value: object) -> object:
        changes = _parsed(value)
        changes = {"level": changes} if isinstance(changes, str) else changes
        return {**asdict(cls.model_fields["monitoring"].default), **changes} if isinstance(changes, dict) else changes

    @property
    def telemetry(self) -> Telemetry:
        dsn = None if self.sentry_dsn is None else pulumi.Output.secret(self.sentry_dsn)
        traces = COLLECTOR if self.monitoring.level == "full" else None
        return Telemetry(environment=pulumi.get_stack(), traces=traces, sentry_dsn=dsn)

    @abstractmethod
    def platform(self) -> Platform:
        """Declare the place that LexFix runs in. Raises ``pulumi.RunError`` if it cannot be reached."""


def read() -> Environment:
    """The settings of the current stack, its config included.

    Raises ``pulumi.RunError`` with one message for an unknown stack, an unknown key or a value that is not allowed.
    """
    prefix = f"{PROJECT}:"
    config = {key.removeprefix(prefix): value for key, value in CONFIG.get().items() if key.startswith(prefix)}
    return load(pulumi.get_stack(), config)


def load(stack: str, config: Mapping[str, str]) -> Environment:
    """The settings of a stack with this config; raises like ``read``."""
    if stack not in ENVIRONMENTS:
        known = f"{', '.join(ENVIRONMENTS[:-1])} or {ENVIRONMENTS[-1]}"
        raise pulumi.RunError(f"stack {stack!r} is unknown: use {known} (`pulumi stack select local`).")
    settings: type[Environment] = importlib.import_module(f"stacks.{stack}").Settings
    try:
        return settings.model_validate(config)
    except ValidationError as error:
        raise pulumi.RunError("\n".join(_explain(stack, settings, dict(item)) for item in error.errors())) from None


def _explain(stack: str, settings: type[Environment], problem: Mapping[str, Any]) -> str:
    """One sentence with the key, the value and the remedy."""
    path = ".".join(map(str, problem["loc"]))
    key = f"{PROJECT}:{path}"
    file = f"Pulumi.{stack}.yaml"
    if problem["type"] == "extra_forbidden":
        known = ", ".join(f"{PROJECT}:{field}" for field in settings.model_fields)
        return f"{key} is unknown. Remove it from {file}; the known keys are {known}."
    if problem["type"] == "missing":
        return f"{key} is not set. Set it in {file}."
    whole = f"{PROJECT}:{problem['loc'][0]}"
    value = "[secret]" if is_config_secret(whole) else repr(problem["input"])
    return f"{key} is {value}: {problem['msg'].removeprefix('Value error, ')}. Change it in {file}."
