"""A test that takes long is named at the end of the run, with its reason or the lack of one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.slow import LONG_SECONDS, long
from tools.paths import REPOSITORY

REASON = "it waits for the tide"
HOOKS = """
from tests import slow
from tests.conftest import pytest_itemcollected, pytest_terminal_summary

slow.LONG_SECONDS = 0.1
"""
TESTS = f"""
import time

import pytest

@pytest.fixture
def tide():
    time.sleep(0.15)

@pytest.mark.slow({REASON!r})
def test_with_a_reason(tide): ...

def test_without(tide): ...

def test_short(): ...
"""


def report(test: str, seconds: float, when: str = "call") -> pytest.TestReport:
    return pytest.TestReport(test, ("", None, ""), {}, "passed", None, when, duration=seconds)  # type: ignore[arg-type]


def test_the_time_of_a_test_is_that_of_its_fixtures_too_and_the_longest_comes_first() -> None:
    half = LONG_SECONDS * 0.6
    lines = long([report("short", half), report("a", half, "setup"), report("a", half), report("b", 2 * LONG_SECONDS)])
    assert [line.split(":")[0].split()[-1] for line in lines] == ["b", "a"]


@pytest.mark.parametrize("options", [(), ("--numprocesses=1",)], ids=["here", "elsewhere"])
def test_a_run_ends_with_the_reason_of_each_long_test_wherever_it_ran(tmp_path: Path, options: tuple[str, ...]) -> None:
    (tmp_path / "pytest.ini").write_text(f"[pytest]\nmarkers = slow: for a reason\npythonpath = {REPOSITORY}\n")
    (tmp_path / "test_tides.py").write_text(TESTS)
    (tmp_path / "conftest.py").write_text(HOOKS)
    command = [sys.executable, "-m", "pytest", "-q", *options]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert f"test_with_a_reason: {REASON}" in said
    assert "test_without: NO REASON GIVEN" in said
    assert "test_short" not in said
