"""What a person can get wrong about an environment on AWS: one message with the remedy, before anything changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.engine.cloud import CREDENTIALS, Cloud, preview_only
from tests.standins.aws.calls import ENDPOINT
from tests.standins.aws.provider import EXPIRED

NOWHERE = {ENDPOINT: "http://127.0.0.1:9"}
"""An account that answers nothing: what reaches it fails."""
AS_STAGING = {"postgres.multi_az": False, "network.nat_per_zone": False, "cluster.deletion_protection": False}


def _refused(cloud: Cloud, variables: Mapping[str, str] = NOWHERE) -> str:
    """What `pulumi up` says, which must fail without a traceback and leave nothing behind."""
    said = cloud.up(fails=True, variables=variables)
    assert "Traceback" not in said
    changed = [r for r in cloud.exported()["deployment"].get("resources", []) if r["type"].startswith("aws:")]
    assert changed == []
    diagnostics = said.partition("Diagnostics:")[2]
    assert diagnostics.count("error:") == 1, said
    return diagnostics


@pytest.mark.parametrize(
    ("stack", "settings", "message"),
    [
        (
            "staging",
            {"overrides": {"network.cidr": "10.30.0.0/16"}},
            "The network 10.30.0.0/16 overlaps prod's 10.30.0.0/16: move one of them.",
        ),
        (
            "staging",
            {"overrides": {"network.cidr": "10.20.0.0/22"}},
            "The network 10.20.0.0/22 is too small: use a",
        ),
        ("staging", {"overrides": {"region": "us-east-9"}}, "The region 'us-east-9' is unknown to LexFix: use one of"),
        (
            "staging",
            {"url": "https://staging.lexfix.org"},
            "The host name staging.lexfix.org is outside the hosted zone lexfix.com: use a name that ends in",
        ),
        (
            "prod",
            {"overrides": {"network.zones": ["eu-central-1a", "eu-central-1b"]}},
            "prod is less protected than it must be: network.zones: use three",
        ),
        ("prod", {"overrides": AS_STAGING}, "prod is less protected than it must be: network.nat_per_zone: set it;"),
    ],
)
def test_a_wrong_setting_is_refused(stack: str, settings: dict[str, object], message: str, tmp_path: Path) -> None:
    cloud = preview_only(stack, tmp_path)
    cloud.configure(**settings)
    said = _refused(cloud)
    assert message in said


def test_missing_credentials_are_refused(tmp_path: Path) -> None:
    said = _refused(preview_only("staging", tmp_path))
    assert "No valid credential sources found: set AWS_PROFILE, or run `aws sso login`" in said


def test_an_expired_session_is_refused(tmp_path: Path) -> None:
    variables = {**NOWHERE, **CREDENTIALS, "AWS_SESSION_TOKEN": EXPIRED}
    said = _refused(preview_only("staging", tmp_path), variables)
    assert "The session of your AWS credentials has ended: run `aws sso login` again" in said


def test_a_stack_that_someone_else_updates_is_left_alone(tmp_path: Path) -> None:
    cloud = preview_only("staging", tmp_path)
    lock = (
        cloud.rehearsal.folder / ".pulumi/locks/organization/lexfix/staging/0b9e3c1e-0000-0000-0000-000000000000.json"
    )
    lock.parent.mkdir(parents=True, exist_ok=True)
    holder = {"pid": 1, "username": "somebody", "hostname": "elsewhere", "timestamp": "2026-11-25T12:00:00Z"}
    lock.write_text(json.dumps(holder))
    said = cloud.up(fails=True)
    assert said.count("error:") == 1
    assert "the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end" in said
    assert "somebody@elsewhere" in said
