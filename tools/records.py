"""The record of what `make check` found in exactly these files; outside of pipelines the clause "ci" goes by it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from infra.gates.checkout import record_file, tree_of
from tools.checks import STATIC
from tools.outcomes import Outcome, outcomes
from tools.paths import REPOSITORY
from tools.steps import console


def keep() -> Sequence[Outcome]:
    """Run the static checks and record the outcome, unless files changed meanwhile or git does not know them."""
    before = _tree()
    found = outcomes(STATIC)
    if not before:
        console.print(f"[yellow]{REPOSITORY} is no git checkout, so the outcome is not recorded.[/yellow]")
    elif _tree() != before:
        console.print("[yellow]Files changed while the checks ran, so the outcome is recorded for none.[/yellow]")
    else:
        write(REPOSITORY, before, found)
    return found


def write(folder: Path, tree: str, found: Sequence[Outcome]) -> None:
    """Record the outcomes for a tree of the checkout at ``folder``."""
    content = {
        "tree": tree,
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "checks": [{"title": one.title, "passed": one.passed, "seconds": round(one.seconds, 1)} for one in found],
    }
    file = record_file(folder, tree)
    file.parent.mkdir(exist_ok=True)
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    fresh.write_text(json.dumps(content, indent=1))
    fresh.replace(file)


def _tree() -> str | None:
    try:
        return tree_of(REPOSITORY)
    except (OSError, subprocess.SubprocessError):
        return None
