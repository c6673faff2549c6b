"""Trivy's vulnerability database with the advisories that a test needs.

The published one comes from a registry that not every machine reaches, and what it knows changes by the hour. Trivy
itself is the real one: ``trivy image --cache-dir FOLDER --skip-db-update --offline-scan IMAGE``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tests.standins import bolt

SCHEMA = 2
SEVERITIES = ("UNKNOWN", "LOW", "MEDIUM", "HIGH", "CRITICAL")
SOURCES = {
    "debian": {"ID": "debian", "Name": "Debian Security Tracker", "URL": "https://security-tracker.debian.org"},
    "ghsa": {"ID": "ghsa", "Name": "GitHub Security Advisories", "URL": "https://github.com/advisories"},
}
BUCKETS = {
    "debian": ("debian 13", "debian"),
    "npm": ("npm::GitHub Security Advisory npm", "ghsa"),
    "pip": ("pip::GitHub Security Advisory pip", "ghsa"),
}
"""Ecosystem to the bucket that Trivy looks into, and the source that its findings name."""


@dataclass(frozen=True)
class Advisory:
    """A package is vulnerable in every version before ``fixed``."""

    ecosystem: Literal["debian", "npm", "pip"]
    package: str
    """Debian's name is that of the source package; PyPI's is in lower case with hyphens."""
    identifier: str
    """``CVE-2026-0001``."""
    fixed: str
    severity: Literal["LOW", "MEDIUM", "HIGH", "CRITICAL"]
    title: str = "Planted by a test"


def write(cache: Path, advisories: Iterable[Advisory]) -> None:
    """Make the database in ``cache``, for Trivy's ``--cache-dir``."""
    found = list(advisories)
    folder = cache / "db"
    folder.mkdir(parents=True, exist_ok=True)
    bolt.write(folder / "trivy.db", _buckets(found))
    forever = "2999-01-01T00:00:00Z"
    times = {"NextUpdate": forever, "UpdatedAt": "2026-01-01T00:00:00Z", "DownloadedAt": forever}
    (folder / "metadata.json").write_text(json.dumps({"Version": SCHEMA, **times}))


def _buckets(advisories: list[Advisory]) -> dict[str, dict[str, Any]]:
    buckets: dict[str, dict[str, Any]] = {
        "data-source": {bucket: _json(SOURCES[source]) for bucket, source in BUCKETS.values()},
        "vulnerability": {advisory.identifier: _json(_vulnerability(advisory)) for advisory in advisories},
    }
    for advisory in advisories:
        packages = buckets.setdefault(BUCKETS[advisory.ecosystem][0], {})
        packages.setdefault(advisory.package, {})[advisory.identifier] = _json(_affected(advisory))
    return buckets


def _vulnerability(advisory: Advisory) -> dict[str, Any]:
    source = BUCKETS[advisory.ecosystem][1]
    return {
        "Title": advisory.title,
        "Description": advisory.title,
        "Severity": advisory.severity,
        "VendorSeverity": {source: SEVERITIES.index(advisory.severity)},
    }


def _affected(advisory: Advisory) -> dict[str, Any]:
    if advisory.ecosystem == "debian":
        return {"FixedVersion": advisory.fixed}
    return {"PatchedVersions": [advisory.fixed], "VulnerableVersions": [f"<{advisory.fixed}"]}


def _json(value: object) -> bytes:
    return json.dumps(value).encode()
