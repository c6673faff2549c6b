"""AWS requests in the form botocore's models describe: names, types, allowed values, required members."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import botocore.session
from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StringShape, StructureShape
from botocore.validate import ParamValidator

from tools.plugins.values import UNKNOWN


class RefusedError(Exception):
    """AWS would not take this request; the message says which part of it and why."""


@functools.cache
def _session() -> botocore.session.Session:
    """One for all services: making it, and its list of what there is, takes longer than reading a model."""
    return botocore.session.get_session()


@functools.cache
def service_model(service: str) -> ServiceModel:
    return _session().get_service_model(service)


@functools.cache
def operation_model(service: str, operation: str) -> OperationModel:
    return service_model(service).operation_model(operation)


def request(service: str, operation: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """``params`` as ``operation`` takes them; raises ``RefusedError``.

    Property names are matched to the model's regardless of case, numbers and booleans take the model's type, and a
    single object where the model has a list becomes a list of one: that is how pulumi-aws differs from the API.
    Unknown values are left out, and what they may still bring is not missed.
    """
    shape = operation_model(service, operation).input_shape
    if shape is None:
        return {}
    conformed = _conform(dict(params), shape, operation)
    pruned, complete = _prune(conformed)
    report = ParamValidator().validate(pruned, shape)
    problems = [line for line in report.generate_report().splitlines() if line]
    if not complete:
        problems = [line for line in problems if not line.startswith("Missing required parameter")]
    if problems:
        raise RefusedError(f"{service} {operation}: {'; '.join(problems)}")
    result: dict[str, Any] = pruned
    return result


def _conform(value: Any, shape: Shape, where: str) -> Any:
    if value is UNKNOWN:
        return UNKNOWN
    if isinstance(shape, StructureShape):
        value = value[0] if isinstance(value, list) and len(value) == 1 else value
        if not isinstance(value, Mapping):
            raise RefusedError(f"{where}: an object is needed, not {value!r}")
        members = {_member(key, shape, where): part for key, part in value.items() if part is not None}
        return {name: _conform(part, shape.members[name], f"{where}.{name}") for name, part in members.items()}
    if isinstance(shape, ListShape):
        items = value if isinstance(value, list) else [value]
        return [_conform(item, shape.member, f"{where}[{index}]") for index, item in enumerate(items)]
    if isinstance(shape, MapShape):
        if not isinstance(value, Mapping):
            raise RefusedError(f"{where}: a map is needed, not {value!r}")
        return {key: _conform(part, shape.value, f"{where}.{key}") for key, part in value.items()}
    return _scalar(value, shape, where)


def _member(key: str, shape: StructureShape, where: str) -> str:
    names = {name.lower(): name for name in shape.members}
    wanted = key.lower()
    for spelling in (wanted, wanted.removesuffix("s"), f"{wanted}s"):
        if spelling in names:
            return names[spelling]
    raise RefusedError(f"{where} has no member `{key}`; it has {', '.join(sorted(shape.members))}")


def _scalar(value: Any, shape: Shape, where: str) -> Any:
    try:
        match shape.type_name:
            case "integer" | "long":
                if int(value) != float(value):
                    raise RefusedError(f"{where}: {value!r} is not a whole number")
                return int(value)
            case "float" | "double":
                return float(value)
            case "boolean":
                if value not in (True, False, "true", "false"):
                    raise RefusedError(f"{where}: {value!r} is neither true nor false")
                return value in (True, "true")
            case "string":
                text = str(value).lower() if isinstance(value, bool) else str(value)
                if isinstance(shape, StringShape) and shape.enum and text not in shape.enum:
                    raise RefusedError(f"{where}: `{text}` is not one of {', '.join(shape.enum)}")
                return text
            case _:
                return value
    except (TypeError, ValueError) as error:
        raise RefusedError(f"{where}: {value!r} is no {shape.type_name}") from error


def _is_unknown(value: Any) -> bool:
    """Whether nothing is known about ``value``: not even the length of a list of unknowns can be judged."""
    return value is UNKNOWN or (isinstance(value, list) and bool(value) and all(map(_is_unknown, value)))


def _prune(value: Any) -> tuple[Any, bool]:
    """``value`` without what is unknown, and whether nothing was."""
    if isinstance(value, Mapping):
        parts = {key: _prune(part) for key, part in value.items() if not _is_unknown(part)}
        complete = len(parts) == len(value) and all(whole for _, whole in parts.values())
        return {key: part for key, (part, _) in parts.items()}, complete
    if isinstance(value, list):
        items = [_prune(item) for item in value if item is not UNKNOWN]
        return [item for item, _ in items], len(items) == len(value) and all(whole for _, whole in items)
    return value, True
