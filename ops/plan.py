"""What a command is about to do, shown before it does it; prod needs its name as confirmation."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field

from rich.console import Console
from rich.markup import escape
from rich.prompt import Prompt

from ops.errors import OpsError


@dataclass(frozen=True)
class Plan:
    """The steps of a command, in order.

    ``confirmation`` is the word that has to be given before it starts; ``None`` where the plan may simply start.
    """

    title: str
    facts: dict[str, str]
    steps: list[str]
    confirmation: str | None = None
    warnings: list[str] = field(default_factory=list)

    def show(self, console: Console) -> None:
        console.print(f"[bold]{escape(self.title)}[/bold]")
        for name, value in self.facts.items():
            console.print(f"  [dim]{escape(name)}:[/dim] {escape(value)}")
        for number, step in enumerate(self.steps, start=1):
            console.print(f"  {number}. {escape(step)}")
        for warning in self.warnings:
            console.print(f"  [yellow]{escape(warning)}[/yellow]")

    def agree(self, console: Console, given: str | None) -> None:
        """Show the plan, then return if it may start.

        ``given`` is what ``--confirm`` said. Without it a person at a terminal is asked to type the word.
        Raises ``OpsError`` where the word is missing or another one; nothing has been changed then.
        """
        self.show(console)
        if self.confirmation is None:
            return
        if given is None and sys.stdin.isatty():
            given = Prompt.ask(f"Type [bold]{escape(self.confirmation)}[/bold] to go on", console=console)
        if given is None:
            raise OpsError(
                f"This changes {self.confirmation}, and nobody confirmed it. Nothing was changed.",
                f"Add --confirm {self.confirmation} once the plan above is what you want.",
            )
        if given.strip() != self.confirmation:
            raise OpsError(
                f"The confirmation says '{given}', but this changes '{self.confirmation}'. Nothing was changed.",
                f"Add --confirm {self.confirmation} if that is what you mean.",
            )
