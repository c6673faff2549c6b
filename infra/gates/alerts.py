"""The clause "alerts": every alert is configured, and none that calls somebody fires after the rollout."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from infra.gates.gate import Gate
from infra.gates.job_gate import JobGateArgs, JobGateProvider


class AlertsProvider(JobGateProvider):
    clause = "alerts"
    container = "alerts"

    def expectation(self, wanted: Mapping[str, Any]) -> str:
        return (
            f"all of {len(wanted['alerts'])} alerts known to Prometheus and evaluated, none of severity page firing "
            f"{wanted['settleSeconds']:g} s after the rollout"
        )

    def judge(self, result: Mapping[str, Any], wanted: Mapping[str, Any]) -> str | None:
        if "problem" in result:
            return str(result["problem"])
        missing = sorted(set(wanted["alerts"]) - set(result["configured"]))
        problems = {
            "not configured": missing,
            "not evaluated": result["broken"],
            "firing": result["firing"]["page"],
        }
        said = [f"{what}: {'; '.join(map(str, which))}" for what, which in problems.items() if which]
        return ". ".join(said) or None


class AlertsGate(Gate, module="gates", name="Alerts"):
    def __init__(self, name: str, args: JobGateArgs, opts: pulumi.ResourceOptions) -> None:
        super().__init__(name, AlertsProvider(), args.inputs, opts)
