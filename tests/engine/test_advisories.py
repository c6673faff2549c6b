"""The real Trivy reads the advisories that tests plant."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.standins import advisories
from tests.standins.advisories import Advisory

PLANTED = (
    Advisory("debian", "openssl", "CVE-2026-0001", fixed="3.5.9-1", severity="CRITICAL"),
    Advisory("npm", "left-pad", "CVE-2026-0002", fixed="1.3.1", severity="HIGH"),
    Advisory("pip", "flask", "CVE-2026-0003", fixed="3.2.0", severity="MEDIUM"),
)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """The files by which Trivy knows a Debian with a package of each kind."""
    files = {
        "etc/os-release": 'ID=debian\nVERSION_ID="13"\n',
        "etc/debian_version": "13.1\n",
        "var/lib/dpkg/status": "Package: libssl3t64\nStatus: install ok installed\nSource: openssl\n"
        "Architecture: amd64\nVersion: 3.5.1-1\nMaintainer: Debian\nDescription: TLS\n\n",
        "app/node_modules/left-pad/package.json": '{"name": "left-pad", "version": "1.3.0"}',
        "usr/lib/python3/dist-packages/flask-3.1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: Flask\n"
        "Version: 3.1.0\n",
    }
    for name, text in files.items():
        file = tmp_path / "machine" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path / "machine"


def findings(cache: Path, machine: Path) -> dict[str, Any]:
    """Trivy's vulnerabilities by identifier."""
    if not shutil.which("trivy"):
        pytest.skip("there is no `trivy` on PATH: `make test` brings one")
    command = ["trivy", "rootfs", "--cache-dir", str(cache), "--skip-db-update", "--offline-scan", "--scanners=vuln"]
    command += ["--quiet", "--format=json", str(machine)]
    report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    found = [item for result in report["Results"] for item in result.get("Vulnerabilities") or []]
    return {item["VulnerabilityID"]: item for item in found}


def test_a_planted_advisory_is_found_with_its_package_and_severity(tmp_path: Path, machine: Path) -> None:
    advisories.write(tmp_path / "cache", PLANTED)
    found = findings(tmp_path / "cache", machine)
    assert {
        identifier: (item["PkgName"], item["FixedVersion"], item["Severity"]) for identifier, item in found.items()
    } == {
        "CVE-2026-0001": ("libssl3t64", "3.5.9-1", "CRITICAL"),
        "CVE-2026-0002": ("left-pad", "1.3.1", "HIGH"),
        "CVE-2026-0003": ("Flask", "3.2.0", "MEDIUM"),
    }


def test_a_package_that_has_the_fix_is_not_found(tmp_path: Path, machine: Path) -> None:
    advisories.write(tmp_path / "cache", [Advisory("npm", "left-pad", "CVE-2026-0002", fixed="1.3.0", severity="HIGH")])
    assert findings(tmp_path / "cache", machine) == {}


def test_more_advisories_than_fit_a_page_are_all_found(tmp_path: Path, machine: Path) -> None:
    many = [
        Advisory("npm", "left-pad", f"CVE-2026-{number}", fixed="2.0.0", severity="LOW") for number in range(1000, 1300)
    ]
    advisories.write(tmp_path / "cache", many)
    assert findings(tmp_path / "cache", machine).keys() == {advisory.identifier for advisory in many}
