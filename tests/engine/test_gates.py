"""Gates in the real engine: what a clause that is not met stops, what is said, and what is not measured twice."""

from __future__ import annotations

import pytest

from tests.engine.project import Project
from tests.engine.test_random import TYPE as ROLLOUT
from tests.unit.gates.server import serving

HEALTH = "pulumi-python:dynamic/gates:Health"
CI = "pulumi-python:dynamic/gates:Ci"
NEW = "sha256:" + "2" * 64
GOOD = {"status": "ok", "version": NEW, "checks": {"postgres": {"ok": True}}}
PROGRAM = """
    from pathlib import Path

    import pulumi
    import pulumi_random as random

    from infra.gates.checkout import inspect
    from infra.gates.ci import Ci, CiArgs
    from infra.gates.health import Health, HealthArgs

    config = pulumi.Config()
    opts = pulumi.ResourceOptions
    ci = Ci("ci", CiArgs(inspect(Path.cwd()), "check", config.require_bool("enforced")), opts())
    seconds = config.get_int("seconds") or 1
    health = Health("health", HealthArgs(config.require("url"), {"app": config.require("version")}, seconds), opts(depends_on=[ci]))
    random.RandomPassword("rollout", length=20, opts=opts(depends_on=[health]))
    pulumi.export("definitionOfDone", {"ci": ci.entry, "health": health.entry})
"""  # noqa: E501 - a program in a text


@pytest.fixture
def gated(project: Project) -> Project:
    project.write(PROGRAM)
    project.pulumi("config", "set", "version", NEW)
    project.pulumi("config", "set", "enforced", "false")
    return project


def test_a_clause_that_is_not_met_stops_what_comes_after_it_and_says_why(gated: Project) -> None:
    with serving((500, "broken")) as place:
        gated.pulumi("config", "set", "url", place.url)
        said = gated.up(fails=True)
    assert "The Definition of Done is not met, clause 'health'." in said
    assert f"Expected: {place.url}/health answers 200 with version {NEW} within 1 s." in said
    assert "Seen: status 500 and a body that is not LexFix's: broken" in said
    assert "Traceback" not in said
    assert gated.resources(ROLLOUT) == []
    assert gated.resources(HEALTH) == []


def test_a_clause_that_is_met_leaves_its_evidence_and_is_not_measured_again_until_its_subject_changes(
    gated: Project,
) -> None:
    with serving((200, GOOD)) as place:
        gated.pulumi("config", "set", "url", place.url)
        gated.up()
        first = gated.outputs()["definitionOfDone"]["health"]
        asked = len(place.requests)
        assert first["met"] is True
        assert first["evidence"] == {"status": 200, "version": NEW, "checks": GOOD["checks"]}

        gated.up("--expect-no-changes")
        gated.pulumi("config", "set", "seconds", "2")
        gated.pulumi("refresh", "--yes", "--skip-preview")
        gated.up()
        assert gated.outputs()["definitionOfDone"]["health"] == first
        assert len(place.requests) == asked

        gated.pulumi("config", "set", "version", "sha256:" + "3" * 64)
        said = gated.up(fails=True)
        assert f"Seen: 200 from version {NEW}" in said
        assert "Traceback" not in said
        (kept,) = gated.resources(HEALTH)
        assert kept["outputs"]["evidence"]["version"] == NEW

        gated.pulumi("config", "set", "version", NEW)
        gated.up("--expect-no-changes")
    assert gated.processes() == []


def test_a_clause_that_is_only_advised_is_said_and_stops_nothing(gated: Project) -> None:
    with serving((200, GOOD)) as place:
        gated.pulumi("config", "set", "url", place.url)
        said = gated.up()
        assert "The clause 'ci' of the Definition of Done is not met; this environment only advises it." in said
        assert gated.outputs()["definitionOfDone"]["ci"]["met"] is False

        gated.pulumi("config", "set", "enforced", "true")
        said = gated.up(fails=True)
    assert "The Definition of Done is not met, clause 'ci'." in said
    assert "is no checkout that git can read" in said


def test_a_preview_measures_nothing(gated: Project) -> None:
    with serving((500, "broken")) as place:
        gated.pulumi("config", "set", "url", place.url)
        gated.pulumi("preview")
        assert place.requests == []
