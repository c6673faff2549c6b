"""What is built, and for whom."""

from __future__ import annotations

from dataclasses import replace

from tools import offline
from tools.images import FULL_STAND_INS
from tools.toolchain import FULL_BUILDS


def test_a_plain_make_up_brings_nothing_that_only_the_level_full_needs() -> None:
    plain, full = ({step.name for step in offline.steps(full=level)} for level in (False, True))
    added = {step.name for build in FULL_BUILDS for step in build.steps()}
    added |= {f"image-{image.name}" for image in FULL_STAND_INS} | {"test-packages"}
    assert added
    assert full - plain == added


def test_what_the_compiler_is_told_is_part_of_what_a_build_is_kept_under() -> None:
    trivy = next(build for build in FULL_BUILDS if build.name == "trivy")
    assert trivy.key != replace(trivy, environment={}).key


def test_gos_sources_and_objects_stay_until_everything_is_compiled() -> None:
    for full in (False, True):
        steps = {step.name: step for step in offline.steps(full=full)}
        assert set(steps["go-caches"].after) == {name for name in steps if name.startswith(("build-", "sources-"))}
