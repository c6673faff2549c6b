"""What measuring a clause of the Definition of Done results in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")
LONGEST = 1500
"""Characters of what was seen that are kept: enough for the end of a log."""


@dataclass(frozen=True)
class Measurement:
    """A clause is met or not; a measurement that could not be made is "not met", with the reason as ``seen``."""

    met: bool
    expected: str
    seen: str
    evidence: Mapping[str, Any] = field(default_factory=dict)
    """JSON, without secrets: it becomes an output of the stack."""
    stops: bool = False
    """Whether not met stops an update that is otherwise only advised."""


class NotMetError(Exception):
    """A clause that stops the update: which one, what was expected, what was seen."""

    def __init__(self, clause: str, measurement: Measurement) -> None:
        super().__init__(
            f"The Definition of Done is not met, clause {clause!r}. Expected: {measurement.expected}. "
            f"Seen: {measurement.seen}"
        )


def redacted(text: str) -> str:
    """A text from outside, with the credentials in its URLs taken out."""
    return _CREDENTIALS.sub("…@", text.strip())


def presentable(text: str) -> str:
    """The end of a redacted text, short enough for a message."""
    return redacted(text)[-LONGEST:]
