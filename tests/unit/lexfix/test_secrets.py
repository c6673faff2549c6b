"""Secrets: each workload has its own, and nobody else can read them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.declared import SECRET
from tests.unit.lexfix.conftest import Deployed
from tests.unit.pods import containers, pods

STORES = {"DATABASE_URL", "MONGODB_URL", "REDIS_URL"}


def values(deployed: Deployed, workload: str) -> dict[str, Any]:
    """The keys and values of a workload's Secret, which the engine was told to keep encrypted."""
    data = deployed.declared.one("core/v1:Secret", workload).inputs["stringData"]
    assert data.items() >= SECRET.items()
    found: dict[str, Any] = data["value"]
    return found


@pytest.mark.parametrize(
    ("workload", "keys"),
    [
        ("app", {*STORES, "AUTH_SECRET", "SENTRY_DSN"}),
        ("ml-service", {*STORES, "SENTRY_DSN"}),
        ("migrate", {*STORES, "AUTH_SECRET", "DEMO_PASSWORD"}),
    ],
)
def test_a_workload_gets_what_it_needs_and_nothing_else(public: Deployed, workload: str, keys: set[str]) -> None:
    assert set(values(public, workload)) == keys
    for container in containers(pods(public.declared)[workload]):
        assert container["envFrom"] == [{"secretRef": {"name": workload}}]


def test_where_nobody_is_to_try_the_app_nobody_is_told_the_demo_password(private: Deployed) -> None:
    assert private.offers["demo"] is None


def test_the_demo_password_that_is_offered_is_the_one_that_is_seeded_and_that_the_smoke_tests_use(
    public: Deployed,
) -> None:
    seeded = values(public, "migrate")["DEMO_PASSWORD"]
    assert public.offers["demo"] == seeded
    assert values(public, "smoke") == {"DEMO_PASSWORD": seeded}


def test_a_secret_never_changes_in_place_so_that_pods_roll_with_it(public: Deployed) -> None:
    for secret in public.declared.of("core/v1:Secret"):
        assert secret.inputs["immutable"] is True
        assert "name" not in secret.inputs["metadata"], "a fixed name would be the same for the next content"


def test_sessions_are_signed_with_at_least_256_bits(public: Deployed) -> None:
    generated = public.declared.one("RandomPassword", "auth").inputs
    # Letters and digits alone: just under six bits each.
    assert generated["length"] * 5.95 >= 256


def test_no_secret_is_declared_in_plain_text(public: Deployed) -> None:
    assert "canary" in str(public.declared.resources)
    assert "canary" not in public.declared.plain()
