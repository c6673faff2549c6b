"""What logs and traces may say: LexFix's learners are children, so nothing that tells who one is."""

from __future__ import annotations

from typing import Any

SPAN_KEYS = (
    # Who tells it.
    "deployment.environment.name",
    "k8s.namespace.name",
    "k8s.node.name",
    "k8s.pod.name",
    "service.name",
    "service.version",
    "telemetry.sdk.language",
    # Requests: the pattern of a route, never its address, which names people.
    "http.request.method",
    "http.response.status_code",
    "http.route",
    "next.route",
    "next.span_type",
    "server.address",
    "server.port",
    # Stores: which operation on what, never the query, which holds values.
    "db.collection.name",
    "db.operation.name",
    "db.system.name",
    "method",
    "model",
    # Errors: their kind, never their text.
    "error.type",
    "exception.type",
    "otel.status_code",
)
"""All that a span, an event on it or its source may carry; every other attribute is dropped. App and ML service drop as
much themselves: this holds for who joins them, too."""

LOG_KEYS = (
    r"(?i)(^|[._-])(e-?mail|password|cookie|authorization|token|secret)s?($|[._-])",
    r"(?i)^(client|user|enduser|net\.peer|source)\.",
    r"(?i)(^|[._-])(ip|remote_?addr(ess)?|user_?agent|phrase|transcript|user_?(id|name)|learner(_?id)?)$",
)
"""Fields of a log line whose values are masked."""

VALUES = (
    r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}",
    r"\b(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)\b",
    r"\b(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}\b",
    r"\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*",
)
"""E-mail addresses, IPv4 and IPv6 addresses and signed tokens: masked wherever they stand."""


def of_spans() -> dict[str, Any]:
    """The collector's ``redaction`` processor for spans: what is not known to be harmless goes."""
    return {"allowed_keys": list(SPAN_KEYS), "blocked_values": list(VALUES), "summary": "silent"}


def of_logs() -> dict[str, Any]:
    """For log lines, which other programs write as well: what is known to tell a person is masked."""
    return {
        "allow_all_keys": True,
        "blocked_key_patterns": list(LOG_KEYS),
        "blocked_values": list(VALUES),
        "redact_all_types": True,
        "summary": "silent",
    }
