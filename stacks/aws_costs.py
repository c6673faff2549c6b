"""What an environment on AWS costs a month: prices, formula, and the page docs/costs.md.

``python -m stacks.aws_costs > docs/costs.md`` writes the page anew after the table or a price has changed.
"""

from __future__ import annotations

from dataclasses import dataclass

from infra.aws.plan import Plan
from infra.monitoring import MonitoringSettings, alertmanager
from stacks.aws_settings import AwsSettings
from stacks.aws_table import monitoring
from stacks.settings import load

HOURS = 730
"""Hours of a month, as AWS's own calculator counts them."""
PRICED = "November 2026"

HOURLY_USD = {
    "EKS control plane": 0.10,
    "NAT gateway": 0.052,
    "network load balancer": 0.027,
    "load balancer capacity unit": 0.006,
    "interface endpoint, per zone": 0.012,
    "public IPv4 address": 0.005,
    "t3.large": 0.096,
    "m7i.large": 0.121,
    "c7i.large": 0.102,
    "c7i.xlarge": 0.204,
    "db.t4g.small, PostgreSQL": 0.037,
    "db.m7g.large, PostgreSQL": 0.195,
    "db.t4g.medium, DocumentDB": 0.091,
    "db.r6g.large, DocumentDB": 0.313,
    "cache.t4g.micro, Valkey": 0.015,
    "cache.m7g.large, Valkey": 0.150,
}
MONTHLY_USD = {
    "EBS gp3, per GiB": 0.095,
    "RDS gp3, per GiB": 0.137,
    "DocumentDB storage, per GiB": 0.119,
    "recovery point, per GiB": 0.10,
    "S3 standard, per GiB": 0.0245,
    "KMS key": 1.00,
    "secret": 0.40,
    "alarm": 0.10,
}
USAGE_USD = {"NAT traffic, per GB": 0.052, "log ingestion, per GB": 0.63, "traffic to learners, per GB": 0.09}


@dataclass(frozen=True)
class Traffic:
    """What the estimate assumes about use in a month; the table of settings cannot say it."""

    learners_gb: int
    """To browsers."""
    nat_gb: int
    logs_gb: int
    documents_gib: int
    """Stored in DocumentDB."""


TRAFFIC = {"staging": Traffic(20, 20, 5, 10), "prod": Traffic(500, 200, 60, 100)}


@dataclass(frozen=True)
class Line:
    """One position of the estimate."""

    what: str
    formula: str
    usd: float


def estimate(plan: Plan) -> list[Line]:
    """The smallest an environment costs: every node group at its smallest size, on-demand prices, no tax.

    Raises ``KeyError`` with the name of a size that has no price here.
    """
    zones, use = len(plan.network.zones), TRAFFIC[plan.environment]
    watching = monitoring(plan.environment)
    nats = zones if plan.network.nat_per_zone else 1
    copies = 2 if plan.postgres.multi_az else 1
    lines: list[Line] = []

    def hourly(what: str, price: str, *counts: int) -> None:
        lines.append(_line(what, HOURLY_USD[price] * HOURS, f"${HOURLY_USD[price]} x {HOURS} h", *counts))

    def monthly(what: str, price: str, *counts: int) -> None:
        lines.append(_line(what, MONTHLY_USD[price], f"${MONTHLY_USD[price]}", *counts))

    def usage(what: str, price: str, amount: int) -> None:
        lines.append(_line(what, USAGE_USD[price], f"${USAGE_USD[price]}", amount))

    general, ml = plan.cluster.general, plan.cluster.ml
    hourly("Control plane", "EKS control plane")
    hourly(f"General nodes ({general.instance_types[0]})", general.instance_types[0], general.smallest)
    hourly(f"ML nodes ({ml.instance_types[0]})", ml.instance_types[0], ml.smallest)
    monthly("Node disks, general", "EBS gp3, per GiB", general.smallest, general.disk_gib)
    monthly("Node disks, ML", "EBS gp3, per GiB", ml.smallest, ml.disk_gib)
    monthly("Volumes of the monitoring", "EBS gp3, per GiB", _volumes(watching))
    hourly(f"PostgreSQL ({plan.postgres.instance_class})", f"{plan.postgres.instance_class}, PostgreSQL", copies)
    monthly("PostgreSQL storage", "RDS gp3, per GiB", copies, plan.postgres.storage_gib)
    hourly(
        f"DocumentDB ({plan.documents.instance_class})",
        f"{plan.documents.instance_class}, DocumentDB",
        plan.documents.instances,
    )
    monthly("DocumentDB storage", "DocumentDB storage, per GiB", use.documents_gib)
    hourly(f"Cache ({plan.cache.node_type})", f"{plan.cache.node_type}, Valkey", plan.cache.nodes)
    hourly("NAT gateways", "NAT gateway", nats)
    hourly("Interface endpoints (2)", "interface endpoint, per zone", 2, zones)
    hourly("Public addresses (NAT, load balancer)", "public IPv4 address", nats + zones)
    hourly("Network load balancer", "network load balancer")
    hourly("Load balancer capacity (1 unit)", "load balancer capacity unit")
    regions = 2 if plan.backup.copy_days else 1
    stored = plan.postgres.storage_gib + use.documents_gib
    monthly("Recovery points, one full size per region", "recovery point, per GiB", regions, stored)
    monthly("Keys", "KMS key", 5)
    monthly("Secrets", "secret", 3)
    monthly("Alarms", "alarm", 14 + 4 * plan.cache.nodes)
    usage("NAT traffic", "NAT traffic, per GB", use.nat_gb)
    usage("Logs", "log ingestion, per GB", use.logs_gb)
    monthly("Logs in their bucket, a month of them", "S3 standard, per GiB", use.logs_gb)
    usage("Traffic to learners", "traffic to learners, per GB", use.learners_gb)
    return lines


