"""The golden recordings and what is known of them."""

from __future__ import annotations

import ast
import json
from collections import Counter
from typing import Any

import pytest

from infra.gates.model import ModelProvider
from infra.lexfix.images import REPOSITORY
from infra.lexfix.ml_trial import GOLDEN, MOUNT
from infra.lexfix.scripts import inline

KNOWN = json.loads((GOLDEN / "golden.json").read_text())
RECORDINGS = KNOWN["recordings"]


def judged(golden: dict[str, Any], score: float, told: str) -> str:
    """What the clause says of a model that says the same of every recording."""
    answers = {one["recording"]: {"score": score, "told": told} for one in golden["recordings"]}
    wanted = {"version": "new", "golden": golden, "furthestDrift": 5.0, "slowestSeconds": 1.0}
    return ModelProvider().judge({"version": "new", "answers": answers, "p95Seconds": 0.1}, wanted) or ""


def test_every_recording_is_known_and_the_other_way_round() -> None:
    names = [one["recording"] for one in RECORDINGS]
    assert len(set(names)) == len(names) == 20
    assert {file.stem for file in GOLDEN.glob("*.ogg")} == set(names)


def test_half_of_them_are_of_people_and_the_rest_of_neural_and_older_voices() -> None:
    assert Counter(one["kind"] for one in RECORDINGS) == {"people": 10, "neural": 5, "synthetic": 5}


@pytest.mark.parametrize("kind", ["people", "neural", "synthetic"])
def test_each_kind_has_right_ones_slips_and_other_phrases(kind: str) -> None:
    assert {one["expected"] for one in RECORDINGS if one["kind"] == kind} == {"right", "slip", "other"}


def test_every_known_score_is_within_the_bounds_of_what_the_recording_is() -> None:
    for one in RECORDINGS:
        bounds = KNOWN["bounds"][one["expected"]]
        assert bounds["lowest"] <= one["score"] <= bounds["highest"], one


@pytest.mark.parametrize(
    ("score", "told", "seen"),
    [
        (100.0, "great", "(other) was told great, not"),
        (0.0, "practise", "(right) was told practise, not great or close"),
        (0.0, "unsure", "(right) was told unsure, not great or close"),
        (0.0, "other_words", "(right) was told other_words, not great or close"),
    ],
)
def test_a_model_that_says_the_same_of_everything_is_stopped_though_its_own_scores_were_written_down(
    score: float, told: str, seen: str
) -> None:
    its_own = {**KNOWN, "recordings": [{**one, "score": score} for one in RECORDINGS]}
    assert seen in judged(its_own, score, told)


def test_no_score_is_high_enough_for_a_right_phrase_and_low_enough_for_another() -> None:
    assert KNOWN["bounds"]["right"]["lowest"] >= 60
    assert KNOWN["bounds"]["other"]["highest"] <= 20
    assert not {"practise", "unsure"} & set(KNOWN["bounds"]["right"]["told"])
    assert "great" not in KNOWN["bounds"]["slip"]["told"] + KNOWN["bounds"]["other"]["told"]


def test_a_slip_names_a_word_of_its_text() -> None:
    for one in RECORDINGS:
        assert ("wrong" in one) == (one["expected"] == "slip")
        assert one.get("wrong", one["text"].split()[0]) in one["text"].split(), one


def test_the_source_of_every_recording_is_written_down() -> None:
    told = (GOLDEN / "README.md").read_text()
    assert [one["recording"] for one in RECORDINGS if f"`{one['recording']}`" not in told] == []


def test_they_fit_into_a_config_map() -> None:
    assert sum(file.stat().st_size for file in GOLDEN.glob("*.ogg")) < 500_000


def test_a_recording_is_no_reason_to_build_the_image_again() -> None:
    assert "golden" in (REPOSITORY / "ml" / ".dockerignore").read_text().splitlines()


def test_the_scripts_are_programs_and_look_where_the_recordings_are_mounted() -> None:
    ast.parse(inline("ml_trial.py"))
    assert f'"{MOUNT}"' in inline("ml_trial.py")
