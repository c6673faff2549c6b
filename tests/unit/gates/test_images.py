"""What a scanner says of the images. A program on PATH stands in for Trivy: what it prints is all that is known."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pydantic import ValidationError

from infra.gates import ignored, trivy
from infra.gates.image_scan import ImageScanProvider, measure
from infra.gates.measurement import Measurement
from infra.gates.settings import GateSettings
from infra.lexfix.images import REPOSITORY

IMAGES = {"app": "registry/lexfix-app@sha256:1"}
REFUSED = {"critical": "all", "high": "fixable"}
TODAY = date(2026, 11, 25)
Trivy = Callable[[str], Path]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trivy:
    """Puts a shell script in Trivy's place; nothing else is on PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))

    def put(script: str) -> Path:
        file = tmp_path / "trivy"
        file.write_text(f'#!/bin/sh\necho "$*" >> {tmp_path}/calls\n{script}\n')
        file.chmod(0o755)
        return tmp_path / "calls"

    return put


def reporting(*vulnerabilities: dict[str, Any], **more: Any) -> str:
    result = {"Target": "app (debian 13)", "Vulnerabilities": list(vulnerabilities), **more}
    report = {"SchemaVersion": 2, "ArtifactType": "container_image", "Results": [result]}
    return f"printf '%s' '{json.dumps(report)}'"


def found(severity: str, fixed: str = "", identity: str = "CVE-2026-1") -> dict[str, Any]:
    return {"VulnerabilityID": identity, "Severity": severity, "PkgName": "openssl", "FixedVersion": fixed}


def scanned(known: dict[str, Any] | None = None) -> Measurement:
    return measure(IMAGES, REFUSED, known or {})


def test_an_image_with_nothing_to_refuse_meets_the_clause_and_all_that_was_found_is_counted(program: Trivy) -> None:
    calls = program(reporting(found("HIGH"), found("LOW", "2.0"), found("LOW")))
    measured = scanned()
    assert measured.met
    assert measured.evidence["app"]["found"] == {"critical": 0, "high": 1, "medium": 0, "low": 2, "unknown": 0}
    assert calls.read_text().split()[-1] == IMAGES["app"]


@pytest.mark.parametrize(
    ("vulnerability", "said"),
    [
        (found("CRITICAL"), "app has CVE-2026-1 (critical, openssl, no fix yet)"),
        (found("CRITICAL", "3.1"), "app has CVE-2026-1 (critical, openssl, fixed in 3.1)"),
        (found("HIGH", "3.1"), "app has CVE-2026-1 (high, openssl, fixed in 3.1)"),
    ],
)
def test_a_vulnerability_over_the_threshold_stops_even_where_the_clause_is_only_advised(
    program: Trivy, vulnerability: dict[str, Any], said: str
) -> None:
    program(reporting(vulnerability))
    measured = scanned()
    assert (measured.met, measured.stops, measured.seen) == (False, True, said)


def test_what_is_ignored_for_a_while_passes_and_is_in_the_evidence(program: Trivy) -> None:
    program(reporting(found("CRITICAL")))
    measured = scanned({"CVE-2026-1": {"id": "CVE-2026-1", "expires": "2027-01-01"}})
    assert measured.met
    assert measured.evidence["ignored"] == ["CVE-2026-1 until 2027-01-01"]


def test_a_secret_in_an_image_stops(program: Trivy) -> None:
    program(reporting(Secrets=[{"RuleID": "aws-access-key-id", "Match": "AKIA****"}]))
    measured = scanned()
    assert (measured.met, measured.stops) == (False, True)
    assert measured.seen == "app contains a secret: aws-access-key-id in app (debian 13)"


def test_a_machine_without_the_scanner_has_not_scanned(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    measured = scanned()
    assert (measured.met, measured.stops) == (False, False)
    assert measured.seen == "app was not scanned for vulnerabilities: there is no `trivy` on this machine"
    assert trivy.version() == ""


NO_DATABASE = 'echo "FATAL init error: DB error: failed to download vulnerability DB" >&2; exit 1'


def test_without_its_database_it_still_looks_for_secrets(program: Trivy) -> None:
    program(f'case "$*" in *vuln,*) {NO_DATABASE};; esac\n{reporting()}')
    measured = scanned()
    assert (measured.met, measured.stops) == (False, False)
    assert "app was not scanned for vulnerabilities" in measured.seen
    assert "failed to download vulnerability DB" in measured.seen
    assert measured.evidence["app"]["found"] == "not scanned for vulnerabilities"

    program(f'case "$*" in *vuln,*) {NO_DATABASE};; esac\n{reporting(Secrets=[{"RuleID": "x"}])}')
    assert scanned().stops


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo rubbish", "printed what is no report"),
        ("echo '[]'", "printed what is no report"),
        ("echo '{}'", "printed what is no report"),
        ("true", "printed what is no report"),
        (reporting(found("DREADFUL")), "the severity 'DREADFUL' is unknown"),
        (reporting({"Severity": "LOW"}), "printed what is no report"),
        ('echo "unauthorized https://me:secret@registry" >&2; exit 1', "ended with 1: unauthorized https://…@registry"),
    ],
)
def test_rubbish_and_failure_are_not_met_and_stop(program: Trivy, script: str, said: str) -> None:
    program(script)
    measured = scanned()
    assert (measured.met, measured.stops) == (False, True)
    assert said in measured.seen


