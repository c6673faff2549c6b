"""A clause that a Job in the cluster measures: the gate waits for the Job and reads its result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import pulumi
import pulumi_kubernetes as k8s

from infra.gates.gate import GateProvider
from infra.gates.job_end import JobEnd, await_end
from infra.gates.measurement import Measurement
from infra.platform import ClusterAccess

ANNOTATIONS = {
    # The gate waits, so that what stops the update is the clause.
    "pulumi.com/skipAwait": "true",
    # A Job that failed never becomes ready again: the next `pulumi up` starts a fresh one.
    "pulumi.com/replaceUnready": "true",
}
"""Of every Job that a gate reads."""
LATE_SECONDS = 30
"""How long Kubernetes may take to say that a Job's deadline has passed."""
LAST_WORDS = "FallbackToLogsOnError"
"""``terminationMessagePolicy`` of its containers."""


@dataclass(frozen=True)
class JobGateArgs:
    access: ClusterAccess
    job: k8s.batch.v1.Job
    digest: pulumi.Input[str]
    """Of the image that the Job runs."""
    deadline_seconds: int
    """The Job's own."""
    expected: Mapping[str, pulumi.Input[Any]]
    """What the result is compared with; the clause says how."""

    @property
    def inputs(self) -> dict[str, Any]:
        return {
            "job": self.job.metadata.name,
            # Another Job of the same name has to be read anew.
            "uid": self.job.metadata.uid,
            "namespace": self.job.metadata.namespace,
            "digest": self.digest,
            "wanted": self.expected,
            "deadlineSeconds": self.deadline_seconds + LATE_SECONDS,
            "context": self.access.context,
            "kubeconfig": self.access.kubeconfig,
        }


class JobGateProvider(GateProvider):
    subject = ("job", "uid", "namespace", "digest", "wanted")
    container: ClassVar[str]
    """The one whose last words are the result."""

    def expectation(self, wanted: Mapping[str, Any]) -> str:
        raise NotImplementedError

    def judge(self, result: Mapping[str, Any], wanted: Mapping[str, Any]) -> str | None:
        """What is wrong with the result of a Job. Raises ``KeyError``, ``TypeError`` or ``ValueError`` over rubbish."""
        raise NotImplementedError

    def measure(self, inputs: Mapping[str, Any]) -> Measurement:
        access = ClusterAccess(inputs.get("context"), inputs.get("kubeconfig"))
        end = await_end(access, inputs["namespace"], inputs["job"], float(inputs["deadlineSeconds"]))
        return self.told_by(end, inputs)

    def told_by(self, end: JobEnd, inputs: Mapping[str, Any]) -> Measurement:
        """What the Job's end says about the clause."""
        wanted, evidence = inputs["wanted"], {"job": inputs["job"], "digest": inputs["digest"]}
        words = end.containers.get(self.container)
        try:
            if words is None:
                raise ValueError("it left none")
            result = words.read()
            problem = self.judge(result, wanted)
            evidence |= result
        except (KeyError, TypeError, ValueError) as error:
            problem = end.failure or f"a result of {self.container} that cannot be read: {error!r}"
        if not end.succeeded:
            problem = problem or end.failure
        return Measurement(problem is None, self.expectation(wanted), problem or "that", evidence)
