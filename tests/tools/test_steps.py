"""The step runner: order, logs, failure, interruption."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import steps
from tools.steps import Log, Runner, Step, StepError


@pytest.fixture(autouse=True)
def _logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "LOGS", tmp_path)


def test_a_step_runs_after_those_it_needs() -> None:
    order: list[str] = []
    Runner(
        [
            Step("last", "last", lambda _: order.append("last"), after=("middle",)),
            Step("middle", "middle", lambda _: order.append("middle"), after=("first",)),
            Step("first", "first", lambda _: order.append("first")),
        ]
    ).run()
    assert order == ["first", "middle", "last"]


def test_a_step_that_is_done_is_not_run_and_those_that_need_it_are() -> None:
    order: list[str] = []
    Runner(
        [
            Step("built", "built", lambda _: order.append("built"), done=lambda: True),
            Step("used", "used", lambda _: order.append("used"), after=("built",)),
        ]
    ).run()
    assert order == ["used"]


def test_a_failure_names_the_step_its_log_and_the_last_lines(tmp_path: Path) -> None:
    def fail(log: Log) -> None:
        log.run("sh", "-c", "echo no space left; exit 3")

    with pytest.raises(StepError) as failure:
        Runner([Step("disk", "Disk prepared", fail)]).run()
    message = str(failure.value)
    assert "Disk prepared" in message
    assert "no space left" in message
    assert str(tmp_path / "disk.log") in message


def test_a_failure_stops_the_commands_of_the_other_steps(tmp_path: Path) -> None:
    survived = tmp_path / "survived"

    def wait(log: Log) -> None:
        log.run("sh", "-c", f"sleep 30; touch {survived}")

    def fail(log: Log) -> None:
        log.run("sh", "-c", "sleep 0.5; exit 1")

    with pytest.raises(StepError, match="fails"):
        Runner([Step("slow", "slow", wait), Step("fail", "fails", fail)]).run()
    assert not survived.exists()
