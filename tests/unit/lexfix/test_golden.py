"""The golden recordings and what is known of them."""

from __future__ import annotations

import ast
import json

from infra.lexfix.images import REPOSITORY
from infra.lexfix.ml_trial import GOLDEN, MOUNT
from infra.lexfix.scripts import inline

KNOWN = json.loads((GOLDEN / "golden.json").read_text())


def test_every_recording_has_a_known_score_and_the_other_way_round() -> None:
    names = [one["recording"] for one in KNOWN]
    assert len(set(names)) == len(names) >= 10
    assert {file.stem for file in GOLDEN.glob("*.ogg")} == set(names)


def test_right_and_wrong_recordings_are_among_them_so_that_no_model_passes_that_likes_all_or_none() -> None:
    scores = sorted(one["score"] for one in KNOWN)
    assert scores[0] < 20
    assert scores[-1] > 90


def test_they_fit_into_a_config_map() -> None:
    assert sum(file.stat().st_size for file in GOLDEN.glob("*.ogg")) < 500_000


def test_a_recording_is_no_reason_to_build_the_image_again() -> None:
    assert "golden" in (REPOSITORY / "ml" / ".dockerignore").read_text().splitlines()


def test_the_scripts_are_programs_and_look_where_the_recordings_are_mounted() -> None:
    ast.parse(inline("ml_trial.py"))
    assert f'"{MOUNT}"' in inline("ml_trial.py")
