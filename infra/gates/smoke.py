"""The clause "smoke": a browser finds nothing broken in the new version, and no barrier, before it takes traffic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from infra.gates.gate import Gate
from infra.gates.job_gate import JobGateArgs, JobGateProvider


class SmokeProvider(JobGateProvider):
    clause = "smoke"
    container = "smoke"

    def expectation(self, wanted: Mapping[str, Any]) -> str:
        return f"{wanted['tests']} smoke tests pass in a browser, axe among them, before the version takes traffic"

    def judge(self, result: Mapping[str, Any], wanted: Mapping[str, Any]) -> str | None:
        del wanted
        passed, failed, failures = int(result["passed"]), int(result["failed"]), list(result["failures"])
        if failed:
            return f"{failed} of {passed + failed} tests failed: {'; '.join(map(str, failures))}"
        return None if passed else "no test ran"


class SmokeGate(Gate, module="gates", name="Smoke"):
    def __init__(self, name: str, args: JobGateArgs, opts: pulumi.ResourceOptions) -> None:
        super().__init__(name, SmokeProvider(), args.inputs, opts)
