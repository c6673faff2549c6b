"""Scan findings of the deployed digests, against moto's ECR and a Pulumi that answers as the real one does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from ops.clients import Clients
from ops.deployed import Image, deployed
from ops.environment import Environment
from ops.errors import OpsError
from ops.findings import Severity, scan

if TYPE_CHECKING:
    from mypy_boto3_rds.client import RDSClient

PROD = Environment("prod", "eu-central-1")
DIGEST = "sha256:" + "0123456789abcdef" * 4


@pytest.fixture
def ecr(aws: RDSClient) -> Any:
    client = boto3.client("ecr", region_name=aws.meta.region_name)
    client.create_repository(repositoryName="lexfix-app")
    return client


def pushed(ecr: Any) -> Image:
    kind = "application/vnd.oci.image.manifest.v1+json"
    manifest = json.dumps({"schemaVersion": 2, "mediaType": kind, "config": {"digest": DIGEST}, "layers": []})
    image = ecr.put_image(repositoryName="lexfix-app", imageManifest=manifest, imageTag="one")["image"]
    return Image("lexfix-app", image["imageId"]["imageDigest"])


def test_the_findings_of_a_scanned_image_come_worst_first(ecr: Any) -> None:
    image = pushed(ecr)
    ecr.start_image_scan(repositoryName="lexfix-app", imageId={"imageDigest": image.digest})
    found = scan(Clients(PROD), image)
    severities = [finding.severity for finding in found.findings]
    assert severities == sorted(severities, reverse=True)
    assert found.at_least(Severity.HIGH)
    assert sum(found.counts().values()) == len(found.findings)
    assert all(finding.name.startswith("CVE-") for finding in found.findings)


def test_an_image_that_was_never_scanned_is_an_error_and_not_a_clean_one(ecr: Any) -> None:
    image = pushed(ecr)
    with pytest.raises(OpsError, match="was never scanned") as refused:
        scan(Clients(PROD), image)
    assert f"imageDigest={image.digest}" in refused.value.remedy


def test_a_digest_that_ecr_does_not_have_is_named(ecr: Any) -> None:
    assert ecr
    with pytest.raises(OpsError, match=f"no lexfix-app@{DIGEST} in eu-central-1"):
        scan(Clients(PROD), Image("lexfix-app", DIGEST))


@pytest.mark.parametrize("status", ["IN_PROGRESS", "FAILED", "UNSUPPORTED_IMAGE", "FINDINGS_UNAVAILABLE"])
def test_a_scan_that_is_not_complete_is_an_error(ecr: Any, status: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clients = Clients(PROD)
    answer(monkeypatch, clients, {"imageScanStatus": {"status": status}})
    with pytest.raises(OpsError, match=status):
        scan(clients, pushed(ecr))


def test_inspectors_findings_are_read_too(ecr: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    clients = Clients(PROD)
    package = {"name": "openssl", "version": "3.0.1"}
    details = {"vulnerabilityId": "CVE-2026-1", "vulnerablePackages": [package], "sourceUrl": "somewhere"}
    enhanced = [
        {"severity": "UNTRIAGED", "title": "later"},
        {"severity": "CRITICAL", "packageVulnerabilityDetails": details},
    ]
    status = {"status": "ACTIVE"}
    answer(monkeypatch, clients, {"imageScanStatus": status, "imageScanFindings": {"enhancedFindings": enhanced}})
    worst, untriaged = scan(clients, pushed(ecr)).findings
    assert (worst.name, worst.severity, worst.package) == ("CVE-2026-1", Severity.CRITICAL, "openssl 3.0.1")
    assert untriaged.severity == Severity.UNDEFINED


def answer(monkeypatch: pytest.MonkeyPatch, clients: Clients, page: dict[str, Any]) -> None:
    class Pages:
        def paginate(self, **_request: Any) -> list[dict[str, Any]]:
            return [page]

    monkeypatch.setattr(clients.ecr, "get_paginator", lambda _operation: Pages())


def pulumi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    program = tmp_path / "pulumi"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")


def test_the_deployed_digests_are_those_in_the_stacks_outputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    registry = "123456789012.dkr.ecr.eu-central-1.amazonaws.com"
    outputs = {
        "url": "https://app.lexfix.com",
        "definitionOfDone": {"images": [f"{registry}/lexfix-ml:v2@{DIGEST}"]},
        "images": {"app": f"{registry}/lexfix-app@{DIGEST}", "again": f"lexfix-app@{DIGEST}"},
    }
    (tmp_path / "outputs.json").write_text(json.dumps(outputs))
    pulumi(tmp_path, monkeypatch, f'echo "$@" > {tmp_path}/asked; cat {tmp_path}/outputs.json')
    assert deployed(PROD) == [Image("lexfix-app", DIGEST), Image("lexfix-ml", DIGEST)]
    assert (tmp_path / "asked").read_text().split()[:5] == ["stack", "output", "--json", "--stack", "prod"]


@pytest.mark.parametrize(
    ("script", "cause"),
    [
        ("echo 'error: no stack named prod' >&2; exit 255", "no stack named prod"),
        ("echo '{}'", "name no image by digest"),
    ],
)
def test_a_stack_that_tells_no_digest_is_an_error_with_the_other_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, cause: str
) -> None:
    pulumi(tmp_path, monkeypatch, script)
    with pytest.raises(OpsError, match=cause) as refused:
        deployed(PROD)
    assert "--image" in refused.value.remedy


def test_a_machine_without_pulumi_is_told_the_other_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OpsError, match="pulumi is not on PATH"):
        deployed(PROD)


@pytest.mark.parametrize("text", ["lexfix-app:latest", "lexfix-app@sha256:12", "nginx@" + DIGEST])
def test_an_image_that_is_not_ours_by_digest_is_refused_by_its_text(text: str) -> None:
    with pytest.raises(OpsError, match=text):
        Image.parse(text)


def test_a_severity_that_does_not_exist_is_refused_by_its_text() -> None:
    with pytest.raises(OpsError, match="no severity 'terrible'"):
        Severity.parse("terrible")
