"""Migrations run before the version that needs them, once for each image."""

from __future__ import annotations

import json

import pytest

from infra.lexfix.images import REPOSITORY
from infra.lexfix.migrations import job_name
from infra.lexfix.workload import ROLLOUT_SECONDS
from infra.platform import NAMESPACE
from tests.unit.lexfix.conftest import Deployed, deploy_where_there_is_no
from tests.unit.pods import containers, pods

JOB = "batch/v1:Job"
REPLACED = ("apps/v1:Deployment", "core/v1:Service", "networking.k8s.io/v1:Ingress")


def test_a_new_image_is_a_new_job_and_the_same_image_the_same_job(public: Deployed) -> None:
    version = public.offers["versions"]["app"]
    job = public.declared.one(JOB, "migrate").inputs
    assert job["metadata"]["name"] == job_name(version)
    assert job["metadata"]["namespace"] == NAMESPACE
    assert job_name("sha256:" + "1" * 64) != job_name("sha256:" + "2" * 64)
    assert "ttlSecondsAfterFinished" not in job["spec"], "a Job that vanishes would be made again"


def test_the_job_runs_the_image_that_is_about_to_roll_out(public: Deployed) -> None:
    images = {one["image"] for one in containers(pods(public.declared)["migrate"])}
    assert images == {public.offers["images"]["app"]}


def test_the_lessons_come_after_the_schema(public: Deployed) -> None:
    pod = pods(public.declared)["migrate"]
    schema, revision = (one["command"] for one in pod["initContainers"])
    assert schema == ["npx", "prisma", "migrate", "deploy"]
    assert "_prisma_migrations" in revision[-1]
    (seed,) = pod["containers"]
    assert seed["command"] == ["npm", "run", "seed"]


def test_the_app_has_the_script_that_the_job_runs() -> None:
    assert "seed" in json.loads((REPOSITORY / "app" / "package.json").read_text())["scripts"]


def test_a_failed_migration_leaves_the_old_version_serving() -> None:
    declared = deploy_where_there_is_no(JOB)
    assert [one.name for kind in REPLACED for one in declared.of(kind)] == []
    assert declared.of("docker-build:index:Image"), "the images were built before"


@pytest.mark.parametrize("clause", ["Ci", "Images", "Migrations"])
def test_a_clause_that_is_not_met_before_the_rollout_leaves_the_old_version_serving(clause: str) -> None:
    declared = deploy_where_there_is_no(f"gates:{clause}")
    assert [one.name for kind in REPLACED for one in declared.of(kind)] == []


def test_a_new_version_that_fails_its_trial_does_not_roll_out() -> None:
    declared = deploy_where_there_is_no("gates:Trial")
    assert [one.name for one in declared.of("apps/v1:Deployment")] == ["ml-service"]
    assert declared.of("gates:Health") == []


def test_a_new_model_that_scores_otherwise_does_not_roll_out_nor_does_the_app_that_came_with_it() -> None:
    declared = deploy_where_there_is_no("gates:Model")
    assert declared.of("apps/v1:Deployment") == []


def test_the_public_address_is_asked_once_everything_is_there() -> None:
    for needed in REPLACED:
        assert deploy_where_there_is_no(needed).of("gates:Health") == []


@pytest.mark.parametrize("needed", ["random:index/randomId:RandomId", "networking.k8s.io/v1:NetworkPolicy"])
def test_migrations_wait_for_the_stores_and_for_the_way_to_them(needed: str) -> None:
    assert [one.name for one in deploy_where_there_is_no(needed).of(JOB)] in ([], ["ml-trial"])


def test_a_failed_job_is_made_again_and_one_that_hangs_ends(public: Deployed) -> None:
    job = public.declared.one(JOB, "migrate").inputs
    assert job["metadata"]["annotations"]["pulumi.com/replaceUnready"] == "true"
    assert pods(public.declared)["migrate"]["restartPolicy"] == "Never"
    assert job["spec"]["activeDeadlineSeconds"] <= ROLLOUT_SECONDS
