"""Waiting for AWS with something to look at: a spinner at a terminal, a line a minute in a log."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape
from tenacity import RetryError, Retrying, retry_if_result, stop_after_delay, wait_fixed

from ops.errors import OpsError

LINE_EVERY_SECONDS = 60.0


@dataclass(frozen=True)
class Waiter:
    """Polls every ``interval`` seconds, for at most ``limit`` seconds."""

    console: Console
    interval: float = 15
    limit: float = 90 * 60

    def until(self, what: str, state: Callable[[], str], wanted: str, doomed: frozenset[str] = frozenset()) -> None:
        """Return once ``state()`` is ``wanted``.

        Raises ``OpsError`` when it becomes one of ``doomed``, or when the limit has passed.
        """
        started = printed = time.monotonic()
        seen = ""

        def look() -> str:
            nonlocal printed, seen
            seen = state()
            now = time.monotonic()
            line = f"{escape(what)}: {escape(seen)}, {now - started:.0f} s"
            status.update(line)
            if not self.console.is_terminal and now - printed >= LINE_EVERY_SECONDS:
                printed = now
                self.console.print(line)
            return seen

        polling = Retrying(
            wait=wait_fixed(self.interval),
            stop=stop_after_delay(self.limit),
            retry=retry_if_result(lambda answer: answer != wanted and answer not in doomed),
        )
        with self.console.status(escape(what)) as status:
            try:
                polling(look)
            except RetryError as error:
                raise OpsError(
                    f"{what}: still '{seen}' after {self.limit / 60:.0f} minutes.",
                    "Look at its events in the RDS console, then repeat the command.",
                ) from error
        if seen != wanted:
            raise OpsError(f"{what}: ended as '{seen}'.", "Look at its events in the RDS console for the reason.")
        self.console.print(f"[green]✓[/green] {escape(what)} [dim]({time.monotonic() - started:.0f} s)[/dim]")
