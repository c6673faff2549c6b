"""What the end of a Job says about its clause. The cluster's API is a real server with made-up answers."""

from __future__ import annotations

import json
import math
from typing import Any
from urllib.parse import unquote

import pytest
from kubernetes.client import ApiException

from infra.gates.alerts import AlertsProvider
from infra.gates.job_end import JobEnd, LastWords, await_end
from infra.gates.job_gate import JobGateProvider
from infra.gates.migrations import MigrationsProvider
from infra.gates.model import ModelProvider
from infra.gates.smoke import SmokeProvider
from infra.gates.trial import TrialProvider
from infra.platform import ClusterAccess
from tests.unit.gates.server import serving

VERSION = "sha256:" + "2" * 64
INPUTS: dict[str, Any] = {
    "job": "job-1",
    "digest": VERSION,
    "wanted": {
        "tests": "all",
        "alerts": ["AppDown", "Slow"],
        "settleSeconds": 5,
        "version": VERSION,
        "golden": {
            "bounds": {
                "right": {"told": ["great", "close"], "lowest": 60, "highest": 100},
                "other": {"told": ["practise", "other_words"], "lowest": 0, "highest": 20},
            },
            "recordings": [
                {"recording": "boat", "kind": "people", "expected": "right", "score": 97.0},
                {"recording": "bus", "kind": "neural", "expected": "other", "score": 12.0},
            ],
        },
        "furthestDrift": 5.0,
        "slowestSeconds": 1.5,
    },
}
REVISION = {"image": "2_b", "database": "2_b", "missing": []}
BOAT = {"score": 96.0, "told": "great"}
BUS = {"score": 12.5, "told": "other_words"}
SCORES = {"version": VERSION, "answers": {"boat": BOAT, "bus": BUS}, "p95Seconds": 0.4}
USED = {"passed": 10, "failed": 0, "flaky": 0, "skipped": 0, "failures": []}
QUIET: dict[str, Any] = {"configured": ["AppDown", "Other", "Slow"], "broken": [], "firing": {"page": [], "ticket": []}}
HEALTHY = {"status": 200, "version": VERSION, "checks": {}}


def told(provider: JobGateProvider, words: str | None, code: int = 0, failure: str = "") -> tuple[bool, str]:
    containers = {} if words is None else {provider.container: LastWords(code, words)}
    measurement = provider.told_by(JobEnd(not failure, failure, containers), INPUTS)
    return measurement.met, measurement.seen


@pytest.mark.parametrize(
    ("provider", "good"),
    [
        pytest.param(provider, good, id=provider.clause)
        for provider, good in (
            (MigrationsProvider(), REVISION),
            (ModelProvider(), SCORES),
            (TrialProvider(), HEALTHY),
            (SmokeProvider(), USED),
            (AlertsProvider(), QUIET),
        )
    ],
)
class TestEveryJob:
    def test_a_good_result_of_a_job_that_succeeded_meets_the_clause(
        self, provider: JobGateProvider, good: dict[str, Any]
    ) -> None:
        measurement = provider.told_by(JobEnd(True, "", {provider.container: LastWords(0, json.dumps(good))}), INPUTS)
        assert measurement.met
        assert measurement.evidence == {"job": "job-1", "digest": VERSION, **good}

    @pytest.mark.parametrize("words", ["", "rubbish", "[]", "{}", "null", '{"status": "x", "image": 1}'])
    def test_rubbish_does_not(self, provider: JobGateProvider, good: dict[str, Any], words: str) -> None:
        del good
        met, seen = told(provider, words)
        assert not met
        assert "cannot be read" in seen

    def test_no_result_does_not(self, provider: JobGateProvider, good: dict[str, Any]) -> None:
        del good
        met, seen = told(provider, None)
        assert not met
        assert "it left none" in seen

    def test_a_good_result_of_a_job_that_failed_does_not(self, provider: JobGateProvider, good: dict[str, Any]) -> None:
        assert told(provider, json.dumps(good), failure="the Job failed: X") == (False, "the Job failed: X")


