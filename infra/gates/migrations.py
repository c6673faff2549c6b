"""The clause "migrations": the database has reached the newest revision that the app's image brings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from infra.gates.gate import Gate
from infra.gates.job_gate import JobGateArgs, JobGateProvider


class MigrationsProvider(JobGateProvider):
    clause = "migrations"
    container = "revision"

    def expectation(self, wanted: Mapping[str, Any]) -> str:
        del wanted
        return "every migration of the app's image applied, and the newest one the database's revision"

    def judge(self, result: Mapping[str, Any], wanted: Mapping[str, Any]) -> str | None:
        del wanted
        image, database, missing = str(result["image"]), str(result["database"]), list(result["missing"])
        if not image:
            return "an image without migrations"
        if missing or image != database:
            return f"the image is at {image}, the database at {database or 'none'}; not applied: {missing or 'none'}"
        return None


class MigrationsGate(Gate, module="gates", name="Migrations"):
    def __init__(self, name: str, args: JobGateArgs, opts: pulumi.ResourceOptions) -> None:
        super().__init__(name, MigrationsProvider(), args.inputs, opts)
