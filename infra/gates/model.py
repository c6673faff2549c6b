"""The clause "model": the new ML service scores recordings as before, and as fast, before it takes traffic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from infra.gates.gate import Gate
from infra.gates.job_gate import JobGateArgs, JobGateProvider


class ModelProvider(JobGateProvider):
    clause = "model"
    container = "ml-trial"

    def expectation(self, wanted: Mapping[str, Any]) -> str:
        return (
            f"each of {len(wanted['scores'])} golden recordings scored within {wanted['furthestDrift']:g} points of "
            f"its known score, and 95 of 100 scores in {wanted['slowestSeconds']:g} s"
        )

    def judge(self, result: Mapping[str, Any], wanted: Mapping[str, Any]) -> str | None:
        scores, p95 = result["scores"], float(result["p95Seconds"])
        problems = []
        if result["version"] != wanted["version"]:
            problems.append(f"the scores of version {result['version']}")
        for recording, known in wanted["scores"].items():
            # Not "more than": a score that is no number is a drift as well.
            if not abs(float(scores[recording]) - known) <= wanted["furthestDrift"]:
                problems.append(f"{recording} scored {scores[recording]:g} instead of {known:g}")
        if not 0 < p95 <= wanted["slowestSeconds"]:
            problems.append(f"95 of 100 scores took up to {p95:g} s")
        return "; ".join(problems) or None


class ModelGate(Gate, module="gates", name="Model"):
    def __init__(self, name: str, args: JobGateArgs, opts: pulumi.ResourceOptions) -> None:
        super().__init__(name, ModelProvider(), args.inputs, opts)
