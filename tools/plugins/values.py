"""Property values between the wire and plain Python.

Unknowns are ``UNKNOWN``; secrets are paths kept beside the values. Plain means ``None``, ``bool``, ``int``, ``float``,
``str``, ``list``, ``dict``, plus ``UNKNOWN`` and ``Opaque``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from google.protobuf import struct_pb2
from pulumi.runtime import rpc

Path = tuple[str | int, ...]
"""Where a value is inside properties: ``("tags", 0)``."""

_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 the protocol's mark of a secret, not one
_OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"


class Unknown(Enum):
    """The value of a property that is known only once another resource has been created."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown.UNKNOWN


@dataclass(frozen=True)
class Opaque:
    """An asset, an archive or a reference to a resource, carried as it came."""

    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Properties:
    """Plain values, and where among them the secrets are."""

    values: dict[str, Any]
    secrets: frozenset[Path] = frozenset()


def decode(struct: struct_pb2.Struct) -> Properties:
    """Read properties off the wire. An output value counts as its value, or as ``UNKNOWN``."""
    secrets: set[Path] = set()
    values = {name: _decode(value, (name,), secrets) for name, value in struct.fields.items()}
    return Properties(values, frozenset(secrets))


def encode(values: Mapping[str, Any], secrets: Iterable[Path] = ()) -> struct_pb2.Struct:
    """Write properties for the wire.

    A secret path that leads into a value of another shape makes secret what it reaches: rather too much than too
    little. Raises ``TypeError`` for a value that is not plain.
    """
    paths = frozenset(secrets)
    return struct_pb2.Struct(fields={k: _encode(v, _below(paths, k)) for k, v in values.items()})


def contains_unknown(value: object) -> bool:
    """Whether ``UNKNOWN`` is anywhere inside."""
    if isinstance(value, Mapping):
        return any(map(contains_unknown, value.values()))
    if isinstance(value, list):
        return any(map(contains_unknown, value))
    return value is UNKNOWN


def _decode(value: struct_pb2.Value, path: Path, secrets: set[Path]) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "number_value":
        return int(value.number_value) if value.number_value.is_integer() else value.number_value
    if kind == "string_value":
        return UNKNOWN if value.string_value == rpc.UNKNOWN else value.string_value
    if kind == "bool_value":
        return value.bool_value
    if kind == "list_value":
        return [_decode(item, (*path, i), secrets) for i, item in enumerate(value.list_value.values)]
    if kind == "struct_value":
        return _decode_struct(value.struct_value, path, secrets)
    return None


def _decode_struct(struct: struct_pb2.Struct, path: Path, secrets: set[Path]) -> Any:
    fields = struct.fields
    signature = fields[_SIGNATURE].string_value if _SIGNATURE in fields else None
    if signature is None:
        return {name: _decode(item, (*path, name), secrets) for name, item in fields.items()}
    if signature == _SECRET or (signature == _OUTPUT and fields["secret"].bool_value):
        secrets.add(path)
    if signature in (_SECRET, _OUTPUT):
        return _decode(fields["value"], path, secrets) if "value" in fields else UNKNOWN
    return Opaque({name: _decode(item, path, secrets) for name, item in fields.items()})


def _below(paths: frozenset[Path], step: str | int) -> frozenset[Path]:
    return frozenset(path[1:] for path in paths if path and path[0] == step)


def _encode(value: Any, secrets: frozenset[Path]) -> struct_pb2.Value:
    container = isinstance(value, dict | list)
    if () in secrets or (secrets and not container and value is not None):
        wrapped = {_SIGNATURE: struct_pb2.Value(string_value=_SECRET), "value": _encode(value, frozenset())}
        return struct_pb2.Value(struct_value=struct_pb2.Struct(fields=wrapped))
    if isinstance(value, list):
        items = [_encode(item, _below(secrets, i)) for i, item in enumerate(value)]
        return struct_pb2.Value(list_value=struct_pb2.ListValue(values=items))
    if isinstance(value, dict | Opaque):
        fields = value.fields if isinstance(value, Opaque) else value
        return struct_pb2.Value(struct_value=encode(fields, secrets))
    return _encode_scalar(value)


def _encode_scalar(value: Any) -> struct_pb2.Value:
    if value is None:
        return struct_pb2.Value(null_value=struct_pb2.NULL_VALUE)
    if isinstance(value, bool):
        return struct_pb2.Value(bool_value=value)
    if isinstance(value, int | float):
        return struct_pb2.Value(number_value=value)
    if isinstance(value, str | Unknown):
        return struct_pb2.Value(string_value=rpc.UNKNOWN if value is UNKNOWN else value)
    raise TypeError(f"{value!r} ({type(value).__name__}) cannot be a property value")
