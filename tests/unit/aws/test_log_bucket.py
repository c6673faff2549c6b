"""Where logs are kept: closed to the world, encrypted, and not for ever."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.aws.conftest import Environment


@pytest.fixture(params=["staging", "prod"])
def environment(request: pytest.FixtureRequest) -> Environment:
    found: Environment = request.getfixturevalue(request.param)
    return found


def inputs(environment: Environment, kind: str) -> dict[str, Any]:
    return environment.declared.one(f"s3/{kind[0].lower()}{kind[1:]}:{kind}").inputs


def test_the_bucket_of_logs_is_closed_to_the_world(environment: Environment) -> None:
    closed = inputs(environment, "BucketPublicAccessBlock")
    del closed["bucket"]
    assert set(closed) == {"blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"}
    assert all(closed.values())


def test_logs_are_encrypted_with_our_own_key_on_the_disk_and_by_tls_on_the_way(environment: Environment) -> None:
    [rule] = inputs(environment, "BucketServerSideEncryptionConfiguration")["rules"]
    assert rule["applyServerSideEncryptionByDefault"] == {
        "sseAlgorithm": "aws:kms",
        "kmsMasterKeyId": "arn:aws:lexfix-logs-key",
    }
    [statement] = json.loads(inputs(environment, "BucketPolicy")["policy"])["Statement"]
    assert (statement["Effect"], statement["Action"], statement["Principal"]) == ("Deny", "s3:*", "*")
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert statement["Resource"] == ["arn:aws:lexfix-logs-bucket", "arn:aws:lexfix-logs-bucket/*"]


def test_a_log_that_loki_forgot_is_gone_after_the_longest_retention(environment: Environment) -> None:
    [rule] = inputs(environment, "BucketLifecycleConfiguration")["rules"]
    assert (rule["status"], rule["expiration"], rule["filter"]) == ("Enabled", {"days": 90}, {"prefix": ""})


def test_loki_may_use_its_bucket_and_its_key_and_nothing_else(environment: Environment) -> None:
    grant = environment.declared.one("iam/rolePolicy:RolePolicy", "lexfix-logs-loki-logs").inputs["policy"]
    assert {resource for statement in json.loads(grant)["Statement"] for resource in [statement["Resource"]]} == {
        "arn:aws:lexfix-logs-bucket",
        "arn:aws:lexfix-logs-bucket/*",
        "arn:aws:lexfix-logs-key",
    }


def test_only_prod_keeps_a_bucket_that_has_logs_in_it(staging: Environment, prod: Environment) -> None:
    assert inputs(staging, "Bucket")["forceDestroy"] is True
    assert inputs(prod, "Bucket")["forceDestroy"] is False
