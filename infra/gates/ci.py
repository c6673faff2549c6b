"""The clause "ci": the checks of exactly what is deployed have passed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pulumi

from infra.gates.checkout import Checkout
from infra.gates.gate import Gate, GateProvider
from infra.gates.measurement import Measurement, presentable

_TIMEOUT_SECONDS = 20


@dataclass(frozen=True)
class CiArgs:
    checkout: Checkout
    check: str
    """Name of the pipeline's check, as GitHub shows it."""
    enforced: bool


class CiProvider(GateProvider):
    """In a pipeline GitHub is asked about the commit; elsewhere counts what `make check` recorded for this tree."""

    clause = "ci"
    subject = ("checkout", "check")

    def measure(self, inputs: Mapping[str, Any]) -> Measurement:
        checkout = Checkout(**inputs["checkout"])
        if checkout.problem:
            return Measurement(False, "a checkout whose checks can be looked up", checkout.problem)
        if checkout.repository:
            api = os.environ.get("GITHUB_API_URL", "https://api.github.com")
            return of_commit(checkout, inputs["check"], api, os.environ.get("GITHUB_TOKEN", ""))
        return of_record(checkout)


class Ci(Gate, module="gates", name="Ci"):
    def __init__(self, name: str, args: CiArgs, opts: pulumi.ResourceOptions) -> None:
        # The engine forgets what is None, and would see a change in it.
        known = {key: value for key, value in asdict(args.checkout).items() if value is not None}
        inputs = {"checkout": known, "check": args.check}
        super().__init__(name, CiProvider(), inputs, opts, enforced=args.enforced)


def of_record(checkout: Checkout) -> Measurement:
    """By what `make check` found in exactly these files."""
    expected = "a record that `make check` passed for exactly these files"
    evidence: dict[str, Any] = {"tree": checkout.tree, "commit": checkout.commit}
    record = checkout.record
    if record is None:
        return Measurement(False, expected, f"no record for the tree {checkout.tree[:12]}: run `make check`", evidence)
    evidence |= {"source": "make check", "record": record}
    try:
        failed = [str(check["title"]) for check in record["checks"] if check["passed"] is not True]
        if record["tree"] != checkout.tree or not record["checks"]:
            return Measurement(False, expected, "a record of something else", evidence)
    except (KeyError, TypeError) as error:
        return Measurement(False, expected, f"a record that cannot be read: {error!r}", evidence)
    return Measurement(not failed, expected, f"failed: {', '.join(failed)}" if failed else "that", evidence)


def of_commit(checkout: Checkout, check: str, api: str, token: str) -> Measurement:
    """By what GitHub says of the check of this commit. Raises ``httpx.HTTPError`` where it does not answer."""
    import httpx  # noqa: PLC0415 - slow, and programs do not measure

    expected = f"the check {check!r} of {checkout.repository} concluded with success for the commit {checkout.commit}"
    evidence: dict[str, Any] = {"commit": checkout.commit, "source": "GitHub"}
    if not checkout.clean:
        return Measurement(False, expected, "files that differ from the commit", evidence)
    response = httpx.get(
        f"{api}/repos/{checkout.repository}/commits/{checkout.commit}/check-runs",
        params={"check_name": check, "filter": "latest"},
        headers={"Accept": "application/vnd.github+json", **({"Authorization": f"Bearer {token}"} if token else {})},
        timeout=_TIMEOUT_SECONDS,
    )
    if response.status_code != httpx.codes.OK:
        return Measurement(False, expected, f"status {response.status_code}: {presentable(response.text)}", evidence)
    try:
        runs = [
            {"conclusion": run["conclusion"], "url": run["html_url"]}
            for run in response.json()["check_runs"]
            if run["head_sha"] == checkout.commit and run["name"] == check
        ]
    except (KeyError, TypeError, ValueError) as error:
        return Measurement(False, expected, f"an answer that cannot be read: {error!r}", evidence)
    evidence["runs"] = runs
    bad = [f"{run['conclusion'] or 'not concluded'} ({run['url']})" for run in runs if run["conclusion"] != "success"]
    if not runs or bad:
        return Measurement(False, expected, ", ".join(bad) or "no such check of this commit", evidence)
    return Measurement(True, expected, "that", evidence)
