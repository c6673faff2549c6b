"""What is watched in CloudWatch: a threshold on a metric, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pulumi

Direction = Literal["above", "below"]


@dataclass(frozen=True)
class Threshold:
    """An alarm's condition. It holds when each of the last ``periods`` is past ``limit``."""

    label: str
    """Part of the alarm's logical name, such as ``postgres-cpu``."""
    meaning: str
    """What a person woken by it should know and do."""
    namespace: str
    metric: str
    dimensions: Mapping[str, pulumi.Input[str]]
    limit: float
    direction: Direction = "above"
    statistic: Literal["Average", "Maximum", "Sum"] = "Average"
    period_seconds: int = 300
    periods: int = 3
    missing: Literal["breaching", "notBreaching"] = "notBreaching"
    """What no data means: nothing to complain of, or that what should have happened did not."""
