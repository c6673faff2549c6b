"""Checks side by side: what is shown of them, what a failure stops and what not, and that nothing outlives them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools import checks, outcomes
from tools.checks import Check
from tools.outcomes import report
from tools.paths import REPOSITORY
from tools.steps import ToolError


@pytest.fixture(autouse=True)
def _logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcomes, "LOGS", tmp_path / "logs")


def check(name: str, script: str, folder: Path, needs: tuple[str, ...] = (), after: tuple[str, ...] = ()) -> Check:
    return Check(name, f"the {name} check", ("sh", "-c", script), folder, needs, after)


def test_checks_run_at_once_and_what_each_printed_is_shown_in_one_piece(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Each goes on only when the other has got as far.
    turns = "for turn in 1 2 3; do echo {0} $turn; touch {0}$turn; until test -e {1}$turn; do sleep 0.01; done; done"
    outcomes.outcomes([check(one, turns.format(one, other), tmp_path) for one, other in ("ab", "ba")])
    shown = capsys.readouterr().out
    assert "a 1\na 2\na 3\n" in shown
    assert "b 1\nb 2\nb 3\n" in shown


def test_a_failure_stops_no_other_check(tmp_path: Path) -> None:
    found = outcomes.outcomes(
        [
            check("failing", "exit 3", tmp_path),
            check("absent", "", tmp_path / "nowhere"),
            check("long", "sleep 0.5", tmp_path),
            check("later", "true", tmp_path, after=("failing",)),
        ]
    )
    assert [one.passed for one in found] == [False, False, True, True]
    assert "ended with 3" in found[0].said
    assert "nowhere" in found[1].said


def test_what_needs_a_check_that_failed_does_not_run_and_counts_as_failed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = outcomes.outcomes(
        [
            check("first", "exit 1", tmp_path),
            check("second", "touch ran", tmp_path, needs=("first",)),
            check("third", "touch ran", tmp_path, needs=("second",)),
            check("other", "true", tmp_path),
        ]
    )
    assert not (tmp_path / "ran").exists()
    with pytest.raises(ToolError, match="Failed: the first check, the second check, the third check"):
        report(found)
    shown = capsys.readouterr().out
    assert "not run" in shown
    assert "1 passed, 3 failed" in shown


def test_what_failed_is_shown_again_after_all_that_passed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = outcomes.outcomes(
        [
            check("failing", "echo the reason; exit 1", tmp_path),
            check("passing", "echo all is well", tmp_path, after=("failing",)),
        ]
    )
    with pytest.raises(ToolError):
        report(found)
    shown = capsys.readouterr().out
    assert shown.count("\nthe reason\n") == 2
    assert shown.rindex("\nthe reason\n") > shown.rindex("\nall is well\n")


INTERRUPTED = """
import signal
import sys
from pathlib import Path

from tools import cli, outcomes
from tools.checks import Check

# Whoever starts the tests in the background, or with nohup, has them ignore these.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
folder = Path(sys.argv[1])
outcomes.LOGS = folder / "logs"
scripts = {
    "tidy": "trap 'sleep 0.5; touch put-back; exit 1' INT; echo $$ >> pids; touch started-tidy; sleep 600 & wait",
    "careless": "sleep 600 & echo $! >> pids; echo $$ >> pids; touch started-careless; wait",
}
cli.app = lambda: outcomes.outcomes(
    [Check(name, name, ("sh", "-c", script), folder) for name, script in scripts.items()]
)
cli.main()
"""


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGHUP], ids=lambda kind: kind.name)
def test_an_interruption_ends_every_process_after_those_that_put_something_back(
    tmp_path: Path, kind: signal.Signals
) -> None:
    command = [sys.executable, "-c", INTERRUPTED, str(tmp_path)]
    process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, start_new_session=True)
    while not all((tmp_path / f"started-{name}").exists() for name in ("tidy", "careless")):
        assert process.poll() is None
        time.sleep(0.05)
    os.kill(process.pid, kind)
    said, _ = process.communicate()
    assert process.returncode == 130
    assert "Stopped." in said
    assert (tmp_path / "put-back").exists()
    pids = (tmp_path / "pids").read_text().split()
    assert len(pids) == 3
    assert [pid for pid in pids if running(pid)] == []


def running(pid: str) -> bool:
    """Whether a process is there, and no mere entry that waits to be cleared away."""
    found = subprocess.run(["ps", "-o", "stat=", "-p", pid], capture_output=True, text=True, check=False).stdout
    return bool(found.strip()) and not found.startswith("Z")


@pytest.mark.parametrize("part", [checks.STATIC, checks.STARTED], ids=["static", "started"])
def test_a_check_waits_only_for_those_that_stand_before_it(part: tuple[Check, ...]) -> None:
    names = [one.name for one in part]
    assert len(set(names)) == len(names)
    for place, one in enumerate(part):
        assert {*one.needs, *one.after} <= set(names[:place])
