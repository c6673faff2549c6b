"""The Definition of Done of what is deployed, as the stack's output ``definitionOfDone`` has it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table

from tools import engine
from tools.steps import ToolError
from tools.world import LOCAL

OUTPUT = "definitionOfDone"
ORDER = ("ci", "images", "migrations", "model", "trial", "smoke", "health", "alerts")
"""As an update measures them; the engine sorts outputs by name."""
_DIGEST = re.compile(r"(sha256:[0-9a-f]{12})[0-9a-f]+")
_HIDDEN = ("job", "checks", "record", "configured")
"""Evidence that is too long for a table; the JSON has it."""


@dataclass(frozen=True)
class Status:
    stack: str
    versions: Mapping[str, str]
    """Workload to the digest deployed."""
    clauses: Mapping[str, Mapping[str, Any]]

    @property
    def not_met(self) -> list[str]:
        return [clause for clause, entry in self.clauses.items() if entry.get("met") is not True]


def read(stack: str) -> Status:
    """From the stack's outputs. Raises ``ToolError`` where nothing is deployed."""
    env = engine.environment(LOCAL) if stack == LOCAL else dict(os.environ)
    outputs = json.loads(engine.query(stack, "stack", "output", "--json", "--stack", stack, env=env))
    return of(stack, outputs)


def of(stack: str, outputs: Mapping[str, Any]) -> Status:
    """Raises ``ToolError`` for outputs of a stack that was never brought to its end."""
    if not outputs.get(OUTPUT):
        raise ToolError(f"The stack {stack!r} has no {OUTPUT}: nothing was deployed to its end. `make up` does that.")
    found = outputs[OUTPUT]
    in_order = [*(clause for clause in ORDER if clause in found), *(clause for clause in found if clause not in ORDER)]
    return Status(stack, outputs.get("versions") or {}, {clause: found[clause] for clause in in_order})


def write(status: Status, file: Path) -> None:
    """As one JSON object, sorted, so that it can be attached to a release and signed."""
    content = {"stack": status.stack, "versions": status.versions, OUTPUT: status.clauses}
    file.write_text(json.dumps(content, indent=2, sort_keys=True) + "\n")


def table(status: Status) -> Table:
    versions = ", ".join(f"{workload} {digest[:19]}" for workload, digest in status.versions.items())
    made = Table(
        "clause", "", "measured", "what was seen", title=f"Definition of Done: {status.stack}", caption=versions
    )
    for clause, entry in status.clauses.items():
        met = "[green]met[/green]" if entry.get("met") is True else "[red]not met[/red]"
        made.add_row(f"[bold]{clause}[/bold]", met, _when(entry), _seen(entry))
    return made


def _when(entry: Mapping[str, Any]) -> str:
    return str(entry.get("when", "")).replace("T", " ").removesuffix("+00:00")


def _seen(entry: Mapping[str, Any]) -> str:
    """What was expected, whether that or what else was seen, and the evidence in short."""
    evidence = {key: value for key, value in (entry.get("evidence") or {}).items() if key not in _HIDDEN}
    facts = _DIGEST.sub(r"\1", ", ".join(f"{key} {value}" for key, value in evidence.items()))
    seen = _DIGEST.sub(r"\1", f"expected: {escape(str(entry.get('expected')))}")
    if entry.get("met") is not True:
        seen += f"\n[red]seen: {escape(str(entry.get('seen')))}[/red]"
    return f"{seen}\n[dim]{escape(facts)}[/dim]" if facts else seen
