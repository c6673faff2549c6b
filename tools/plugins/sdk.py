"""What a kind of resource looks like, read from the Python SDK of its provider, so that the two cannot disagree."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args, get_origin

import pulumi
from pulumi import _types

from tools.plugins.values import UNKNOWN, Opaque


@dataclass(frozen=True)
class Shape:
    """Names as they are on the wire (``cidrBlock``); a type is what the SDK declares, ``Any`` where it is free."""

    inputs: Mapping[str, Any]
    required: frozenset[str] = frozenset()
    outputs: frozenset[str] = frozenset()
    """All that the resource has once created, inputs included."""
    token: str = ""

    def missing(self, values: Mapping[str, Any]) -> list[str]:
        return sorted(name for name in self.required if values.get(name) is None)

    def unknown(self, values: Mapping[str, Any]) -> list[str]:
        """Paths of properties that the SDK does not know, nested ones included: ``["vpc.cidr"]``."""
        return sorted(_strangers(self.inputs, values, ""))


def resource_shape(resource: type[pulumi.Resource]) -> Shape:
    """The shape of a generated resource class, such as ``pulumi_random.RandomPassword``."""
    args = arguments(resource)
    outputs = frozenset(_types.resource_types(resource))
    return Shape(_types.input_type_types(args), _required(args), outputs, str(vars(resource)["pulumi_type"]))


def config_shape(provider: type[pulumi.ProviderResource]) -> Shape:
    """The shape of a provider's own settings, from its generated ``Provider`` class."""
    args = arguments(provider)
    return Shape(_types.input_type_types(args), _required(args))


def arguments(resource: type[pulumi.Resource]) -> type:
    """The ``...Args`` class that the SDK generates beside a resource class."""
    found: type = getattr(sys.modules[resource.__module__], f"{resource.__name__}Args")
    return found


def _required(args: type) -> frozenset[str]:
    names = _types.input_type_py_to_pulumi_names(args)
    parameters = inspect.signature(args).parameters
    return frozenset(names[name] for name, p in parameters.items() if name in names and p.default is p.empty)


def _strangers(known: Mapping[str, Any], values: Mapping[str, Any], prefix: str) -> Iterator[str]:
    for name, value in values.items():
        if name not in known:
            yield prefix + name
        else:
            yield from _inside(known[name], value, prefix + name)


def _inside(declared: Any, value: Any, path: str) -> Iterator[str]:
    if value is None or value is UNKNOWN or isinstance(value, Opaque):
        return
    declared = _types.unwrap_type(declared)
    if isinstance(declared, type) and _types.is_input_type(declared):
        if isinstance(value, dict):
            yield from _strangers(_types.input_type_types(declared), value, f"{path}.")
    elif isinstance(value, list) and get_origin(declared) is Sequence:
        for i, item in enumerate(value):
            yield from _inside(get_args(declared)[0], item, f"{path}[{i}]")
    elif isinstance(value, dict) and get_origin(declared) is Mapping:
        for name, item in value.items():
            yield from _inside(get_args(declared)[1], item, f"{path}.{name}")