@pytest.mark.parametrize(
    ("result", "seen"),
    [
        ({"image": "2_b", "database": "1_a", "missing": ["2_b"]}, "the image is at 2_b, the database at 1_a"),
        ({"image": "2_b", "database": "3_c", "missing": []}, "the image is at 2_b, the database at 3_c"),
        ({"image": "2_b", "database": "2_b", "missing": ["1_a"]}, "not applied: ['1_a']"),
        ({"image": "2_b", "database": "", "missing": ["2_b"]}, "the database at none"),
        ({"image": "", "database": "", "missing": []}, "an image without migrations"),
    ],
)
def test_a_database_at_another_revision_is_told(result: dict[str, Any], seen: str) -> None:
    met, told_seen = told(MigrationsProvider(), json.dumps(result))
    assert not met
    assert seen in told_seen


def test_a_migration_that_failed_is_told_by_the_end_of_its_log() -> None:
    end = JobEnd(False, "the Job failed: BackoffLimitExceeded", {"schema": LastWords(1, "P3018 division by zero")})
    assert MigrationsProvider().told_by(end, INPUTS).seen == (
        "the Job failed: BackoffLimitExceeded; schema ended with 1: P3018 division by zero"
    )


@pytest.mark.parametrize(
    ("result", "seen"),
    [
        ({"status": 500, "body": "broken"}, 'status 500: {"status": 500, "body": "broken"}'),
        ({"status": 0, "problem": "the server ended with 1"}, "the server ended with 1"),
        ({"status": 200, "version": "old", "checks": {}}, "200 from version old"),
    ],
)
def test_a_new_version_that_is_not_healthy_is_told(result: dict[str, Any], seen: str) -> None:
    assert told(TrialProvider(), json.dumps(result), code=1, failure="the Job failed: X") == (False, seen)


@pytest.mark.parametrize(
    ("changed", "seen"),
    [
        ({"answers": {"boat": {**BOAT, "score": 91.9}, "bus": BUS}}, "boat scored 91.9 instead of 97"),
        ({"answers": {"boat": BOAT, "bus": {**BUS, "score": 4}}}, "bus scored 4 instead of 12"),
        ({"answers": {"boat": BOAT, "bus": {**BUS, "score": 21}}}, "bus (other) scored 21, not 0 to 20"),
        ({"answers": {"boat": {**BOAT, "score": math.nan}, "bus": BUS}}, "boat (right) scored nan, not 60 to 100"),
        ({"answers": {"boat": {**BOAT, "told": "practise"}, "bus": BUS}}, "told practise, not great or close"),
        ({"answers": {"boat": BOAT, "bus": {**BUS, "told": "great"}}}, "told great, not practise or other_words"),
        ({"p95Seconds": 1.6}, "95 of 100 scores took up to 1.6 s"),
        ({"p95Seconds": 0}, "95 of 100 scores took up to 0 s"),
        ({"version": "old"}, "the scores of version old"),
        ({"answers": {"boat": BOAT}}, "cannot be read: KeyError('bus')"),
    ],
)
def test_a_model_that_is_wrong_drifted_or_is_slow_is_told(changed: dict[str, Any], seen: str) -> None:
    met, told_seen = told(ModelProvider(), json.dumps({**SCORES, **changed}))
    assert not met
    assert seen in told_seen


@pytest.mark.parametrize(
    ("result", "seen"),
    [
        ({**USED, "failed": 1, "failures": ["no barriers: image-alt"]}, "1 of 11 tests failed: no barriers: image-alt"),
        ({**USED, "passed": 0, "skipped": 17}, "no test ran"),
    ],
)
def test_what_a_browser_found_broken_is_told(result: dict[str, Any], seen: str) -> None:
    assert told(SmokeProvider(), json.dumps(result), code=1, failure="the Job failed: X") == (False, seen)


