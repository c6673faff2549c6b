"""Rehearsals of staging and prod keep away from accounts and backends."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.rehearsal import Rehearsal, preview
from tools.steps import ToolError


def test_a_rehearsal_sees_no_credential_and_no_backend_of_the_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "real")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "real")
    monkeypatch.setenv("PULUMI_ACCESS_TOKEN", "real")
    monkeypatch.setenv("PULUMI_BACKEND_URL", "s3://real")
    environment = Rehearsal("prod", tmp_path).environment()
    assert not [name for name in environment if name.startswith("AWS_")]
    assert "PULUMI_ACCESS_TOKEN" not in environment
    assert environment["PULUMI_BACKEND_URL"] == f"file://{tmp_path}"
    assert environment["PULUMI_OPTION_CONFIG_FILE"] == str(tmp_path / "Pulumi.prod.yaml")


def test_a_stack_that_is_not_on_aws_is_refused_by_name() -> None:
    with pytest.raises(ToolError, match="stack 'dev' is unknown: use local, staging or prod"):
        preview("dev")
