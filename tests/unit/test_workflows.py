"""The pipelines: what they call exists here, what they use is pinned, what they may do is little."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from ops.cli import app as operations
from tools.cli import app

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDER = REPOSITORY / ".github" / "workflows"
NAMES = ("ci", "cd", "drift", "restore-drill")
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
ON_EVERY_RUNNER = {"echo", "gh", "sudo", "npm", "npx", "make"}
ALLOWED = {"contents": "read", "id-token": "write", "pull-requests": "write", "checks": "read"}


def workflow(name: str) -> dict[Any, Any]:
    document: dict[Any, Any] = yaml.safe_load((FOLDER / f"{name}.yml").read_text())
    return document


def jobs() -> Iterator[tuple[str, dict[str, Any]]]:
    for name in NAMES:
        for job, content in workflow(name)["jobs"].items():
            yield f"{name}.{job}", content


def steps() -> Iterator[tuple[str, dict[str, Any]]]:
    for job, content in jobs():
        for step in content["steps"]:
            yield job, step


def commands() -> list[list[str]]:
    return [
        shlex.split(line, comments=True)
        for _, step in steps()
        for line in step.get("run", "").splitlines()
        if line.strip()
    ]


def step_using(job: str, action: str) -> dict[str, Any]:
    (found,) = [step for name, step in steps() if name == job and step.get("uses", "").startswith(f"{action}@")]
    options: dict[str, Any] = found["with"]
    return options


def test_every_workflow_file_is_among_those_checked_here() -> None:
    assert sorted(path.stem for path in FOLDER.iterdir()) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_action_is_pinned_by_a_commit_with_its_version_beside_it(name: str) -> None:
    used = re.findall(r"uses: (.*)", (FOLDER / f"{name}.yml").read_text())
    assert used
    assert [line for line in used if not PINNED.fullmatch(line)] == []


def test_an_action_is_of_one_commit_everywhere() -> None:
    commits = {step["uses"] for _, step in steps() if "uses" in step}
    assert len({use.partition("@")[0] for use in commits}) == len(commits)


@pytest.mark.parametrize("name", NAMES)
def test_a_workflow_gives_nothing_and_each_job_takes_only_what_it_needs(name: str) -> None:
    assert workflow(name)["permissions"] == {}
    for job in workflow(name)["jobs"].values():
        assert job["permissions"].items() <= ALLOWED.items()


def test_only_jobs_that_take_a_role_in_aws_get_an_identity_and_only_the_preview_may_comment() -> None:
    identified = {job for job, content in jobs() if "id-token" in content["permissions"]}
    assert identified == {job for job, step in steps() if "configure-aws-credentials" in step.get("uses", "")}
    assert {job for job, content in jobs() if "pull-requests" in content["permissions"]} == {"ci.preview"}


def test_no_key_of_aws_and_no_secret_is_named_anywhere() -> None:
    text = "".join((FOLDER / f"{name}.yml").read_text() for name in NAMES)
    assert "secrets." not in text
    assert "aws-access-key-id" not in text


def test_no_expression_reaches_a_shell() -> None:
    assert [step["run"] for _, step in steps() if "${{" in step.get("run", "")] == []


def test_every_checkout_forgets_its_token_and_every_job_ends() -> None:
    checkouts = [step for _, step in steps() if step.get("uses", "").startswith("actions/checkout@")]
    assert len(checkouts) == len(list(jobs()))
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)
    assert all(content["timeout-minutes"] <= 150 for _, content in jobs())


def test_ci_runs_on_pull_requests_to_develop_and_main_and_runs_the_five_of_the_plan() -> None:
    ci = workflow("ci")
    assert ci[True] == {"pull_request": {"branches": ["develop", "main"]}}
    app_runs = [step["run"].partition(" #")[0] for job, step in steps() if job == "ci.app" and "run" in step]
    assert app_runs == [
        *("npm ci", "npm run lint", "npx prettier --check .", "npm run typecheck", "npm run test", "npm run build")
    ]
    assert ["make", "check"] in commands()
    assert ["make", "test"] in commands()


def test_the_preview_is_judged_by_the_policies_and_commented_but_not_for_forks() -> None:
    options = step_using("ci.preview", "pulumi/actions")
    assert (options["command"], options["policyPacks"], options["comment-on-pr"]) == ("preview", "policies", True)
    assert "head.repo.full_name == github.repository" in workflow("ci")["jobs"]["preview"]["if"]


def test_cd_deploys_develop_and_main_one_at_a_time_judged_by_the_policies_with_the_evidence_kept() -> None:
    cd = workflow("cd")
    assert cd[True] == {"push": {"branches": ["develop", "main"]}}
    assert cd["concurrency"] == {"group": "cd-${{ github.ref_name }}", "cancel-in-progress": False}
    deploy = cd["jobs"]["deploy"]
    assert deploy["needs"] == "check"
    assert "'prod' || 'staging'" in deploy["environment"]["name"]
    options = step_using("cd.deploy", "pulumi/actions")
    assert (options["command"], options["policyPacks"]) == ("up", "policies")
    assert step_using("cd.deploy", "actions/upload-artifact")["path"] == "evidence.json"


def test_drift_is_looked_for_nightly_in_both_environments_and_fails_on_any() -> None:
    drift = workflow("drift")
    (nightly,) = drift[True]["schedule"]
    assert nightly["cron"].split()[2:] == ["*", "*", "*"]
    matrix = drift["jobs"]["drift"]["strategy"]["matrix"]["include"]
    assert {each["stack"]: each["branch"] for each in matrix} == {"staging": "develop", "prod": "main"}
    options = step_using("drift.drift", "pulumi/actions")
    assert (options["command"], options["refresh"], options["expect-no-changes"]) == ("preview", True, True)


def test_the_restore_drill_runs_weekly_and_leaves_nothing_when_it_is_cancelled() -> None:
    (weekly,) = workflow("restore-drill")[True]["schedule"]
    assert re.fullmatch(r"\d+ \d+ \* \* \d", weekly["cron"])
    (removal,) = [step for _, step in steps() if "isolated remove" in step.get("run", "")]
    assert "cancelled()" in removal["if"]


def test_the_pulumi_command_line_is_the_one_the_toolchain_builds() -> None:
    module = (REPOSITORY / "tools" / "go" / "pulumi" / "go.mod").read_text()
    version = re.search(r"github\.com/pulumi/pulumi/pkg/v3 v(\S+)", module)
    assert version is not None
    used = {step["with"]["pulumi-version"] for _, step in steps() if "pulumi/actions" in step.get("uses", "")}
    assert used == {version[1]}


def test_every_command_starts_with_a_program_that_is_there() -> None:
    assert {command[0] for command in commands()} == ON_EVERY_RUNNER | {".venv/bin/lexfix"}


def test_every_make_target_that_is_called_exists() -> None:
    for command in (each for each in commands() if each[0] == "make"):
        asked = subprocess.run([*command, "--dry-run"], cwd=REPOSITORY, capture_output=True, text=True, check=False)
        assert asked.returncode == 0, asked.stderr


def test_every_npm_script_and_tool_that_is_called_exists() -> None:
    package = json.loads((REPOSITORY / "app" / "package.json").read_text())
    for command in commands():
        if command[:2] == ["npm", "run"]:
            assert command[2] in package["scripts"]
        elif command[0] == "npx":
            assert command[1] in package["devDependencies"]
    assert "tsc --noEmit" in package["scripts"]["typecheck"]


def test_every_lexfix_command_that_is_called_exists_with_its_arguments() -> None:
    called = [command[1:] for command in commands() if command[0].endswith("/lexfix")]
    assert called
    for arguments in called:
        left = [argument.replace("$STACK", "prod") for argument in arguments]
        command: Any = typer.main.get_command(app)
        if left[0] == "ops":
            command, left = typer.main.get_command(operations), left[1:]
        while hasattr(command, "commands"):
            name, *left = left
            command = command.commands[name]
        with command.make_context(command.name, left) as parsed:
            assert "prod" in (parsed.params.get("where"), parsed.params.get("stack"))
