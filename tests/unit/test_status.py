"""`make status`: what is deployed and by what it is known to be done."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from tools import status
from tools.steps import ToolError

DIGEST = "sha256:" + "2" * 64


def entry(met: bool) -> dict[str, Any]:
    return {
        "met": met,
        "when": "2026-11-25T21:00:00+00:00",
        "expected": "200 with [the version]",
        "seen": "that" if met else "status 500: [broken]",
        "evidence": {"status": 200, "digest": DIGEST, "checks": {"postgres": {"ok": True}}},
    }


def outputs(**clauses: Any) -> dict[str, Any]:
    return {"url": "https://app.lexfix.com", "versions": {"app": DIGEST}, "definitionOfDone": clauses}


def shown(found: status.Status) -> str:
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(status.table(found))
    return console.export_text()


def test_every_clause_is_shown_with_when_and_by_what_it_was_met() -> None:
    text = shown(status.of("prod", outputs(health=entry(True), ci=entry(False))))
    assert "Definition of Done: prod" in text
    assert "app sha256:222222222222" in text
    assert "2026-11-25 21:00:00" in text
    assert "200 with [the version]" in text
    assert "not met" in text
    assert "status 500: [broken]" in text
    assert f"digest {DIGEST[:19]}" in text
    assert DIGEST not in text
    assert "postgres" not in text, "long evidence is for the file"


@pytest.mark.parametrize("broken", [{"met": None}, {"met": "yes"}, {"evidence": None}])
def test_what_cannot_be_read_is_not_met(broken: dict[str, Any]) -> None:
    found = status.of("prod", outputs(health=entry(True) | broken, ci=entry(True)))
    assert found.not_met == ([] if "evidence" in broken else ["health"])
    assert "health" in shown(found)


def test_clauses_are_shown_in_the_order_in_which_they_are_measured() -> None:
    found = status.of("prod", outputs(alerts=entry(True), ci=entry(True), health=entry(True), migrations=entry(True)))
    assert list(found.clauses) == ["ci", "migrations", "health", "alerts"]


def test_the_file_has_all_evidence_and_no_other_output(tmp_path: Path) -> None:
    file = tmp_path / "evidence.json"
    status.write(status.of("prod", outputs(health=entry(True))), file)
    written = json.loads(file.read_text())
    assert written == {"stack": "prod", "versions": {"app": DIGEST}, "definitionOfDone": {"health": entry(True)}}


@pytest.mark.parametrize("nothing", [{}, {"definitionOfDone": {}}, {"definitionOfDone": None}])
def test_a_stack_that_never_came_up_has_no_status(nothing: dict[str, Any]) -> None:
    with pytest.raises(ToolError, match="nothing was deployed to its end"):
        status.of("local", nothing)
