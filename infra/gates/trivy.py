"""The scanner of images, and what it reports."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from infra.gates.measurement import presentable

PROGRAM = "trivy"
SEVERITIES = ("CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN")
TIMEOUT_SECONDS = 600
_VERSION_SECONDS = 20


class UnscannedError(Exception):
    """Nothing is known of the image's vulnerabilities: the scanner or its database is not there."""


class ScanError(Exception):
    """The scanner was there, and said nothing that can be relied on."""


@dataclass(frozen=True)
class Finding:
    id: str
    severity: str
    package: str
    fixed_in: str
    """Version with the repair; empty where there is none."""

    def __str__(self) -> str:
        repair = f"fixed in {self.fixed_in}" if self.fixed_in else "no fix yet"
        return f"{self.id} ({self.severity.lower()}, {self.package}, {repair})"


@dataclass(frozen=True)
class Report:
    vulnerabilities: list[Finding] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    """Rule and place of each."""
    misconfigurations: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        found = Counter(finding.severity for finding in self.vulnerabilities)
        return {severity.lower(): found[severity] for severity in SEVERITIES}


def version() -> str:
    """``0.74.0``; empty where there is none that answers."""
    try:
        done = subprocess.run(
            [PROGRAM, "--version", "--format", "json"],
            capture_output=True,
            text=True,
            check=True,
            timeout=_VERSION_SECONDS,
        )
        return str(json.loads(done.stdout)["Version"])
    except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError):
        return ""


def scan(reference: str, *, vulnerabilities: bool = True, timeout_seconds: float = TIMEOUT_SECONDS) -> Report:
    """Scan an image in its registry, or only for secrets and misconfiguration.

    Raises ``UnscannedError`` where the scanner or its database is missing, ``ScanError`` for one that fails over these
    as well, takes too long or prints rubbish.
    """
    scanners = "vuln,secret,misconfig" if vulnerabilities else "secret,misconfig"
    options = ["--quiet", "--format", "json", "--image-src", "remote", "--scanners", scanners]
    try:
        done = subprocess.run(
            [PROGRAM, "image", *options, reference],
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout_seconds,
        )
    except FileNotFoundError:
        raise UnscannedError(f"there is no `{PROGRAM}` on this machine") from None
    except subprocess.TimeoutExpired:
        raise ScanError(f"`{PROGRAM}` did not end within {timeout_seconds:g} s") from None
    if done.returncode:
        said = presentable(done.stderr or done.stdout)
        if vulnerabilities and "DB error" in said:
            cause = said.splitlines()[-1].lstrip("* \t")
            raise UnscannedError(f"`{PROGRAM}` cannot have its database ({cause})")
        raise ScanError(f"`{PROGRAM}` ended with {done.returncode}: {said}")
    try:
        return parse(json.loads(done.stdout))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ScanError(f"`{PROGRAM}` printed what is no report of an image: {error!r}") from None


def parse(content: Mapping[str, Any]) -> Report:
    """A report of format 2. Raises ``KeyError``, ``TypeError`` or ``ValueError`` for anything else."""
    if content["SchemaVersion"] != 2 or content["ArtifactType"] != "container_image":
        raise ValueError("not a container image's report of schema version 2")
    report = Report()
    for result in content.get("Results") or []:
        for one in result.get("Vulnerabilities") or []:
            if one["Severity"] not in SEVERITIES:
                raise ValueError(f"the severity {one['Severity']!r} is unknown")
            found = Finding(one["VulnerabilityID"], one["Severity"], one["PkgName"], one.get("FixedVersion") or "")
            report.vulnerabilities.append(found)
        report.secrets.extend(f"{one['RuleID']} in {result['Target']}" for one in result.get("Secrets") or [])
        report.misconfigurations.extend(
            f"{one['ID']} in {result['Target']}"
            for one in result.get("Misconfigurations") or []
            if one.get("Status") == "FAIL"
        )
    return report