def _volumes(watching: MonitoringSettings) -> int:
    """GiB of all volumes of the monitoring."""
    stores = (watching.storage_gib, watching.log_storage_gib, watching.trace_storage_gib)
    return sum(stores) + alertmanager.VOLUME_GIB


def _line(what: str, price: float, formula: str, *counts: int) -> Line:
    total = price
    for count in counts:
        total *= count
    return Line(what, " x ".join([*(str(count) for count in counts), formula]), total)


def total(plan: Plan) -> float:
    """US dollars a month."""
    return sum(line.usd for line in estimate(plan))


INTRODUCTION = f"""# What it costs

Written by `python -m stacks.aws_costs`; do not edit. Prices are on-demand list prices of eu-central-1 in US dollars
without tax, noted in {PRICED} in `stacks/aws_costs.py` without a price page at hand: take the sums as good to about a
tenth, and check them with the AWS pricing calculator before you commit to a budget. The sizes are those of
`stacks/aws_table.py`.

A month costs, at least: **the sum over the lines of count x price**, an hourly price being taken {HOURS} times. "At
least", because every node group is counted at its smallest size; each further node adds its line's price for one.
Savings plans and reserved instances are not counted (about a third off nodes and databases for a year's commitment).
"""


def page() -> str:
    """The text of docs/costs.md."""
    return "\n".join([INTRODUCTION, *(_section(plan_of(stack)) for stack in ("staging", "prod"))])


def plan_of(stack: str) -> Plan:
    """An environment's plan, with the documentation's account."""
    config = {
        "account": "123456789012",
        "zone_id": "Z0123456789ABCDEFGHIJ",
        "api_networks": "203.0.113.0/24",
        "alarm_emails": "a@lexfix.com",
    }
    settings = load(stack, config)
    assert isinstance(settings, AwsSettings)  # noqa: S101 - both stacks are on AWS
    return settings.plan


def _section(plan: Plan) -> str:
    use = TRAFFIC[plan.environment]
    lines = [
        f"## {plan.environment}: about ${total(plan):,.0f} a month (budget ${plan.alarms.monthly_budget_usd:,})",
        "",
        f"Assumed use: {use.learners_gb} GB to learners, {use.nat_gb} GB through NAT, {use.logs_gb} GB of logs, "
        f"{use.documents_gib} GiB of documents.",
        "",
        "| what | count x price | USD a month |",
        "|---|---|---:|",
        *(f"| {line.what} | {line.formula} | {line.usd:,.2f} |" for line in estimate(plan)),
        f"| **Sum** | | **{total(plan):,.2f}** |",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    print(page(), end="")
