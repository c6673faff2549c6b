"""Passwords: generated, never in plain text, rotated by a higher version."""

from __future__ import annotations

import json
from typing import Any

import pytest

from infra.aws.credentials import Credentials, CredentialsArgs
from tests.unit.aws.conftest import Environment
from tests.unit.declared import Declared, declare


def credentials(version: int) -> tuple[Declared, Any]:
    def program() -> Any:
        made = Credentials("postgres", CredentialsArgs("prod", "postgres", "lexfix", version, "arn:key", 30))
        return {"password": made.password, "version": made.version}

    return declare(program)


def test_a_higher_version_makes_a_new_password_and_tells_every_holder() -> None:
    for version in (1, 2):
        declared, made = credentials(version)
        assert declared.one("RandomPassword").inputs["keepers"] == {"version": str(version)}
        assert declared.one("SecretVersion").inputs["secretStringWoVersion"] == version
        assert made["version"] == version


def test_the_secret_holds_the_user_and_password_as_json_and_is_encrypted() -> None:
    declared, _ = credentials(1)
    value = declared.one("SecretVersion").inputs["secretStringWo"]
    assert json.loads(value["value"]) == {"username": "lexfix", "password": "canary-postgres-password"}
    assert declared.one("secretsmanager/secret:Secret").inputs["kmsKeyId"] == "arn:key"


def test_passwords_need_no_escaping_in_a_url() -> None:
    declared, _ = credentials(1)
    password = declared.one("RandomPassword").inputs
    assert (password["length"], password["special"]) == (40, False)


@pytest.mark.parametrize(
    ("kind", "secret", "version"),
    [
        ("rds/instance:Instance", "passwordWo", "passwordWoVersion"),
        ("docdb/cluster:Cluster", "masterPasswordWo", "masterPasswordWoVersion"),
        ("elasticache/replicationGroup:ReplicationGroup", "authTokenWo", "authTokenWoVersion"),
    ],
)
def test_stores_take_passwords_through_write_only_properties(
    prod: Environment, kind: str, secret: str, version: str
) -> None:
    inputs = prod.declared.one(kind).inputs
    assert inputs[secret]["value"].startswith("canary-")
    assert inputs[version] == 1
    assert not {"password", "masterPassword", "authToken", "manageMasterUserPassword"} & set(inputs)


def test_no_secret_is_declared_in_plain_text(staging: Environment, prod: Environment) -> None:
    for environment in (staging, prod):
        assert "canary" in str(environment.declared.resources)
        assert "canary" not in environment.declared.plain()


def test_the_cache_accepts_the_old_token_beside_the_new_one(prod: Environment) -> None:
    group = prod.declared.one("elasticache/replicationGroup:ReplicationGroup").inputs
    assert group["authTokenUpdateStrategy"] == "ROTATE"
