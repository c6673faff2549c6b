"""Property values on the wire."""

from __future__ import annotations

import pytest

from tools.plugins.values import UNKNOWN, Opaque, decode, encode


def test_values_secrets_and_unknowns_come_back_as_they_went() -> None:
    values = {"name": "a", "size": 3, "ratio": 0.5, "on": True, "none": None, "list": [1, {"deep": UNKNOWN}]}
    secrets = {("name",), ("list", 1, "deep")}
    found = decode(encode(values, secrets))
    assert found.values == values
    assert found.secrets == secrets


def test_an_output_value_counts_as_its_value_and_without_one_as_unknown() -> None:
    output = {
        "4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4",
        "secret": True,
        "dependencies": [],
    }
    found = decode(encode({"known": {**output, "value": 5}, "unknown": output}))
    assert found.values == {"known": 5, "unknown": UNKNOWN}
    assert found.secrets == {("known",), ("unknown",)}


def test_an_asset_is_carried_as_it_came() -> None:
    fields = {"4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", "text": "hello", "hash": "1f"}
    found = decode(encode({"source": Opaque(fields)}))
    assert found.values["source"] == Opaque(fields)


def test_a_secret_whose_value_changed_shape_stays_secret() -> None:
    found = decode(encode({"policy": "the whole document"}, {("policy", "statement", 0)}))
    assert found.secrets == {("policy",)}


def test_a_value_that_is_not_plain_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot be a property value"):
        encode({"when": object()})
