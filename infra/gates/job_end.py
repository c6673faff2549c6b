"""How a Job of the cluster ended, and what its containers left as its last words."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from infra.gates.measurement import presentable, redacted
from infra.platform import ClusterAccess

_PAUSE_SECONDS = 0.5
_TIMEOUT_SECONDS = 10
_JOB_NAME = "batch.kubernetes.io/job-name"


@dataclass(frozen=True)
class LastWords:
    """Of one container that ended."""

    exit_code: int
    message: str
    """What it wrote to ``/dev/termination-log``, or the end of its log where it failed without a word."""

    def read(self) -> dict[str, Any]:
        """The message as a JSON object. Raises ``ValueError`` for anything else."""
        try:
            content = json.loads(self.message)
        except ValueError:
            content = None
        if not isinstance(content, dict):
            raise ValueError(f"no JSON object but {presentable(self.message)!r}")
        return content


@dataclass(frozen=True)
class JobEnd:
    succeeded: bool
    reason: str
    """Kubernetes' own word for a failure, or what kept the Job from ending."""
    containers: Mapping[str, LastWords]
    """Those of the pod that did it; of a Job that failed those of its first, for a later one met what that left."""

    @property
    def failure(self) -> str:
        """What went wrong, with the container that it went wrong in; empty for a Job that succeeded."""
        failed = [
            f"{name} ended with {words.exit_code}: {presentable(words.message)}"
            for name, words in self.containers.items()
            if words.exit_code
        ]
        return "" if self.succeeded else "; ".join([self.reason, *failed])


def await_end(access: ClusterAccess, namespace: str, job: str, deadline_seconds: float) -> JobEnd:
    """Wait for the Job's end, but no longer than the deadline.

    Raises ``kubernetes.client.ApiException`` for a Job that is not there, and others where the cluster does not answer.
    """
    end = time.monotonic() + deadline_seconds
    from kubernetes import client as cluster  # noqa: PLC0415 - slow, and programs do not measure

    api = _client(access)
    while True:
        found = _ask(cluster.BatchV1Api(api).read_namespaced_job, job, namespace)
        pods = _ask(cluster.CoreV1Api(api).list_namespaced_pod, namespace, label_selector=f"{_JOB_NAME}={job}")["items"]
        conditions = {
            one["type"]: one for one in found["status"].get("conditions") or [] if one.get("status") == "True"
        }
        if ended := conditions.get("Complete") or conditions.get("Failed"):
            reason = f"the Job failed: {ended.get('reason')}" if "Complete" not in conditions else ""
            return JobEnd("Complete" in conditions, reason, _last_words(pods, failed=bool(reason)))
        if time.monotonic() > end:
            reason = f"the Job did not end within {deadline_seconds:g} s{_obstacles(pods)}"
            return JobEnd(False, reason, _last_words(pods, failed=True))
        time.sleep(_PAUSE_SECONDS)


def _client(access: ClusterAccess) -> Any:
    """A client of the API, found as the Kubernetes provider finds it."""
    from kubernetes import config  # noqa: PLC0415 - as above

    if access.kubeconfig is not None:
        return config.new_client_from_config_dict(json.loads(str(access.kubeconfig)))  # type: ignore[no-untyped-call]
    return config.new_client_from_config(context=access.context)  # type: ignore[no-untyped-call]


def _ask(question: Callable[..., Any], *what: str, **options: str) -> Any:
    """The answer as JSON: the client's own models refuse objects that are not complete."""
    answer = question(*what, **options, _preload_content=False, _request_timeout=_TIMEOUT_SECONDS)
    return json.loads(answer.data)


def _statuses(pod: Mapping[str, Any]) -> list[Any]:
    status = pod["status"]
    return [*(status.get("initContainerStatuses") or []), *(status.get("containerStatuses") or [])]


def _last_words(pods: list[Any], *, failed: bool) -> dict[str, LastWords]:
    by_age = sorted(pods, key=lambda pod: str(pod["metadata"]["creationTimestamp"]))
    telling = by_age[:1] if failed else by_age[-1:]
    ended = {one["name"]: one["state"].get("terminated") for pod in telling for one in _statuses(pod)}
    return {
        name: LastWords(int(state["exitCode"]), redacted(state.get("message") or ""))
        for name, state in ended.items()
        if state
    }


def _obstacles(pods: list[Any]) -> str:
    """Why containers wait: ``ImagePullBackOff``, for instance."""
    waiting = [(one["name"], one["state"].get("waiting")) for pod in pods for one in _statuses(pod)]
    reasons = [f"{name} waits ({state.get('reason')})" for name, state in waiting if state]
    return f": {', '.join(reasons)}" if reasons else ""
