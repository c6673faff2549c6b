"""Looking for secrets where none may be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

SIGNATURE = "4dabf18193072939515e22adb298388d"
_SHORTEST = 16


def secrets_of(state: Any) -> set[str]:
    """Every text inside a secret of a state exported with ``--show-secrets``; short ones would be found by chance."""
    return {text for text in _inside(state, secret=False) if len(text) >= _SHORTEST}


def leaks(secrets: set[str], text: str) -> list[str]:
    """The secrets that stand in ``text``, as they are or as JSON writes them; each by its beginning."""
    return sorted(secret[:6] + "…" for secret in secrets if secret in text or json.dumps(secret)[1:-1] in text)


def _inside(value: Any, *, secret: bool) -> Iterator[str]:
    if isinstance(value, dict):
        if SIGNATURE in value and "plaintext" in value:
            yield from _inside(json.loads(value["plaintext"]), secret=True)
            return
        for part in value.values():
            yield from _inside(part, secret=secret)
    elif isinstance(value, list):
        for part in value:
            yield from _inside(part, secret=secret)
    elif secret and isinstance(value, str):
        yield value
