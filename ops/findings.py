"""What ECR's scan found in an image."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from ops.clients import Clients
from ops.deployed import Image
from ops.errors import OpsError, aws_errors_explained

COMPLETE = frozenset({"COMPLETE", "ACTIVE"})
"""ACTIVE is what continuous scanning (Amazon Inspector) calls it."""
UNFINISHED = frozenset({"IN_PROGRESS", "PENDING"})


class Severity(IntEnum):
    """ECR's severities, in order."""

    UNDEFINED = 0
    INFORMATIONAL = 1
    LOW = 2
    MEDIUM = 3
    HIGH = 4
    CRITICAL = 5

    @classmethod
    def parse(cls, text: str) -> Severity:
        """Raises ``OpsError``."""
        try:
            return cls[text.upper()]
        except KeyError as error:
            known = ", ".join(one.name.lower() for one in cls)
            raise OpsError(f"There is no severity '{text}'.", f"Choose one of: {known}.") from error


@dataclass(frozen=True)
class Finding:
    """One vulnerability; ``package`` is its name and version where ECR says them."""

    name: str
    severity: Severity
    package: str
    link: str


@dataclass(frozen=True)
class Scan:
    """The scan of one image, the worst first."""

    image: Image
    findings: tuple[Finding, ...]

    def counts(self) -> dict[Severity, int]:
        return dict(Counter(finding.severity for finding in self.findings))

    def at_least(self, severity: Severity) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity >= severity)


def scan(clients: Clients, image: Image) -> Scan:
    """The findings of the image's last scan. An image that was not scanned is an ``OpsError``, never a clean one."""
    findings: list[Finding] = []
    ecr = clients.ecr
    with aws_errors_explained():
        try:
            pages = ecr.get_paginator("describe_image_scan_findings").paginate(
                repositoryName=image.repository, imageId={"imageDigest": image.digest}
            )
            for page in pages:
                _refuse_unscanned(image, page.get("imageScanStatus", {}))
                found = page.get("imageScanFindings", {})
                findings += [_basic(one) for one in found.get("findings", [])]
                findings += [_enhanced(one) for one in found.get("enhancedFindings", [])]
        except (ecr.exceptions.ImageNotFoundException, ecr.exceptions.RepositoryNotFoundException) as error:
            raise OpsError(
                f"ECR has no {image.repository}@{image.digest} in {clients.environment.region}.",
                "Check the digest, and that the account and region are the environment's.",
            ) from error
        except ecr.exceptions.ScanNotFoundException as error:
            raise OpsError(f"{image.repository}@{image.digest} was never scanned.", _scan_by_hand(image)) from error
    return Scan(image, tuple(sorted(findings, key=lambda one: (-one.severity, one.name))))


def _refuse_unscanned(image: Image, status: Mapping[str, str]) -> None:
    state = status.get("status", "unknown")
    if state in COMPLETE:
        return
    if state in UNFINISHED:
        raise OpsError(
            f"The scan of {image.repository}@{image.digest} is not finished ({state}).", "Repeat in a minute."
        )
    said = status.get("description", "no reason given")
    raise OpsError(f"{image.repository}@{image.digest} was not scanned: {state}: {said}", _scan_by_hand(image))


def _scan_by_hand(image: Image) -> str:
    return (
        f"Scan it: aws ecr start-image-scan --repository-name {image.repository} --image-id imageDigest={image.digest}"
    )


def _severity(text: str) -> Severity:
    return Severity.UNDEFINED if text == "UNTRIAGED" else Severity[text]


def _basic(one: Mapping[str, Any]) -> Finding:
    attributes = {pair["key"]: pair.get("value", "") for pair in one.get("attributes", [])}
    package = " ".join(filter(None, (attributes.get("package_name"), attributes.get("package_version"))))
    return Finding(one["name"], _severity(one["severity"]), package, one.get("uri", ""))


def _enhanced(one: Mapping[str, Any]) -> Finding:
    details = one.get("packageVulnerabilityDetails", {})
    packages = ", ".join(f"{each['name']} {each.get('version', '')}" for each in details.get("vulnerablePackages", []))
    return Finding(
        details.get("vulnerabilityId") or one.get("title", "unnamed"),
        _severity(one["severity"]),
        packages,
        details.get("sourceUrl", ""),
    )
