"""The pack in the real engine."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from policies.table import REPOSITORY
from tests.engine.project import Project

PACK = str(REPOSITORY / "policies")
PROGRAM = """
    import pulumi_random as random
    random.RandomPassword("password", length=40)
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, plugins: Path) -> Iterator[Project]:
    made = Project(tmp_path_factory.mktemp("small") / "project", plugins)
    yield made
    made.end()


LATE = """
    import pulumi
    import pulumi_kubernetes as k8s
    import pulumi_random as random

    password = random.RandomPassword("password", length=40, special=False).result
    files = k8s.Provider("files", render_yaml_to_directory="rendered")
    k8s.core.v1.ConfigMap(
        "late",
        metadata={"name": "late", "namespace": "lexfix"},
        data={"PASSWORD": pulumi.Output.unsecret(password)},
        opts=pulumi.ResourceOptions(provider=files),
    )
"""
"""What is wrong with it is known only once the password exists."""


def test_what_a_preview_cannot_judge_stops_the_update(project: Project) -> None:
    project.write(LATE)
    said = project.pulumi("preview", "--policy-pack", PACK)
    assert "cannot judge yet, the update will: it: .data.PASSWORD is not known" in said
    said = project.up("--policy-pack", PACK, fails=True)
    assert "has secrets in plain text: PASSWORD" in said
    assert project.resources("random:index/randomPassword:RandomPassword")
    assert project.resources("kubernetes:core/v1:ConfigMap") == []


def preview(project: Project, configuration: Mapping[str, object], *, fails: bool) -> str:
    project.write(PROGRAM)
    file = project.folder / "policies.json"
    file.write_text(json.dumps(configuration))
    options = ("--policy-pack", PACK, "--policy-pack-config", str(file))
    return project.pulumi("preview", *options, fails=fails)


def test_a_configuration_that_means_something_goes_through(project: Project) -> None:
    said = preview(project, {"modest-memory": {"limit": 8}, "seccomp": "advisory"}, fails=False)
    assert f"lexfix@v0.1.0 (local: {Path(PACK)})" in said


@pytest.mark.parametrize(
    ("configuration", "said"),
    [
        ({"non-rot": "advisory"}, "There is no rule 'non-rot': did you mean 'non-root'?"),
        ({"modest-memory": {"limits": 8}}, "modest-memory: the threshold 'limits' is unknown"),
        ({"seccomp": {"limit": 8}}, "seccomp: the threshold 'limit' is unknown: it takes 'enforcementLevel' alone"),
        ({"modest-memory": {"limit": "8Gi"}}, "modest-memory: limit: Invalid type. Expected: number, given: string"),
        ({"modest-memory": {"limit": -1}}, "modest-memory: limit: Must be greater than or equal to 0"),
        ({"modest-memory": "warn"}, 'parsing enforcement level for "modest-memory": "warn" is not a valid'),
    ],
)
def test_a_wrong_configuration_stops_the_preview_with_the_reason(
    project: Project, configuration: Mapping[str, object], said: str
) -> None:
    printed = preview(project, configuration, fails=True)
    assert said in printed
    assert "Traceback" not in printed
    assert "to create" not in printed
