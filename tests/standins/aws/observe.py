"""What AWS reports, brought over what the engine last knew: the same meaning in another spelling is no difference."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any


def overlay(last: Mapping[str, Any], seen: Mapping[str, Any]) -> dict[str, Any]:
    """``last`` with every property in ``seen``, keeping last's spelling where both mean the same."""
    return {**last, **{name: _kept(last.get(name), _plain(value)) for name, value in seen.items()}}


def project(state: Any, inputs: Any) -> Any:
    """``inputs`` with the values of ``state``: nothing is added that the program did not set."""
    if isinstance(inputs, Mapping) and isinstance(state, Mapping):
        return {key: project(state[key], value) if key in state else value for key, value in inputs.items()}
    if isinstance(inputs, list) and isinstance(state, list) and len(inputs) == len(state):
        return [project(one, other) for one, other in zip(state, inputs, strict=True)]
    return state


def _kept(last: Any, seen: Any) -> Any:
    if last is None:
        return seen
    if isinstance(last, str) and isinstance(seen, dict | list):
        return last if _parsed(last) == seen else json.dumps(seen)
    if isinstance(last, str) and isinstance(seen, str):
        same = _parsed(last) is not None and _parsed(last) == _parsed(seen)
        return last if same else seen
    if isinstance(last, list) and isinstance(seen, list):
        return last if _sorted(last) == _sorted(seen) else seen
    if isinstance(last, Mapping) and isinstance(seen, Mapping):
        return {**seen, **{key: _kept(value, seen[key]) for key, value in last.items() if key in seen}}
    if isinstance(last, bool) or isinstance(seen, bool):
        return seen
    if isinstance(last, int | float | str) and isinstance(seen, int | float | str):
        return last if _number(last) is not None and _number(last) == _number(seen) else seen
    return seen


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _number(value: int | float | str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


def _sorted(items: list[Any]) -> list[str]:
    return sorted(json.dumps(item, sort_keys=True, default=str) for item in items)


def _plain(value: Any) -> Any:
    """``value`` in the types that the engine's protocol carries."""
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, bytes):
        return value.decode("ascii", "replace")
    return value
