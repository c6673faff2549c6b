"""Errors for Sentry: what failed and where, and nothing of what was sent or by whom."""

from typing import Any

import sentry_sdk
from opentelemetry import trace
from sentry_sdk.integrations.dedupe import DedupeIntegration
from sentry_sdk.integrations.excepthook import ExcepthookIntegration
from sentry_sdk.integrations.threading import ThreadingIntegration
from sentry_sdk.types import Event, Hint

_KEPT = ("event_id", "timestamp", "platform", "level", "release", "environment", "sdk")
_KEPT_OF_FRAMES = ("filename", "module", "function", "lineno", "in_app")


def start(dsn: str) -> None:
    """Send what `capture` is given, and what nobody caught, to Sentry.

    Release and environment are Sentry's own environment variables. Personal data is off unless asked for.
    """
    sentry_sdk.init(
        dsn=dsn,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[DedupeIntegration(), ExcepthookIntegration(), ThreadingIntegration()],
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        send_client_reports=False,
        auto_session_tracking=False,
        before_send=scrub,
    )


def capture(error: BaseException) -> None:
    """Send the error; nowhere without `start`."""
    sentry_sdk.capture_exception(error)


def scrub(event: Event, _: Hint) -> Event:
    """The event with what and where, and nothing else that the SDK or a library put there."""
    values: list[dict[str, Any]] = event.get("exception", {}).get("values", [])
    kept: dict[str, Any] = {key: value for key, value in event.items() if key in _KEPT}
    kept["exception"] = {"values": [_exception(value) for value in values]}
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        kept["tags"] = {"trace_id": trace.format_trace_id(context.trace_id)}
    return kept  # type: ignore[return-value]  # a TypedDict cannot be picked from by name


def _exception(value: dict[str, Any]) -> dict[str, Any]:
    """Its message stays out: it may quote what a learner sent."""
    frames = (value.get("stacktrace") or {}).get("frames", [])
    return {
        "type": value.get("type"),
        "module": value.get("module"),
        "mechanism": {key: (value.get("mechanism") or {}).get(key) for key in ("type", "handled")},
        "stacktrace": {"frames": [{key: frame.get(key) for key in _KEPT_OF_FRAMES} for frame in frames]},
    }