def test_a_scanner_that_does_not_end_is_stopped(program: Trivy) -> None:
    program("exec /bin/sleep 30")
    with pytest.raises(trivy.ScanError, match=r"did not end within 0\.2 s"):
        trivy.scan(IMAGES["app"], timeout_seconds=0.2)


def test_the_version_of_the_scanner_is_its_own_word(program: Trivy) -> None:
    program('echo \'{"Version": "0.74.0"}\'')
    assert trivy.version() == "0.74.0"
    program("echo rubbish")
    assert trivy.version() == ""


def test_what_was_not_scanned_is_scanned_once_there_is_a_scanner_and_nothing_is_scanned_for_a_newer_one() -> None:
    inputs = {"references": IMAGES, "refused": REFUSED, "ignored": [], "enforced": False}
    unscanned = {**inputs, "scanner": "", "met": False}
    assert not ImageScanProvider().diff("", unscanned, {**inputs, "scanner": ""}).changes
    assert ImageScanProvider().diff("", unscanned, {**inputs, "scanner": "0.74.0"}).changes
    good = {**inputs, "scanner": "0.74.0", "met": True}
    assert not ImageScanProvider().diff("", good, {**inputs, "scanner": "0.75.0"}).changes
    assert ImageScanProvider().diff("", good, {**inputs, "references": {"app": "other"}, "scanner": "0.74.0"}).changes


@pytest.mark.parametrize("refused", [{"dreadful": "all"}, {"critical": "some"}, {"critical": 3}])
def test_an_unknown_threshold_is_refused(refused: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        GateSettings(ci_enforced=True, scan_enforced=True, settle_seconds=1, slowest_score_seconds=1, refused=refused)


def listed(tmp_path: Path, text: str) -> Any:
    file = tmp_path / "ignored.yaml"
    file.write_text(text)
    return ignored.read(file, TODAY)


def test_a_list_of_ignored_vulnerabilities_is_read(tmp_path: Path) -> None:
    text = "- {id: CVE-2026-1, reason: Nothing reads it., expires: 2026-11-26}"
    assert listed(tmp_path, text) == (ignored.Ignored("CVE-2026-1", "Nothing reads it.", date(2026, 11, 26)),)
    assert listed(tmp_path, "# none\n") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "- {id: CVE-2026-1, reason: Nothing reads it., expires: 2026-11-25}",
            r"has expired: CVE-2026-1 \(2026-11-25\)",
        ),
        ("- {id: CVE-2026-1, reason: Nothing reads it.}", r"malformed: entry 0\.expires: Field required"),
        ("- {id: CVE-2026-1, reason: ' ', expires: 2027-01-01}", r"entry 0\.reason: String should have at least 10"),
        ("- {id: all, reason: Nothing reads it., expires: 2027-01-01}", r"entry 0\.id"),
        ("- {id: CVE-2026-1, reason: Nothing reads it., expires: soon}", r"entry 0\.expires"),
        ("- {id: CVE-2026-1, reason: Nothing reads it., expires: 2027-01-01, x: 1}", r"entry 0\.x"),
        ("CVE-2026-1", "malformed"),
        ("- [", "cannot be read"),
        ("- &a {id: CVE-2026-1, reason: Nothing reads it., expires: 2027-01-01}\n- *a", "names a vulnerability twice"),
    ],
)
def test_a_list_that_is_malformed_or_expired_is_refused_at_preview(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(pulumi.RunError, match=said):
        listed(tmp_path, text)


def test_the_list_of_this_repository_can_be_read() -> None:
    ignored.read(REPOSITORY / "stacks" / "ignored-vulnerabilities.yaml", TODAY)


def test_the_pipeline_brings_the_scanner() -> None:
    assert "aquasecurity/setup-trivy@" in (REPOSITORY / ".github" / "workflows" / "cd.yml").read_text()
    assert os.access(REPOSITORY / "tests" / "standins" / "commands" / "trivy", os.X_OK)
