"""What ``make check`` and ``make test`` run, in order, and the closing lines that say so."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from tools import engine
from tools.paths import REPOSITORY
from tools.steps import ToolError, console, elapsed
from tools.world import LOCAL

APP = REPOSITORY / "app"
ML = REPOSITORY / "ml"
ML_TESTS = f"lexfix-ml-test:{hashlib.sha256(str(REPOSITORY).encode()).hexdigest()[:8]}"
"""A tag of this checkout's own: two may be tested at once."""
PROGRAMS = Path(sys.executable).parent


@dataclass(frozen=True)
class Check:
    """A command that passes when it ends with 0."""

    title: str
    argv: tuple[str, ...]
    folder: Path = REPOSITORY
    with_password: bool = False
    """Whether it signs in as the demo people."""

    def passes(self) -> bool:
        env = engine.environment()
        env["PATH"] = f"{PROGRAMS}{os.pathsep}{env['PATH']}"
        if self.with_password:
            env["DEMO_PASSWORD"] = engine.output(LOCAL, "demoPassword")
        return subprocess.run(self.argv, cwd=self.folder, env=env, check=False).returncode == 0


def _npm(title: str, *argv: str) -> Check:
    return Check(title, ("npm", *argv), APP)


STATIC = (
    Check("ruff", ("ruff", "check", ".")),
    Check("ruff format", ("ruff", "format", "--check", ".")),
    Check("mypy --strict", ("mypy",)),
    Check("zizmor: the pipelines", ("zizmor", "--offline", "--no-progress", ".github/workflows")),
    Check(
        "unit tests: settings, components, policies, tools, ops",
        ("pytest", "-q", "tests", "--ignore=tests/engine", "--ignore=tests/live"),
    ),
    _npm("app: packages", "ci", "--no-audit", "--no-fund", "--silent"),
    _npm("app: ESLint", "run", "lint"),
    Check("app: Prettier", ("npx", "prettier", "--check", "."), APP),
    _npm("app: TypeScript", "run", "typecheck"),
    _npm("app: Vitest with coverage", "run", "test"),
)
"""Nothing is started for these."""

ENGINE = (Check("engine tests: the real Pulumi engine", ("pytest", "-q", "tests/engine")),)

LIVE = (
    Check("the local stack comes up", ("lexfix", "up", "--full")),
    Check(
        "ML service: its test image builds",
        (
            *("docker", "build", "--quiet", "--network=host", "--target=test", f"--tag={ML_TESTS}"),
            *("--file", "Dockerfile.ml", "."),
        ),
        ML,
    ),
    Check(
        "ML service: tests in its own image",
        ("docker", "run", "--rm", "--network=none", "--read-only", "--tmpfs=/tmp", ML_TESTS),
    ),
    Check("live tests: the local stack", ("pytest", "-q", "tests/live")),
    Check("app: Playwright with axe against the local stack", ("npm", "run", "test:e2e"), APP, with_password=True),
)
"""These use the running stack."""


@dataclass(frozen=True)
class Outcome:
    """What became of one check."""

    title: str
    passed: bool
    seconds: float


def outcomes(checks: Iterable[Check]) -> list[Outcome]:
    """Run all, however many fail."""
    found: list[Outcome] = []
    for check in checks:
        console.rule(check.title)
        start = time.monotonic()
        passed = check.passes()
        found.append(Outcome(check.title, passed, time.monotonic() - start))
    return found


def report(found: Iterable[Outcome]) -> None:
    """Print what each took, and raise ``ToolError`` naming those that failed."""
    found = list(found)
    table = Table("check", "result", "took", title="What ran")
    for outcome in found:
        result = "[green]passed[/green]" if outcome.passed else "[red]failed[/red]"
        table.add_row(outcome.title, result, elapsed(outcome.seconds))
    console.print(table)
    failed = [outcome.title for outcome in found if not outcome.passed]
    console.print(f"{len(found) - len(failed)} passed, {len(failed)} failed")
    if failed:
        raise ToolError(f"Failed: {', '.join(failed)}. The reasons stand above.")
