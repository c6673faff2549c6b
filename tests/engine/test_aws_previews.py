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
        args.props.update({weak!r})
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
    ("kind", "weak", "rules"),
    [
        (
            "aws:rds/instance:Instance",
            {"publicly_accessible": True, "storage_encrypted": False, "multi_az": False},
            ["postgres-private", "postgres-encrypted", "postgres-multi-az"],
        ),
        ("aws:ecr/repository:Repository", {"image_tag_mutability": "MUTABLE"}, ["registry-immutable"]),
        ("aws:rds/subnetGroup:SubnetGroup", {"subnet_ids": ["subnet-00000000"]}, ["several-zones"]),
    ],
)
def test_a_weakened_setting_fails_the_preview_of_prod_with_the_rules_name(
    kind: str, weak: dict[str, object], rules: list[str], tmp_path: Path
) -> None:
    program = tmp_path / "weakened"
    program.mkdir()
    (program / "Pulumi.yaml").write_text("name: lexfix\nruntime: python\n")
    stacks = str(REPOSITORY / "stacks" / "__main__.py")
    (program / "__main__.py").write_text(WEAKENED.format(kind=kind, weak=weak, program=stacks))
    said = preview_only("prod", tmp_path, program).judged("preview", fails=True)
    assert set(re.findall(r"\[mandatory\]\s+(\S+)", said)) == set(rules)
