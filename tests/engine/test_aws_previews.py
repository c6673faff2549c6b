"""Previews of staging and production with no account: whole as they are, refused where a setting is weakened."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.engine.cloud import preview_only
from tools.paths import REPOSITORY

WEAKENED = """
import runpy

import pulumi


def weaken(args):
    if args.type_ == {kind!r}:
        args.props[{name!r}] = {value!r}
        return pulumi.ResourceTransformationResult(args.props, args.opts)


pulumi.runtime.register_stack_transformation(weaken)
runpy.run_path({program!r}, run_name="__main__")
"""


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_a_preview_shows_the_whole_environment(stack: str, tmp_path: Path) -> None:
    cloud = preview_only(stack, tmp_path)
    said = cloud.judged("preview")
    for kind in ("aws:eks:Cluster", "aws:rds:Instance", "aws:docdb:Cluster", "kubernetes:networking.k8s.io/v1:Ingress"):
        assert kind in said
    created = re.search(r"\+ (\d+) to create", said)
    assert created
    assert int(created[1]) > 200
    assert cloud.exported()["deployment"].get("resources") is None


@pytest.mark.parametrize(
    ("kind", "name", "value", "rule"),
    [
        ("aws:rds/instance:Instance", "publicly_accessible", True, "postgres-private"),
        ("aws:rds/instance:Instance", "storage_encrypted", False, "postgres-encrypted"),
        ("aws:ecr/repository:Repository", "image_tag_mutability", "MUTABLE", "registry-immutable"),
        ("aws:rds/instance:Instance", "multi_az", False, "postgres-multi-az"),
    ],
)
def test_a_weakened_setting_fails_the_preview_with_the_rules_name(
    kind: str, name: str, value: object, rule: str, tmp_path: Path
) -> None:
    program = tmp_path / "weakened"
    program.mkdir()
    (program / "Pulumi.yaml").write_text("name: lexfix\nruntime: python\n")
    stacks = str(REPOSITORY / "stacks" / "__main__.py")
    text = WEAKENED.format(kind=kind, name=name, value=value, program=stacks)
    (program / "__main__.py").write_text(text)
    said = preview_only("prod", tmp_path, program).judged("preview", fails=True)
    assert re.search(rf"\[mandatory\].*{rule}|{rule}.*\[mandatory\]", said), said
