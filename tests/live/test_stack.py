"""What ``make up`` leaves behind, looked at from outside."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from typing import Any

import httpx

from tools import engine
from tools.paths import REPOSITORY
from tools.world import LOCAL

Get = Callable[..., dict[str, Any]]


def _up(*options: str) -> subprocess.CompletedProcess[str]:
    command = ["pulumi", *engine.UP, "--stack", LOCAL, *options]
    return subprocess.run(
        command, cwd=REPOSITORY, env=engine.environment(), capture_output=True, text=True, check=False
    )


def test_health_names_every_dependency_and_the_version_deployed(client: httpx.Client) -> None:
    answer = client.get("/health")
    assert answer.status_code == 200
    body = answer.json()
    assert set(body["checks"]) == {"postgres", "mongodb", "redis", "ml"}
    assert all(check["ok"] for check in body["checks"].values())
    assert body["version"] in engine.query(LOCAL, "stack", "output", "images", "--stack", LOCAL, "--json")


def test_a_recording_that_is_refused_before_it_is_heard_gets_its_whole_answer_each_time(client: httpx.Client) -> None:
    files = {"audio": ("recording.wav", bytes(200_000), "audio/wav")}
    codes = {client.post("/api/attempts", files=files).json()["code"] for _ in range(200)}
    assert codes == {"signed_out"}


def test_every_kind_of_pod_runs(get: Get) -> None:
    pods = get("pods", "-A")["items"]
    running = {p["metadata"]["name"] for p in pods if p["status"]["phase"] == "Running"}
    for kind in ("app-", "ml-service-", "postgres-", "mongo-", "redis-", "traefik-", "coredns-", "prometheus-"):
        assert any(name.startswith(kind) for name in running), f"no pod of {kind} runs: {sorted(running)}"


def test_every_container_of_lexfix_runs_an_image_pinned_by_digest(get: Get) -> None:
    images = [
        container["image"]
        for namespace in ("lexfix", "data", "monitoring")
        for pod in get("pods", "-n", namespace)["items"]
        for container in pod["spec"]["containers"] + pod["spec"].get("initContainers", [])
    ]
    assert images
    assert [image for image in images if "@sha256:" not in image] == []


def test_a_second_up_changes_nothing() -> None:
    done = _up("--expect-no-changes")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_components_are_in_the_stack() -> None:
    state = json.loads(engine.query(LOCAL, "stack", "export", "--stack", LOCAL))
    types = {resource["type"] for resource in state["deployment"]["resources"]}
    assert {kind for kind in types if kind.startswith("lexfix:")} >= {"lexfix:local:Databases", "lexfix:app:LexFix"}


def test_no_password_stands_in_the_exported_state() -> None:
    state = engine.query(LOCAL, "stack", "export", "--stack", LOCAL)
    assert engine.output(LOCAL, "demoPassword") not in state
