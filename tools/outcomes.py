"""What became of checks that ran side by side."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from tools.checks import CHECKOUT, Check
from tools.paths import LOGS
from tools.steps import Log, Runner, Step, StepError, ToolError, console, elapsed


@dataclass(frozen=True)
class Outcome:
    """What became of one check."""

    title: str
    passed: bool
    seconds: float
    said: str = ""
    """All that it printed, and why it did not pass."""
    ran: bool = True
    """One that needs another that failed does not run, and has not passed."""

    def show(self) -> None:
        """Print all that it said in one piece, whatever else is printed meanwhile."""
        console.print(Rule(self.title), Text.from_ansi(self.said), sep="\n")

    @property
    def result(self) -> str:
        return "[green]passed[/green]" if self.passed else f"[red]{'failed' if self.ran else 'not run'}[/red]"


@dataclass
class _Course:
    """The checks on their way through the runner: as steps on the way in, with their outcomes on the way out."""

    checks: Sequence[Check]
    logs: Path
    seconds: dict[str, float] = field(default_factory=dict)
    """How long each took that ran."""
    found: dict[str, Outcome] = field(default_factory=dict)

    def run(self) -> list[Outcome]:
        steps = [
            Step(check.name, check.title, partial(self._take, check), (*check.needs, *check.after), check.heavy)
            for check in self.checks
        ]
        Runner(steps, self._ended, self.logs).run()
        return [self.found[check.name] for check in self.checks]

    def _take(self, check: Check, log: Log) -> None:
        if failed := [self.found[name].title for name in check.needs if not self.found[name].passed]:
            raise ToolError(f"Not run, for it needs what has not passed: {', '.join(failed)}")
        start = time.monotonic()
        try:
            log.run(*check.command, cwd=check.folder, env=check.environment())
        finally:
            self.seconds[check.name] = time.monotonic() - start

    def _ended(self, step: Step, future: Future[None]) -> None:
        """Keep and show the outcome, whatever it is: the other checks go on."""
        error = future.exception()
        if error and not isinstance(error, ToolError):
            raise error
        said = (self.logs / f"{step.name}.log").read_text(errors="replace")
        if error:
            said += error.reason if isinstance(error, StepError) else str(error)
        seconds = self.seconds.get(step.name, 0)
        self.found[step.name] = Outcome(step.title, not error, seconds, said.rstrip(), ran=step.name in self.seconds)
        self.found[step.name].show()


def outcomes(checks: Sequence[Check]) -> list[Outcome]:
    """Run all, side by side as far as they do not need each other, however many fail."""
    return _Course(checks, LOGS / f"checks-{CHECKOUT}").run()


def report(found: Iterable[Outcome]) -> None:
    """Show again what did not pass, then what each took. Raises ``ToolError`` naming those that did not pass."""
    found = list(found)
    failed = [outcome for outcome in found if not outcome.passed]
    for outcome in failed:
        outcome.show()
    table = Table("check", "result", "took", title="What ran")
    for outcome in found:
        table.add_row(outcome.title, outcome.result, elapsed(outcome.seconds))
    console.print(table)
    console.print(f"{len(found) - len(failed)} passed, {len(failed)} failed")
    if failed:
        titles = ", ".join(outcome.title for outcome in failed)
        raise ToolError(f"Failed: {titles}. The reasons stand above.")
