"""The clause "trial": the new version answers ``/health`` with 200 in a pod of its own before it takes traffic."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pulumi

from infra.gates.gate import Gate
from infra.gates.job_gate import JobGateArgs, JobGateProvider


class TrialProvider(JobGateProvider):
    clause = "trial"
    container = "app-trial"

    def expectation(self, wanted: Mapping[str, Any]) -> str:
        return f"/health of the new version answers 200 with version {wanted['version']} before it takes traffic"

    def judge(self, result: Mapping[str, Any], wanted: Mapping[str, Any]) -> str | None:
        status = int(result["status"])
        if status != 200:
            return str(result.get("problem") or f"status {status}: {json.dumps(dict(result))}")
        return None if result["version"] == wanted["version"] else f"200 from version {result['version']}"


class TrialGate(Gate, module="gates", name="Trial"):
    def __init__(self, name: str, args: JobGateArgs, opts: pulumi.ResourceOptions) -> None:
        super().__init__(name, TrialProvider(), args.inputs, opts)
