"""Secrets stand nowhere in plain text."""

from __future__ import annotations

import re

from policies.problems import unless_set
from policies.reading import WORKLOADS, at, containers
from policies.rule import Props, Rule, Subject

SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type of resource
_NAME = re.compile(r"PASSWORD|PASSWD|SECRET|TOKEN|PRIVATE_KEY|API_KEY|ACCESS_KEY|CREDENTIAL|DSN$", re.IGNORECASE)
_VALUE = re.compile(r"://[^/\s]*:[^/\s@]+@|-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b")
_KEPT = {
    "aws:rds/instance:Instance": ("password",),
    "aws:docdb/cluster:Cluster": ("masterPassword",),
    "aws:elasticache/replicationGroup:ReplicationGroup": ("authToken",),
    "aws:secretsmanager/secretVersion:SecretVersion": ("secretString", "secretBinary"),
}
"""Properties that the provider reads back into Pulumi's state; each has a write-only twin."""


def _no_literal_secret(subject: Subject, _: float) -> str | None:
    leaked = [
        name
        for variable in at(subject.node, "env") or []
        if (name := at(variable, "name")) and _is_secret(name, variable, "value")
    ]
    return f"has secrets in plain text: {', '.join(leaked)}" if leaked else None


def _is_secret(name: str, node: Props, key: str) -> bool:
    """Whether a literal is set where a secret belongs, under a name or in a form that gives it away."""
    literal = at(node, key)
    return bool(literal) and bool(_NAME.search(name) or _VALUE.search(str(literal)))


def _no_secret_in_config_map(subject: Subject, _: float) -> str | None:
    data = at(subject.node, "data") or {}
    leaked = [key for key in data if _is_secret(key, data, key)]
    return f"has secrets in plain text: {', '.join(leaked)}" if leaked else None


def _write_only(subject: Subject, _: float) -> str | None:
    kept = [name for names in _KEPT.values() for name in names if at(subject.node, name)]
    return f"keeps a secret where it can be read back: {', '.join(kept)}" if kept else None


def _recoverable(subject: Subject, limit: float) -> str | None:
    days = at(subject.node, "recoveryWindowInDays")
    # Not set, it is AWS's default of 30 days.
    return f"can be restored for {days:g} days, less than {limit:g}" if days is not None and days < limit else None


RULES = (
    Rule(
        "no-literal-secret",
        "No secret stands in plain text in a container's environment.",
        "Put it into a Kubernetes Secret and read it with `env_from` or `value_from`.",
        WORKLOADS,
        _no_literal_secret,
        containers,
    ),
    Rule(
        "no-secret-in-config-map",
        "No secret stands in a ConfigMap.",
        "Put it into a Kubernetes Secret.",
        frozenset({"kubernetes:core/v1:ConfigMap"}),
        _no_secret_in_config_map,
    ),
    Rule(
        "write-only-passwords",
        "Passwords reach the stores through write-only properties (docs/adr/0012).",
        "Use `password_wo`, `master_password_wo`, `auth_token_wo` or `secret_string_wo`.",
        frozenset(_KEPT),
        _write_only,
    ),
    Rule(
        "secrets-encrypted",
        "Secrets Manager encrypts with the environment's own key.",
        "Set `kms_key_id`.",
        frozenset({SECRET}),
        unless_set("kmsKeyId", "is encrypted with a key that every secret of the account shares"),
        sources=("Config secretsmanager-using-cmk",),
    ),
    Rule(
        "secrets-recoverable",
        "A deleted secret can be restored for a week at least.",
        "Raise `recovery_window_in_days`.",
        frozenset({SECRET}),
        _recoverable,
        limit=7,
    ),
)
