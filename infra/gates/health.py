"""The clause "health": ``/health`` answers 200 through the public address, with the version just deployed."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pulumi

from infra.gates.gate import Gate, GateProvider
from infra.gates.measurement import Measurement, presentable

if TYPE_CHECKING:
    import httpx

IN_A_ROW = 3
"""Good answers that prove it: a proxy may still know a pod of the version before."""
_PAUSE_SECONDS = 0.5
_TIMEOUT_SECONDS = 10


@dataclass(frozen=True)
class HealthArgs:
    url: str
    """Public address, without a path."""
    versions: Mapping[str, pulumi.Input[str]]
    """Workload to the digest just deployed; the one of ``app`` is what the answer must name."""
    settle_seconds: int
    """How long it may take until every answer is good."""


class HealthProvider(GateProvider):
    clause = "health"
    subject = ("url", "versions")

    def measure(self, inputs: Mapping[str, Any]) -> Measurement:
        return measure(inputs["url"], inputs["versions"]["app"], float(inputs["settleSeconds"]))


class Health(Gate, module="gates", name="Health"):
    def __init__(self, name: str, args: HealthArgs, opts: pulumi.ResourceOptions) -> None:
        inputs = {"url": args.url, "versions": args.versions, "settleSeconds": args.settle_seconds}
        super().__init__(name, HealthProvider(), inputs, opts)


def measure(url: str, version: str, settle_seconds: float) -> Measurement:
    """Ask until ``IN_A_ROW`` answers in a row are good, or until the time is up; then the last bad answer counts."""
    import httpx  # noqa: PLC0415 - slow, and programs do not measure

    expected = f"{url}/health answers 200 with version {version} within {settle_seconds:g} s"
    end = time.monotonic() + settle_seconds
    good, bad = 0, "no answer"
    with httpx.Client(timeout=_TIMEOUT_SECONDS) as client:
        while True:
            problem, evidence = _ask(client, f"{url}/health", version)
            good = 0 if problem else good + 1
            if good == IN_A_ROW:
                return Measurement(True, expected, f"200 with that version, {good} times in a row", evidence)
            bad = problem or bad
            if time.monotonic() > end:
                return Measurement(False, expected, bad, evidence)
            time.sleep(_PAUSE_SECONDS)


def _ask(client: httpx.Client, address: str, version: str) -> tuple[str | None, dict[str, Any]]:
    """What is wrong with one answer, and the answer."""
    import httpx  # noqa: PLC0415 - as above

    try:
        response = client.get(address)
    except httpx.HTTPError as error:
        return f"no answer: {error or type(error).__name__}", {}
    text = presentable(response.text)
    try:
        body = response.json()
        found, checks = body["version"], body["checks"]
    except (ValueError, KeyError, TypeError):
        return f"status {response.status_code} and a body that is not LexFix's: {text}", {}
    evidence = {"status": response.status_code, "version": found, "checks": checks}
    if response.status_code != httpx.codes.OK:
        return f"status {response.status_code}: {text}", evidence
    return (f"200 from version {found}" if found != version else None), evidence
