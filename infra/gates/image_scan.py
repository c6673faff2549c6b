"""The clause "images": what is about to be deployed was scanned, and nothing was found that must not be there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pulumi
from pulumi import dynamic

from infra.gates import trivy
from infra.gates.gate import Gate, GateProvider
from infra.gates.ignored import Ignored
from infra.gates.measurement import Measurement
from infra.gates.settings import Severity

_SHOWN = 10
"""Findings named in a message; the evidence counts all."""


@dataclass(frozen=True)
class ImageScanArgs:
    references: Mapping[str, pulumi.Input[str]]
    """Workload to ``repository@sha256:…``."""
    refused: Mapping[Severity, Literal["all", "fixable"]]
    """Severity to which of its vulnerabilities are refused: ``all``, or those that are ``fixable``."""
    ignored: Sequence[Ignored]
    scanner: str
    """Version of the scanner on this machine; empty where there is none."""
    enforced: bool
    """Whether images that nobody could scan are refused. What a scan finds stops every update."""


class ImageScanProvider(GateProvider):
    clause = "images"
    subject = ("references", "refused", "ignored")

    def measure(self, inputs: Mapping[str, Any]) -> Measurement:
        ignored = {one["id"]: one for one in inputs["ignored"]}
        return measure(inputs["references"], inputs["refused"], ignored)

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.DiffResult:
        """What could not be scanned is scanned once there is another scanner."""
        if _olds.get("met") is not True and _olds.get("scanner") != _news.get("scanner"):
            return dynamic.DiffResult(changes=True, replaces=["scanner"], delete_before_replace=False)
        return super().diff(_id, _olds, _news)


class ImageScan(Gate, module="gates", name="Images"):
    def __init__(self, name: str, args: ImageScanArgs, opts: pulumi.ResourceOptions) -> None:
        inputs = {
            "references": args.references,
            "refused": {str(severity): which for severity, which in args.refused.items()},
            "ignored": [{"id": one.id, "reason": one.reason, "expires": str(one.expires)} for one in args.ignored],
            "scanner": args.scanner,
        }
        super().__init__(name, ImageScanProvider(), inputs, opts, enforced=args.enforced)


def measure(references: Mapping[str, str], refused: Mapping[str, str], ignored: Mapping[str, Any]) -> Measurement:
    """Scan each image for everything; where vulnerabilities cannot be looked for, at least for secrets."""
    expected = f"no secret in an image, and no vulnerability but ignored ones: {_words(refused)}"
    evidence: dict[str, Any] = {"ignored": [f"{one['id']} until {one['expires']}" for one in ignored.values()]}
    problems, unscanned = [], []
    for workload, reference in references.items():
        try:
            report = trivy.scan(reference)
            counts: dict[str, int] | str = report.counts()
        except trivy.UnscannedError as error:
            unscanned.append(f"{workload} was not scanned for vulnerabilities: {error}")
            counts = "not scanned for vulnerabilities"
            try:
                report = trivy.scan(reference, vulnerabilities=False)
            except (trivy.UnscannedError, trivy.ScanError) as again:
                evidence[workload] = {"image": reference, "found": f"not scanned: {again}"}
                continue
        except trivy.ScanError as error:
            problems.append(f"{workload}: {error}")
            continue
        evidence[workload] = {
            "image": reference,
            "found": counts,
            "secrets": report.secrets,
            "misconfigurations": report.misconfigurations,
        }
        problems += [f"{workload} contains a secret: {secret}" for secret in report.secrets]
        problems += [f"{workload} has {one}" for one in report.vulnerabilities if _refuses(one, refused, ignored)]
    if problems:
        more = f" and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
        return Measurement(False, expected, "; ".join(problems[:_SHOWN]) + more, evidence, stops=True)
    return Measurement(not unscanned, expected, "; ".join(unscanned) or "that", evidence)


def _refuses(finding: trivy.Finding, refused: Mapping[str, str], ignored: Mapping[str, Any]) -> bool:
    which = refused.get(finding.severity.lower())
    return finding.id not in ignored and (which == "all" or (which == "fixable" and bool(finding.fixed_in)))


def _words(refused: Mapping[str, str]) -> str:
    said = {"all": "no {} one", "fixable": "no {} one that has a fix"}
    return ", ".join(said[which].format(severity) for severity, which in refused.items()) or "any"
