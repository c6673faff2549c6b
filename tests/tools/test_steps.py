"""The step runner: order, logs, failure, interruption."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import steps
from tools.steps import FETCHES, Log, Runner, Step, StepError


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


def test_what_a_registry_refused_is_asked_for_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "PAUSE_SECONDS", 0)
    once = f"test -e {tmp_path}/asked || {{ touch {tmp_path}/asked; exit 1; }}"
    Runner([Step("packages", "Packages", lambda log: log.fetch("npm", "sh", "-c", once))]).run()


def test_a_registry_that_keeps_refusing_is_named_and_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(steps, "PAUSE_SECONDS", 0)
    count = f"echo asked >> {tmp_path}/count; exit 1"
    with pytest.raises(StepError, match="Packages"):
        Runner([Step("packages", "Packages", lambda log: log.fetch("npm", "sh", "-c", count))]).run()
    assert (tmp_path / "count").read_text().splitlines() == ["asked"] * FETCHES
    assert "npm failed" in capsys.readouterr().out


def test_a_slow_registry_is_named_with_what_it_took(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(steps, "SLOW_SECONDS", 0)
    Runner([Step("packages", "Packages", lambda log: log.fetch("npm", "true"))]).run()
    assert "of it waiting for npm" in capsys.readouterr().out
