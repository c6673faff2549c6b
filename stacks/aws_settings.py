"""The settings of an environment on AWS: the table of stacks/aws_table.py and what the stack's config adds to it."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import Annotated, Any, ClassVar, Literal

import pulumi
from pydantic import BeforeValidator, Field, Json, ValidationError, model_validator

from infra.aws.plan import Plan
from infra.forms import Account, Zone
from infra.gates.settings import GateSettings
from infra.platform import Platform
from stacks.aws_table import COLUMNS, TABLE, column, put
from stacks.settings import Environment


def _split(value: object) -> object:
    """Config holds text: a list is written with commas."""
    return tuple(item.strip() for item in value.split(",") if item.strip()) if isinstance(value, str) else value


List = Annotated[tuple[str, ...], BeforeValidator(_split)]

# A new name takes minutes until every resolver knows it.
GATES = GateSettings(
    ci_enforced=True, scan_enforced=True, settle_seconds=600, slowest_score_seconds=1.5, alerts_settle_seconds=300
)


class AwsSettings(Environment):
    """What an account adds to the table. Raises ``pulumi.RunError`` with every problem of the resulting plan."""

    environment: ClassVar[Literal["staging", "prod"]]

    account: Account
    """Id of the AWS account; credentials of another account are refused."""
    zone_id: Zone
    """Id of the Route 53 hosted zone named in the table."""
    api_networks: List
    """Networks that reach the cluster's API from outside, with commas: ``203.0.113.0/24,198.51.100.7/32``."""
    alarm_emails: List
    """Who is told of alarms and of the budget, with commas."""
    overrides: Json[dict[str, Any]] = Field(default_factory=dict)
    """Rows of the table to change for this stack alone, as JSON: ``{"postgres.instance_class": "db.m7g.xlarge"}``."""
    demo: bool = False
    gates: GateSettings = GATES

    @property
    def plan(self) -> Plan:
        """The platform's plan. Raises ``pulumi.RunError`` that names each wrong row and the remedy."""
        rows = column(self.environment)
        for setting, value in self.overrides.items():
            if setting not in TABLE:
                raise pulumi.RunError(f"lexfix:overrides: there is no setting {setting!r} in stacks/aws_table.py.")
            put(rows, setting, value)
        for part in ("app", "ml", "monitoring"):
            rows.pop(part)
        put(rows, "account", self.account)
        put(rows, "entrance.hostname", self.url.removeprefix("https://"))
        put(rows, "entrance.zone_id", self.zone_id)
        put(rows, "cluster.api_cidrs", self.api_networks)
        put(rows, "alarms.emails", self.alarm_emails)
        try:
            return Plan(**rows)
        except ValidationError as error:
            raise pulumi.RunError("\n".join(_explain(dict(problem)) for problem in error.errors())) from None

    @model_validator(mode="after")
    def _check(self) -> AwsSettings:
        plan = self.plan
        for other in COLUMNS:
            taken = column(other)["network"]["cidr"]
            if other != self.environment and IPv4Network(plan.network.cidr).overlaps(IPv4Network(taken)):
                raise pulumi.RunError(f"The network {plan.network.cidr} overlaps {other}'s {taken}: move one of them.")
        weaknesses = prod_weaknesses(plan) if self.environment == "prod" else []
        if weaknesses:
            raise pulumi.RunError(f"prod is less protected than it must be: {'; '.join(weaknesses)}.")
        return self

    def platform(self) -> Platform:
        from infra.aws.platform import AwsPlatform  # noqa: PLC0415 - only a stack on AWS needs it

        return AwsPlatform("lexfix", self.plan)


def prod_weaknesses(plan: Plan) -> list[str]:
    """What a plan lacks to be good enough for learners' data, each with its remedy."""
    demands = {
        "network.zones: use three": len(plan.network.zones) >= 3,
        "network.nat_per_zone: set it": plan.network.nat_per_zone,
        "cluster.deletion_protection: set it": plan.cluster.deletion_protection,
        "cluster.general.smallest: use a node per zone": plan.cluster.general.smallest >= len(plan.network.zones),
        "cluster.ml.smallest: use two or more": plan.cluster.ml.smallest >= 2,
        "postgres.multi_az: set it": plan.postgres.multi_az,
        "postgres.backup_days: keep 35": plan.postgres.backup_days >= 35,
        "postgres.deletion_protection: set it": plan.postgres.deletion_protection,
        "documents.instances: use two or more": plan.documents.instances >= 2,
        "documents.backup_days: keep 35": plan.documents.backup_days >= 35,
        "documents.deletion_protection: set it": plan.documents.deletion_protection,
        "cache.nodes: use two or more": plan.cache.nodes >= 2,
        "entrance.controller_replicas: use two or more": plan.entrance.controller_replicas >= 2,
        "entrance.deletion_protection: set it": plan.entrance.deletion_protection,
        "backup.daily_days: keep 35": plan.backup.daily_days >= 35,
        "backup.copy_days: copy for 35 days or more": plan.backup.copy_days >= 35,
        "alarms.emails: name somebody": bool(plan.alarms.emails),
    }
    return [demand for demand, met in demands.items() if not met]


def _explain(problem: dict[str, Any]) -> str:
    """One sentence: the row and what is wrong with it."""
    row = ".".join(str(part) for part in problem["loc"] if not isinstance(part, int))
    message = str(problem["msg"]).removeprefix("Value error, ")
    where = "change it in stacks/aws_table.py or the stack's config"
    return f"{row}: {message} ({where})." if row else f"{message} ({where})."
