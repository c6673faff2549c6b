"""The stand-in `aws` refuses what it does not know and what AWS would not take; it makes nothing up."""

from __future__ import annotations

from typing import Any

import pytest

from tests.standins.aws.provider import AwsProvider
from tools.plugins.resource import Call, CheckError, Plain, PluginError
from tools.plugins.values import UNKNOWN

INSTANCE = "aws:rds/instance:Instance"
RECORD = "aws:route53/record:Record"
DATABASE: Plain = {
    "identifier": "lexfix",
    "engine": "postgres",
    "instanceClass": "db.t4g.small",
    "allocatedStorage": 20,
    "skipFinalSnapshot": True,
}


@pytest.fixture(scope="module")
def provider() -> AwsProvider:
    return AwsProvider()


def check(provider: AwsProvider, kind: str, inputs: Plain) -> Plain:
    call = Call(f"urn:pulumi:staging::lexfix::{kind}::thing", seed=b"seed", config={"region": "eu-central-1"})
    return provider.resource(kind).check(call, dict(inputs), None)


def test_a_type_that_it_does_not_know_is_refused(provider: AwsProvider) -> None:
    with pytest.raises(PluginError, match="has no resource aws:lambda/function:Function"):
        provider.resource("aws:lambda/function:Function")


@pytest.mark.parametrize(
    ("kind", "inputs", "reason"),
    [
        (INSTANCE, {**DATABASE, "timezone": "UTC"}, "knows no property timezone"),
        (INSTANCE, {**DATABASE, "allocatedStorage": "plenty"}, "'plenty' is no integer"),
        ("aws:ecr/repository:Repository", {"imageTagMutability": "SOMETIMES"}, "`SOMETIMES` is not one of"),
        (
            "aws:ec2/vpc:Vpc",
            {"cidrBlock": "10.0.0.0/16", "tags": {"a": "b"}, "colour": "red"},
            "knows no property colour",
        ),
        (RECORD, {"zoneId": "Z1", "name": "a.b", "type": "WHAT", "records": ["x"], "ttl": 60}, "`WHAT` is not one of"),
    ],
)
def test_a_property_that_aws_or_the_stand_in_does_not_know_is_refused(
    provider: AwsProvider, kind: str, inputs: dict[str, Any], reason: str
) -> None:
    with pytest.raises(CheckError, match=reason):
        check(provider, kind, inputs)


def test_what_is_not_known_yet_may_turn_out_right(provider: AwsProvider) -> None:
    record = {"zoneId": "Z1", "name": UNKNOWN, "type": UNKNOWN, "records": [UNKNOWN], "ttl": 60}
    assert check(provider, RECORD, record)["records"] == [UNKNOWN]


def test_what_is_left_unnamed_gets_the_logical_name_and_a_suffix_that_lasts(provider: AwsProvider) -> None:
    first = check(provider, "aws:sns/topic:Topic", {})["name"]
    assert first.startswith("thing-")
    assert check(provider, "aws:sns/topic:Topic", {})["name"] == first
