"""The clause "model": the new ML service says of golden recordings what is so, as before, and as fast."""

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
        recordings = wanted["golden"]["recordings"]
        people = sum(known["kind"] == "people" for known in recordings)
        return (
            f"of each of {len(recordings)} golden recordings ({people} of people) what is so, within "
            f"{wanted['furthestDrift']:g} points of its known score, and 95 of 100 scores in "
            f"{wanted['slowestSeconds']:g} s"
        )

    def judge(self, result: Mapping[str, Any], wanted: Mapping[str, Any]) -> str | None:
        golden, p95 = wanted["golden"], float(result["p95Seconds"])
        problems: list[str | None] = []
        if result["version"] != wanted["version"]:
            problems.append(f"the scores of version {result['version']}")
        for known in golden["recordings"]:
            answer, bounds = result["answers"][known["recording"]], golden["bounds"][known["expected"]]
            problems.append(_problem(known, answer, bounds, wanted["furthestDrift"]))
        if not 0 < p95 <= wanted["slowestSeconds"]:
            problems.append(f"95 of 100 scores took up to {p95:g} s")
        return "; ".join(filter(None, problems)) or None


def _problem(
    known: Mapping[str, Any], answer: Mapping[str, Any], bounds: Mapping[str, Any], furthest_drift: float
) -> str | None:
    """What is wrong with the answer to one recording.

    The bounds come before the known score. That one is written down anew with each model, so that a model that finds
    everything right, or everything wrong, would keep to its own.
    """
    name, score = known["recording"], float(answer["score"])
    if answer["told"] not in bounds["told"]:
        return f"{name} ({known['expected']}) was told {answer['told']}, not {' or '.join(bounds['told'])}"
    # Not "less" or "more than": a score that is no number is wrong as well.
    if not bounds["lowest"] <= score <= bounds["highest"]:
        return f"{name} ({known['expected']}) scored {score:g}, not {bounds['lowest']:g} to {bounds['highest']:g}"
    if not abs(score - known["score"]) <= furthest_drift:
        return f"{name} scored {score:g} instead of {known['score']:g}"
    return None


class ModelGate(Gate, module="gates", name="Model"):
    def __init__(self, name: str, args: JobGateArgs, opts: pulumi.ResourceOptions) -> None:
        super().__init__(name, ModelProvider(), args.inputs, opts)
