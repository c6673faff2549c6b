"""The cost estimate follows the table of settings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from stacks.aws_costs import estimate, page, plan_of, total
from tests.unit.aws.conftest import Environment

PAGE = Path(__file__).parents[3] / "docs" / "costs.md"


def test_the_page_says_what_the_settings_cost_now() -> None:
    assert PAGE.read_text() == page(), "run: python -m stacks.aws_costs > docs/costs.md"


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_an_environment_stays_below_its_budget(stack: str) -> None:
    plan = plan_of(stack)
    assert total(plan) < plan.alarms.monthly_budget_usd


def test_a_standby_doubles_what_postgres_costs() -> None:
    plan = plan_of("staging")
    doubled = replace(plan, postgres=replace(plan.postgres, multi_az=True))
    before = sum(line.usd for line in estimate(plan) if "PostgreSQL" in line.what)
    assert total(doubled) - total(plan) == pytest.approx(before)


def test_a_size_without_a_price_is_named() -> None:
    plan = plan_of("staging")
    with pytest.raises(KeyError, match=r"cache\.r7g\.large"):
        estimate(replace(plan, cache=replace(plan.cache, node_type="cache.r7g.large")))


def test_the_estimate_counts_what_is_declared(prod: Environment) -> None:
    lines = {line.what: line.formula for line in estimate(plan_of("prod"))}
    for what, kind in (
        ("Keys", "kms/key:Key"),
        ("Secrets", "secretsmanager/secret:Secret"),
        ("Alarms", "cloudwatch/metricAlarm:MetricAlarm"),
        ("NAT gateways", "ec2/natGateway:NatGateway"),
    ):
        assert lines[what].startswith(f"{len(prod.declared.of(kind))} x "), what
