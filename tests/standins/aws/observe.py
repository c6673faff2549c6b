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
    if isinstance(last, Mapping) and isinstance(seen, Mapping):
        return {**seen, **{key: _kept(value, seen[key]) for key, value in last.items() if key in seen}}
    if _same(last, seen):
        return last
    return json.dumps(seen) if isinstance(last, str) and isinstance(seen, dict | list) else seen


def _same(last: Any, seen: Any) -> bool:
    """Whether both mean the same: lists are sets in AWS, documents and numbers may be text."""
    if isinstance(last, bool) or isinstance(seen, bool):
        return last is seen
    if isinstance(last, list) and isinstance(seen, list):
        return _sorted(last) == _sorted(seen)
    return bool(_parsed(last) == _parsed(seen))


def _parsed(value: Any) -> Any:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


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