@pytest.mark.parametrize(
    ("changed", "seen"),
    [
        ({"firing": {"page": ["AppDown (no pod serves)"], "ticket": []}}, "firing: AppDown (no pod serves)"),
        ({"configured": ["AppDown"]}, "not configured: Slow"),
        ({"broken": ["Slow (bad query)"]}, "not evaluated: Slow (bad query)"),
        ({"problem": "Prometheus does not answer: ECONNREFUSED"}, "Prometheus does not answer: ECONNREFUSED"),
    ],
)
def test_an_alert_that_fires_is_missing_or_cannot_be_judged_is_told(changed: dict[str, Any], seen: str) -> None:
    words = json.dumps({**QUIET, **changed})
    assert told(AlertsProvider(), words, code=1, failure="the Job failed: X") == (False, seen)


def test_a_ticket_that_is_open_stops_nothing() -> None:
    words = json.dumps({**QUIET, "firing": {"page": [], "ticket": ["DiskFilling (in two days)"]}})
    assert told(AlertsProvider(), words)[0]


def status(kind: str) -> dict[str, Any]:
    return {"status": {"conditions": [{"type": kind, "status": "True", "reason": "BackoffLimitExceeded"}]}}


def pod(age: int, **state: Any) -> dict[str, Any]:
    return {
        "metadata": {"creationTimestamp": f"2026-11-25T12:0{age}:00Z"},
        "status": {"containerStatuses": [{"name": "app-trial", "state": state}]},
    }


def access(url: str) -> ClusterAccess:
    user = {"name": "u", "user": {"token": "t"}}
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "c", "cluster": {"server": url}}],
        "users": [user],
        "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
        "current-context": "x",
    }
    return ClusterAccess(kubeconfig=json.dumps(config))


def test_the_jobs_end_is_waited_for_and_the_newest_pods_words_are_read() -> None:
    old = pod(1, terminated={"exitCode": 1, "message": "old"})
    new = pod(2, terminated={"exitCode": 0, "message": "new redis://:secret@redis"})
    queue = [({"status": {}}), {"items": []}, status("Complete"), {"items": [new, old]}]
    with serving(*((200, body) for body in queue)) as cluster:
        end = await_end(access(cluster.url), "lexfix", "job-1", 10)
        paths = [path for path, _ in cluster.requests]
        assert {"authorization": "bearer t"}.items() <= {
            name.casefold(): value.casefold() for name, value in cluster.requests[0][1].items()
        }.items()
    assert end == JobEnd(True, "", {"app-trial": LastWords(0, "new redis://…@redis")})
    assert paths[0] == "/apis/batch/v1/namespaces/lexfix/jobs/job-1"
    assert unquote(paths[1]) == "/api/v1/namespaces/lexfix/pods?labelSelector=batch.kubernetes.io/job-name=job-1"


def test_a_job_that_failed_is_told_by_its_first_pod() -> None:
    cause = pod(1, terminated={"exitCode": 1, "message": "division by zero"})
    aftermath = pod(2, terminated={"exitCode": 1, "message": "a migration failed before"})
    with serving((200, status("Failed")), (200, {"items": [aftermath, cause]})) as cluster:
        end = await_end(access(cluster.url), "lexfix", "job-1", 10)
    assert end == JobEnd(False, "the Job failed: BackoffLimitExceeded", {"app-trial": LastWords(1, "division by zero")})


def test_a_job_that_does_not_end_in_time_is_told_with_what_it_waits_for() -> None:
    waits = pod(1, waiting={"reason": "ImagePullBackOff"})
    with serving((200, {"status": {}}), (200, {"items": [waits]})) as cluster:
        end = await_end(access(cluster.url), "lexfix", "job-1", 0)
    assert end.failure == "the Job did not end within 0 s: app-trial waits (ImagePullBackOff)"


def test_a_job_that_is_not_there_is_an_error() -> None:
    with serving((404, {"message": "not found"})) as cluster, pytest.raises(ApiException, match="404"):
        await_end(access(cluster.url), "lexfix", "job-1", 0)
