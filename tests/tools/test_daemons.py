"""Long-running processes: started once, known again, stopped for good."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import daemons
from tools.daemons import Daemon


@pytest.fixture
def sleeper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Daemon]:
    monkeypatch.setattr(daemons, "LOGS", tmp_path / "logs")
    monkeypatch.setattr(daemons, "STATE", tmp_path)
    daemon = Daemon("sleeper", ["sleep", "60"])
    yield daemon
    daemon.stop()


def test_a_daemon_that_runs_is_not_started_twice(sleeper: Daemon) -> None:
    sleeper.start()
    first = sleeper.pid()
    sleeper.start()
    assert first is not None
    assert sleeper.pid() == first


def test_a_stopped_daemon_is_gone_and_stopping_it_again_changes_nothing(sleeper: Daemon) -> None:
    sleeper.start()
    sleeper.stop()
    sleeper.stop()
    assert sleeper.pid() is None


def test_a_pid_that_another_program_has_taken_over_is_not_ours(sleeper: Daemon, tmp_path: Path) -> None:
    (tmp_path / "pids").mkdir()
    (tmp_path / "pids" / "sleeper").write_text(str(os.getpid()))
    assert sleeper.pid() is None
