"""Long-running processes that outlive the command which started them."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.paths import LOGS, STATE


@dataclass(frozen=True)
class Daemon:
    """A process known by its pid file; starting one that runs, or stopping one that does not, changes nothing."""

    name: str
    argv: Sequence[str | Path]
    env: Mapping[str, str] = field(default_factory=dict)

    @property
    def log(self) -> Path:
        return LOGS / f"{self.name}.log"

    @property
    def _pid_file(self) -> Path:
        return STATE / "pids" / self.name

    def pid(self) -> int | None:
        """The running process, or ``None``; a pid that another program has taken over is not ours."""
        try:
            pid = int(self._pid_file.read_text())
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0]
        except (OSError, ValueError):
            return None
        return pid if Path(os.fsdecode(command)).name == Path(self.argv[0]).name else None

    def start(self) -> None:
        if self.pid():
            return
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._pid_file.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as out:
            process = subprocess.Popen(
                [str(a) for a in self.argv],
                env={**os.environ, **self.env},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                cwd="/",
            )
        self._pid_file.write_text(str(process.pid))
        # The kernel shows the new program's command line a moment after the call that started it returns.
        while self.pid() is None and process.poll() is None:
            time.sleep(0.01)

    def stop(self, seconds: float = 20) -> None:
        """End the process, by force if it has not ended after ``seconds``."""
        if pid := self.pid():
            os.kill(pid, signal.SIGTERM)
            deadline = time.monotonic() + seconds
            while self.pid() and time.monotonic() < deadline:
                if _reaped(pid):
                    break
                time.sleep(0.1)
            else:
                if self.pid():
                    os.kill(pid, signal.SIGKILL)
        self._pid_file.unlink(missing_ok=True)

    def last_lines(self, count: int = 10) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(f"  | {line}" for line in lines[-count:])


def _reaped(pid: int) -> bool:
    """Whether ``pid`` was a child of ours that has just ended (it would stay a zombie otherwise)."""
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return False
