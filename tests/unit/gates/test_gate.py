"""What every gate does, whatever it measures."""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.gates.ci import CiProvider
from infra.gates.gate import GateProvider
from infra.gates.health import HealthProvider
from infra.gates.image_scan import ImageScanProvider
from infra.gates.measurement import LONGEST, Measurement, NotMetError, presentable
from infra.gates.migrations import MigrationsProvider
from infra.gates.model import ModelProvider
from infra.gates.trial import TrialProvider

PROVIDERS = (CiProvider, HealthProvider, ImageScanProvider, MigrationsProvider, ModelProvider, TrialProvider)


@pytest.fixture(autouse=True)
def _own_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gate that is not met changes this module, in the plugin's process."""
    monkeypatch.setattr(traceback, "format_exc", traceback.format_exc)


class Sized(GateProvider):
    clause = "size"
    subject = ("size",)

    def measure(self, inputs: Mapping[str, Any]) -> Measurement:
        return Measurement(
            100 / inputs["size"] > 10, "a small size", f"size {inputs['size']}", {"size": inputs["size"]}
        )


def test_what_was_measured_is_kept_with_the_time() -> None:
    outputs = Sized().create({"size": 5, "enforced": True, "context": "here"}).outs
    assert outputs is not None
    assert outputs["met"] is True
    assert (outputs["evidence"], outputs["expected"], outputs["context"]) == ({"size": 5}, "a small size", "here")
    assert datetime.now(UTC) - datetime.fromisoformat(outputs["when"]) < timedelta(minutes=1)


def test_a_clause_that_is_not_met_fails_with_its_name_and_what_was_expected_and_seen() -> None:
    with pytest.raises(NotMetError, match=r"clause 'size'\. Expected: a small size\. Seen: size 50"):
        Sized().create({"size": 50, "enforced": True})


def test_the_plugin_shows_the_message_alone_but_every_other_error_in_full() -> None:
    try:
        Sized().create({"size": 50, "enforced": True})
    except NotMetError:
        assert traceback.format_exc().startswith("The Definition of Done is not met")
    try:
        raise ValueError("rubbish")
    except ValueError:
        assert traceback.format_exc().startswith("Traceback")


def test_a_clause_that_is_only_advised_is_reported_as_not_met() -> None:
    outputs = Sized().create({"size": 50, "enforced": False}).outs
    assert outputs is not None
    assert (outputs["met"], outputs["seen"]) == (False, "size 50")


def test_what_must_never_pass_stops_even_where_the_clause_is_only_advised() -> None:
    class Grave(Sized):
        def measure(self, inputs: Mapping[str, Any]) -> Measurement:
            return replace(super().measure(inputs), stops=True)

    with pytest.raises(NotMetError, match="Seen: size 50"):
        Grave().create({"size": 50, "enforced": False})


def test_a_measurement_that_breaks_is_not_met_with_the_reason() -> None:
    with pytest.raises(NotMetError, match="it could not be made: ZeroDivisionError"):
        Sized().create({"size": 0, "enforced": True})
    with pytest.raises(NotMetError, match="it could not be made: KeyError"):
        Sized().create({"enforced": True})


def test_nothing_is_measured_anew_for_a_change_in_how_to_measure() -> None:
    old = {"size": 5, "enforced": True, "context": "here", "met": True, "when": "2026-11-25"}
    assert Sized().diff("", old, {"size": 5, "enforced": True, "context": "there"}).changes is False


@pytest.mark.parametrize("change", [{"size": 6}, {"enforced": False}])
def test_another_subject_is_another_measurement_and_the_old_one_stays_until_then(change: dict[str, Any]) -> None:
    inputs = {"size": 5, "enforced": True}
    diff = Sized().diff("", inputs, inputs | change)
    assert (diff.changes, diff.replaces, diff.delete_before_replace) == (True, list(change), False)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_pickled_provider_is_no_more_than_a_name(provider: type[GateProvider]) -> None:
    """It lies in the state: a change in how a clause is measured must not show there, and no secret may."""
    pickled = pickle.dumps(provider())
    assert len(pickled) < 150
    assert type(pickle.loads(pickled)) is provider  # noqa: S301 - made one line above


def test_every_clause_has_a_name_of_its_own() -> None:
    assert len({provider.clause for provider in PROVIDERS}) == len(PROVIDERS)


def test_what_comes_from_outside_is_shown_without_credentials_and_not_in_full() -> None:
    shown = presentable("x" * 9000 + " redis://:secret@redis:6379 ")
    assert shown.endswith("redis://…@redis:6379")
    assert len(shown) == LONGEST
