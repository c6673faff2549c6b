"""Settings of staging and production: what is refused, and with which words."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from infra.aws.plan import Plan
from stacks import aws_table
from stacks.aws_settings import AwsSettings, prod_weaknesses
from stacks.settings import load
from tests.unit.aws.conftest import CONFIG


def settings(stack: str, overrides: dict[str, Any] | None = None, **config: str) -> AwsSettings:
    loaded = load(stack, {**CONFIG, "overrides": json.dumps(overrides or {}), **config})
    assert isinstance(loaded, AwsSettings)
    return loaded


def refusal(stack: str, overrides: dict[str, Any] | None = None, **config: str) -> str:
    with pytest.raises(pulumi.RunError) as error:
        settings(stack, overrides, **config)
    return str(error.value)


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        (
            {"network.cidr": "10.0.0.0/24"},
            "The network 10.0.0.0/24 is too small: use a /16 to /18, such as 10.20.0.0/16",
        ),
        ({"network.cidr": "10.0.0.0/8"}, "is too large"),
        ({"network.cidr": "10.20.1.0/16"}, "has host bits set"),
        ({"network.cidr": "8.8.0.0/16"}, "is not private: use a block inside 10.0.0.0/8"),
        ({"network.cidr": "172.20.0.0/17"}, "overlaps the Kubernetes services 172.20.0.0/16: move one of them"),
        ({"network.cidr": "10.30.0.0/17"}, "overlaps prod's 10.30.0.0/16: move one of them"),
        ({"network.zones": ["eu-central-1a"]}, "need 2 or 3 different zones"),
        (
            {"network.zones": ["eu-central-1a", "eu-west-1b"]},
            "The zones eu-west-1b are not in eu-central-1: write them like",
        ),
        ({"region": "eu-centrall-1"}, "The region 'eu-centrall-1' is unknown to LexFix: use one of eu-central-1"),
        ({"backup_region": "eu-central-1"}, "Backups must leave the region that they protect"),
        ({"cluster.version": "1.20"}, "Kubernetes 1.20 has no versions in infra/aws/versions.py: use 1.35"),
        ({"cluster.ml.smallest": 9}, "cannot have at least 9 and at most 2 nodes"),
        ({"postgres.backup_days": 36}, "postgres.backup_days: Input should be less than or equal to 35"),
        ({"postgres.multi_azz": True}, "there is no setting 'postgres.multi_azz' in stacks/aws_table.py"),
        ({"postgres.max_storage_gib": 20, "postgres.storage_gib": 50}, "max_storage_gib must not be less"),
    ],
)
def test_a_value_that_cannot_work_is_refused_with_the_remedy(overrides: dict[str, Any], words: str) -> None:
    assert words in refusal("staging", overrides)


def test_a_host_name_outside_the_hosted_zone_is_refused() -> None:
    message = refusal("prod", url="https://app.example.org")
    assert (
        "The host name app.example.org is outside the hosted zone lexfix.com: use a name that ends in .lexfix.com"
        in message
    )


def test_a_cluster_api_open_to_the_world_is_refused() -> None:
    assert "The API network 0.0.0.0/0 is far too wide" in refusal("staging", api_networks="203.0.113.0/24, 0.0.0.0/0")


def test_prod_with_stagings_protections_is_refused_with_every_weakness_at_once() -> None:
    weak = {
        row: values[0]
        for row, values in aws_table.TABLE.items()
        if row.startswith(("network.", "cluster.", "postgres.", "documents.", "cache.", "backup."))
        and row not in ("network.cidr",)
    }
    message = refusal("prod", weak)
    for row in ("network.zones", "postgres.multi_az", "documents.instances", "cache.nodes", "backup.copy_days"):
        assert row in message


@pytest.mark.parametrize("row", ["postgres.multi_az", "postgres.deletion_protection", "network.nat_per_zone"])
def test_prod_without_one_protection_is_refused(row: str) -> None:
    assert f"{row}: set it" in refusal("prod", {row: False})


@pytest.mark.parametrize("key", list(CONFIG))
def test_a_missing_config_value_is_named_with_the_file_to_set_it_in(key: str) -> None:
    with pytest.raises(pulumi.RunError, match=f"lexfix:{key} is not set. Set it in Pulumi"):
        load("staging", {name: value for name, value in CONFIG.items() if name != key})


@pytest.mark.parametrize(("key", "value"), [("account", "12345"), ("zone_id", "lexfix.com")])
def test_a_wrong_account_or_zone_id_is_named(key: str, value: str) -> None:
    assert f"lexfix:{key} is '{value}'" in refusal("staging", None, **{key: value})


PROTECTIONS: dict[str, Callable[[Plan], int]] = {
    "zones": lambda plan: len(plan.network.zones),
    "NAT gateways": lambda plan: plan.network.nat_per_zone,
    "flow log days": lambda plan: plan.network.flow_log_days,
    "control plane log days": lambda plan: plan.cluster.log_days,
    "cluster protection": lambda plan: plan.cluster.deletion_protection,
    "general nodes": lambda plan: plan.cluster.general.smallest,
    "ML nodes": lambda plan: plan.cluster.ml.smallest,
    "PostgreSQL standby": lambda plan: plan.postgres.multi_az,
    "PostgreSQL backups": lambda plan: plan.postgres.backup_days,
    "PostgreSQL protection": lambda plan: plan.postgres.deletion_protection,
    "DocumentDB instances": lambda plan: plan.documents.instances,
    "DocumentDB backups": lambda plan: plan.documents.backup_days,
    "DocumentDB protection": lambda plan: plan.documents.deletion_protection,
    "cache nodes": lambda plan: plan.cache.nodes,
    "cache snapshots": lambda plan: plan.cache.backup_days,
    "ingress controllers": lambda plan: plan.entrance.controller_replicas,
    "load balancer protection": lambda plan: plan.entrance.deletion_protection,
    "recovery points": lambda plan: plan.backup.daily_days,
    "copies elsewhere": lambda plan: plan.backup.copy_days,
}


@pytest.mark.parametrize("protection", PROTECTIONS)
def test_prod_is_never_less_protected_than_staging(protection: str) -> None:
    measure = PROTECTIONS[protection]
    assert measure(settings("prod").plan) >= measure(settings("staging").plan)


def test_prod_meets_every_demand_and_staging_would_not() -> None:
    assert prod_weaknesses(settings("prod").plan) == []
    assert prod_weaknesses(settings("staging").plan)


def test_every_row_of_the_table_is_used() -> None:
    plan = settings("staging").plan
    for row in aws_table.TABLE:
        if row.startswith(("app.", "ml.", "monitoring.")):
            continue
        value: object = plan
        for part in row.split("."):
            value = getattr(value, part)
        assert value == aws_table.TABLE[row][0], row


def test_workloads_are_never_smaller_in_prod() -> None:
    staging, prod = settings("staging"), settings("prod")
    assert prod.app.smallest > staging.app.smallest
    assert prod.ml.smallest > staging.ml.smallest
    assert (prod.demo, staging.demo) == (False, False)


def test_settings_are_read_without_any_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("settings must not open a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert isinstance(settings("prod").plan, Plan)


def test_reading_settings_loads_neither_boto3_nor_the_aws_provider() -> None:
    code = "import sys, stacks.prod; print([m for m in ('boto3', 'botocore', 'pulumi_aws') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
