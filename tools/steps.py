"""Steps that prepare a machine: run side by side, in order of need, with progress and a log each."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_exponential

from tools.paths import LOGS

console = Console(highlight=False, soft_wrap=True)
HEARTBEAT_SECONDS = 30
FETCHES = 3
"""How often something is asked of a registry before the step fails."""
PAUSE_SECONDS = 5
"""Before the second try; three times as long before the next."""
SLOW_SECONDS = 60
"""A registry that takes longer is named."""
PATIENCE_SECONDS = 300
"""How long commands that were told to end may take to put back what they changed."""


class ToolError(Exception):
    """Something the person at the keyboard can act on: the cause and the remedy in one message."""


class StepError(ToolError):
    """A step failed; the message names it, its log file and the last lines of that log."""

    def __init__(self, title: str, log: Path, reason: str) -> None:
        self.reason = reason
        lines = log.read_text(errors="replace").splitlines()[-15:] if log.exists() else []
        super().__init__("\n".join([f"{title}: {reason}", *(f"  | {line}" for line in lines), f"The whole log: {log}"]))


@dataclass
class Log:
    """A step's log file and the commands it runs, each in a process group of its own."""

    path: Path
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    stopped: bool = False
    asked: dict[str, float] = field(default_factory=dict)
    """Registry to the seconds that its commands have taken."""
    asking: tuple[str, float] | None = None
    """The registry that is being asked, and since when."""

    def fetch(
        self, registry: str, *argv: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None
    ) -> None:
        """Run a command that does little but wait for ``registry``, as often as ``insist`` does."""
        start = time.monotonic()
        self.asking = registry, start
        try:
            self.insist(registry, *argv, cwd=cwd, env=env)
        finally:
            self.asked[registry] = self.asked.get(registry, 0) + time.monotonic() - start
            self.asking = None

    def insist(
        self, registry: str, *argv: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None
    ) -> None:
        """Run a command that gets something from ``registry``; one that fails is tried again after a pause.

        Raises ``CalledProcessError`` when it has failed ``FETCHES`` times.
        """
        for attempt in Retrying(
            stop=stop_after_attempt(FETCHES),
            wait=wait_exponential(multiplier=PAUSE_SECONDS, exp_base=3),
            retry=retry_if_exception(self._worth_another),
            before_sleep=lambda state: self._again(registry, state),
            reraise=True,
        ):
            with attempt:
                self.run(*argv, cwd=cwd, env=env)

    def _worth_another(self, error: BaseException) -> bool:
        return isinstance(error, subprocess.CalledProcessError) and not self.stopped

    def _again(self, registry: str, state: RetryCallState) -> None:
        console.print(
            f"  [yellow]…[/yellow] {registry} failed (try {state.attempt_number} of {FETCHES}); "
            f"again in {elapsed(state.upcoming_sleep)}"
        )

    def slow(self) -> dict[str, float]:
        """Registries that have taken longer than ``SLOW_SECONDS``, the one that is being asked included."""
        seconds = dict(self.asked)
        if asking := self.asking:
            seconds[asking[0]] = seconds.get(asking[0], 0) + time.monotonic() - asking[1]
        return {registry: taken for registry, taken in seconds.items() if taken > SLOW_SECONDS}

    def run(self, *argv: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> None:
        """Run a command with its output in the log; raises ``CalledProcessError``."""
        if self.stopped:
            raise InterruptedError("stopped")
        with self.path.open("ab") as out:
            out.write(f"$ {' '.join(map(str, argv))}\n".encode())
            out.flush()
            process = subprocess.Popen(
                [str(a) for a in argv],
                cwd=cwd,
                env={**os.environ, **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
            self.running.append(process)
            status = process.wait()
        if status:
            raise subprocess.CalledProcessError(status, [str(a) for a in argv])

    def stop(self, kind: signal.Signals) -> list[int]:
        """Send a signal to what runs, and start nothing more. Returns the process groups that got it."""
        self.stopped = True
        groups = [process.pid for process in self.running if process.poll() is None]
        for group in groups:
            _signal(group, kind)
        return groups


@dataclass(frozen=True)
class Step:
    """One thing to prepare.

    ``after`` names the steps it needs. ``heavy`` steps compile and share ``HEAVY_SLOTS``; the others mostly wait
    for the network and run freely. ``done`` says that there is nothing to do; it is asked when the step's turn comes.
    """

    name: str
    title: str
    action: Callable[[Log], None]
    after: tuple[str, ...] = ()
    heavy: bool = False
    done: Callable[[], bool] = lambda: False


HEAVY_SLOTS = 2


def elapsed(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


Ended = Callable[[Step, Future[None]], None]


def _must_succeed(_: Step, future: Future[None]) -> None:
    future.result()


class Runner:
    """Runs steps, with their logs in ``folder``. ``ended`` is told of each that ended.

    What ``ended`` raises stops the rest; unless told otherwise that is the first failure, as ``StepError``.
    """

    def __init__(self, steps: Sequence[Step], ended: Ended = _must_succeed, folder: Path | None = None) -> None:
        self.steps = {step.name: step for step in steps}
        self.ended = ended
        self.folder = folder or LOGS
        self.slots = threading.Semaphore(HEAVY_SLOTS)
        self.logs: dict[str, Log] = {}
        self.started: dict[str, float] = {}

    def run(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        waiting, finished = dict(self.steps), set[str]()
        futures: dict[Future[None], Step] = {}
        with ThreadPoolExecutor(max_workers=max(1, len(waiting))) as pool:
            try:
                while waiting or futures:
                    for step in [s for s in waiting.values() if finished.issuperset(s.after)]:
                        del waiting[step.name]
                        futures[pool.submit(self._run, step)] = step
                    ended, _ = wait(futures, timeout=HEARTBEAT_SECONDS, return_when=FIRST_COMPLETED)
                    for future in ended:
                        step = futures.pop(future)
                        self.ended(step, future)
                        finished.add(step.name)
                    if not ended:
                        self._heartbeat()
            except BaseException as error:
                self._stop(futures, signal.SIGINT if isinstance(error, KeyboardInterrupt) else signal.SIGTERM)
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _stop(self, futures: Iterable[Future[None]], kind: signal.Signals) -> None:
        """End what runs, and whatever of it has not ended in time, by force; being interrupted again ends the wait."""
        if groups := [group for log in list(self.logs.values()) for group in log.stop(kind)]:
            console.print("[yellow]Waiting for what runs to end. Ctrl-C ends it at once.[/yellow]")
        try:
            wait(futures, timeout=PATIENCE_SECONDS)
        finally:
            for group in groups:
                _signal(group, signal.SIGKILL)

    def _heartbeat(self) -> None:
        now = time.monotonic()
        busy = [
            f"{self.steps[name].title} ({elapsed(now - start)}{_waited(self.logs[name])})"
            for name, start in self.started.items()
        ]
        console.print(f"  [dim]… {', '.join(busy)}[/dim]")

    def _run(self, step: Step) -> None:
        if step.done():
            return
        log = self.logs[step.name] = Log(self.folder / f"{step.name}.log")
        log.path.write_bytes(b"")
        if step.heavy:
            self.slots.acquire()
        try:
            if log.stopped:
                return
            start = self.started[step.name] = time.monotonic()
            console.print(f"  [cyan]▸[/cyan] {step.title}")
            step.action(log)
            took = f"{elapsed(time.monotonic() - start)}{_waited(log)}"
            console.print(f"  [green]✓[/green] {step.title} [dim]{took}[/dim]")
        except (subprocess.CalledProcessError, OSError) as error:
            raise StepError(step.title, log.path, _reason(error)) from error
        finally:
            self.started.pop(step.name, None)
            if step.heavy:
                self.slots.release()


def _waited(log: Log) -> str:
    """What a slow registry has cost, by its name."""
    return "".join(f", {elapsed(seconds)} of it waiting for {registry}" for registry, seconds in log.slow().items())


def _signal(group: int, kind: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, kind)


def _reason(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        return f"`{' '.join(error.cmd[:4])} …` ended with {error.returncode}"
    return str(error)
