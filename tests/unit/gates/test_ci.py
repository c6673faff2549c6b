"""The checks of exactly what is deployed: git repositories made for the test, and a real server in GitHub's place."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.gates.checkout import Checkout, inspect, record_file, tree_of
from infra.gates.ci import CiProvider, of_commit, of_record
from infra.gates.settings import CI_CHECK
from infra.lexfix.images import REPOSITORY
from tests.unit.gates.server import serving
from tools import records
from tools.outcomes import Outcome

PASSED = (Outcome("ruff", True, 1.0), Outcome("mypy", True, 2.0))
COMMIT = "c" * 40
IN_GITHUB = Checkout(tree="t" * 40, commit=COMMIT, clean=True, repository="lexfix/lexfix")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    (tmp_path / ".gitignore").write_text("ignored/\n")
    (tmp_path / "program.py").write_text("print()\n")
    git(tmp_path, "init", "--quiet")
    commit(tmp_path)
    return tmp_path


def git(folder: Path, *argv: str) -> str:
    return subprocess.run(["git", *argv], cwd=folder, capture_output=True, text=True, check=True).stdout


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "--quiet", "--message=t")


def measured(folder: Path) -> tuple[bool, str]:
    measurement = of_record(inspect(folder))
    return measurement.met, measurement.seen


def test_files_whose_checks_passed_meet_the_clause_committed_or_not(checkout: Path) -> None:
    (checkout / "new.py").write_text("")
    records.write(checkout, tree_of(checkout), PASSED)
    assert measured(checkout) == (True, "that")
    commit(checkout)
    assert measured(checkout) == (True, "that")


@pytest.mark.parametrize("change", ["program.py", "new.py"])
def test_files_that_nobody_checked_do_not(checkout: Path, change: str) -> None:
    records.write(checkout, tree_of(checkout), PASSED)
    (checkout / change).write_text("1 / 0\n")
    met, seen = measured(checkout)
    assert not met
    assert "no record for the tree" in seen
    assert "run `make check`" in seen


def test_what_git_ignores_does_not_count(checkout: Path) -> None:
    records.write(checkout, tree_of(checkout), PASSED)
    (checkout / "ignored").mkdir()
    (checkout / "ignored" / "cache").write_text("1")
    assert measured(checkout) == (True, "that")


def test_looking_stages_nothing_and_leaves_nothing_in_the_checkout(checkout: Path) -> None:
    (checkout / "new.py").write_text("")
    inspect(checkout)
    assert git(checkout, "status", "--porcelain") == "?? new.py\n"


def test_a_failed_check_is_named(checkout: Path) -> None:
    records.write(checkout, tree_of(checkout), (*PASSED, Outcome("pytest", False, 3.0)))
    assert measured(checkout) == (False, "failed: pytest")


@pytest.mark.parametrize(
    "content",
    [
        "rubbish",
        "[]",
        "{}",
        '{"tree": "TREE", "checks": []}',
        '{"tree": "TREE", "checks": [1]}',
        '{"tree": "TREE", "checks": [{"title": "x", "passed": "yes"}]}',
        '{"tree": "other", "checks": [{"title": "x", "passed": true}]}',
    ],
)
def test_a_record_that_does_not_say_so_proves_nothing(checkout: Path, content: str) -> None:
    tree = tree_of(checkout)
    file = record_file(checkout, tree)
    file.parent.mkdir()
    file.write_text(content.replace("TREE", tree))
    assert not of_record(inspect(checkout)).met


def test_a_folder_that_is_no_checkout_is_said_to_be_none(tmp_path: Path) -> None:
    looked = inspect(tmp_path)
    assert "is no checkout that git can read" in looked.problem
    measurement = CiProvider().measure({"checkout": {"problem": looked.problem}, "check": CI_CHECK})
    assert (measurement.met, measurement.seen) == (False, looked.problem)


def runs(**changed: object) -> Mapping[str, Any]:
    run = {"name": CI_CHECK, "head_sha": COMMIT, "conclusion": "success", "html_url": "https://github.com/run/1"}
    return {"check_runs": [{**run, **changed}]}


def test_in_a_pipeline_github_is_asked_about_the_commit() -> None:
    with serving((200, runs())) as github:
        measurement = of_commit(IN_GITHUB, CI_CHECK, github.url, "token")
        ((path, headers),) = github.requests
    assert measurement.met
    assert measurement.evidence["runs"] == [{"conclusion": "success", "url": "https://github.com/run/1"}]
    assert path.startswith(f"/repos/lexfix/lexfix/commits/{COMMIT}/check-runs?check_name=Lint")
    assert headers["Authorization"] == "Bearer token"
    assert "token" not in json.dumps(measurement.evidence)


@pytest.mark.parametrize(
    ("status", "body", "seen"),
    [
        (200, runs(conclusion="failure"), "failure (https://github.com/run/1)"),
        (200, runs(conclusion=None), "not concluded"),
        (200, runs(head_sha="d" * 40), "no such check of this commit"),
        (200, runs(name="other"), "no such check of this commit"),
        (200, {"check_runs": []}, "no such check of this commit"),
        (200, {"message": "x"}, "an answer that cannot be read"),
        (200, "<html>", "an answer that cannot be read"),
        (403, {"message": "rate limit"}, "status 403"),
    ],
)
def test_what_github_says_otherwise_is_told(status: int, body: object, seen: str) -> None:
    with serving((status, body)) as github:
        measurement = of_commit(IN_GITHUB, CI_CHECK, github.url, "")
    assert not measurement.met
    assert seen in measurement.seen


def test_files_that_differ_from_the_commit_are_not_what_github_checked() -> None:
    with serving((200, runs())) as github:
        measurement = of_commit(replace(IN_GITHUB, clean=False), CI_CHECK, github.url, "")
    assert (measurement.met, measurement.seen) == (False, "files that differ from the commit")


def test_the_check_is_the_job_that_the_deployment_waits_for() -> None:
    workflow = yaml.safe_load((REPOSITORY / ".github" / "workflows" / "cd.yml").read_text())
    assert workflow["jobs"]["check"]["name"] == CI_CHECK
    assert workflow["jobs"]["deploy"]["needs"] == "check"
    assert workflow["jobs"]["deploy"]["permissions"]["checks"] == "read"
