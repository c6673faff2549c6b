"""Tests that need long, and why they may: each says so itself, with ``@pytest.mark.slow("the reason")``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pytest

LONG_SECONDS = 30
REASON = "slow"
"""The marker, and the property under which a test's reports carry its reason, from other processes too."""


def tell(item: pytest.Item) -> None:
    """Have the reports of a test carry the reason that its marker gives."""
    if marker := item.get_closest_marker(REASON):
        item.user_properties.append((REASON, marker.args[0]))


def long(reports: Iterable[pytest.TestReport]) -> list[str]:
    """A line for each test that took longer than ``LONG_SECONDS`` with its fixtures; the longest comes first."""
    seconds: defaultdict[str, float] = defaultdict(float)
    reasons: dict[str, str] = {}
    for report in reports:
        seconds[report.nodeid] += report.duration
        if reason := dict(report.user_properties).get(REASON):
            reasons[report.nodeid] = str(reason)
    return [
        f"{seconds[test]:4.0f} s  {test}: {reasons.get(test, 'NO REASON GIVEN')}"
        for test in sorted(seconds, key=lambda test: -seconds[test])
        if seconds[test] > LONG_SECONDS
    ]
