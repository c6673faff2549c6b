"""Templates of AWS requests: which property of pulumi-aws goes where in a call.

In a template ``"$name"`` stands for the property ``name`` of the resource, ``"$a.b"`` for a part of it, and ``"@name"``
for what is known about the resource already (``@id``, ``@arn``); ``"$"`` alone is an item of a list. Every other value
stands for itself. What has no value is left out, and so is an object of which nothing remains.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from tools.plugins.values import UNKNOWN, contains_unknown


class Absent(Enum):
    """No value at all: the property is not set."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT

Template = Any
"""``"$property"``, ``"@state"``, ``Fn``, ``Each``, a literal, or dicts and lists of these."""
Known = dict[str, "Known | None"]
"""The properties a template reads; ``None`` stands for the whole value, whatever is in it."""


@dataclass(frozen=True)
class Fn:
    """A value computed from properties; ``None`` leaves it out. It is not computed while one of them is unknown."""

    apply: Callable[..., Any]
    paths: tuple[str, ...]

    def __call__(self, props: Mapping[str, Any], state: Mapping[str, Any]) -> Any:
        values = [_reference(path, props, state) for path in self.paths]
        if contains_unknown(values):
            return UNKNOWN
        result = self.apply(*(None if value is ABSENT else value for value in values))
        return ABSENT if result is None else result


def fn(apply: Callable[..., Any], *paths: str) -> Fn:
    return Fn(apply, paths)


@dataclass(frozen=True)
class Each:
    """A list with one object for every item of the property at ``path``; ``$`` then means the item's own."""

    path: str
    item: Template


def render(template: Template, props: Mapping[str, Any], state: Mapping[str, Any]) -> Any:
    """The value that ``template`` stands for: ``ABSENT`` if it has none, with ``UNKNOWN`` left standing in it."""
    if isinstance(template, str):
        return _reference(template, props, state) if template[:1] in ("$", "@") else template
    if isinstance(template, Fn):
        return template(props, state)
    if isinstance(template, Each):
        return _each(template, _reference(template.path, props, state), state)
    if isinstance(template, Mapping):
        rendered = {key: render(value, props, state) for key, value in template.items()}
        filled = {key: value for key, value in rendered.items() if value is not ABSENT}
        return filled if filled or not template else ABSENT
    if isinstance(template, Sequence):
        values = [render(value, props, state) for value in template]
        present = [value for value in values if value is not ABSENT]
        return present if present or not template else ABSENT
    return template


def _each(template: Each, items: Any, state: Mapping[str, Any]) -> Any:
    if items is ABSENT or items is UNKNOWN:
        return items
    items = items if isinstance(items, list) else [items]
    return [UNKNOWN if item is UNKNOWN else render(template.item, item, state) for item in items]


def _reference(path: str, props: Mapping[str, Any], state: Mapping[str, Any]) -> Any:
    value: Any = props if path.startswith("$") else state
    if len(path) == 1:
        return value
    for part in path[1:].split("."):
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if value is UNKNOWN:
            return UNKNOWN
        if not isinstance(value, Mapping) or value.get(part) is None:
            return ABSENT
        value = value[part]
    return value


def known(template: Template) -> Known:
    """The properties that ``template`` reads, with their parts."""
    if isinstance(template, str):
        return _known_path(template, None) if template.startswith("$") else {}
    if isinstance(template, Fn):
        return merged(*(_known_path(path, None) for path in template.paths if path.startswith("$")))
    if isinstance(template, Each):
        return _known_path(template.path, known(template.item))
    if isinstance(template, Mapping):
        return merged(*(known(value) for value in template.values()))
    if isinstance(template, Sequence):
        return merged(*(known(value) for value in template))
    return {}


def _known_path(path: str, leaf: Known | None) -> Known:
    first, _, rest = path[1:].partition(".")
    return {first: _known_path(f"${rest}", leaf) if rest else leaf}


def merged(*trees: Known) -> Known:
    """All that any of ``trees`` knows."""
    result: Known = {}
    for tree in trees:
        for key, part in tree.items():
            seen = result.get(key, {})
            result[key] = None if part is None or seen is None else merged(seen, part)
    return result


def strangers(value: Any, tree: Known | None, where: str = "") -> list[str]:
    """The paths in ``value`` that no template reads."""
    if tree is None or value is UNKNOWN:
        return []
    if isinstance(value, list):
        return [path for item in value for path in strangers(item, tree, where)]
    if not isinstance(value, Mapping):
        return []
    found: list[str] = []
    for key, part in value.items():
        path = f"{where}.{key}" if where else key
        found += strangers(part, tree[key], path) if key in tree else [path]
    return found
