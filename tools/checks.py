"""What ``make check`` and ``make test`` run, and what of it needs what."""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from tools import engine
from tools.paths import REPOSITORY
from tools.world import LOCAL

APP = REPOSITORY / "app"
ML = REPOSITORY / "ml"
CHECKOUT = hashlib.sha256(str(REPOSITORY).encode()).hexdigest()[:8]
"""Two checkouts may be tested at once."""
ML_TESTS = f"lexfix-ml-test:{CHECKOUT}"
PROGRAMS = Path(sys.executable).parent


@dataclass(frozen=True)
class Check:
    """A command that passes when it ends with 0.

    It runs when those that it ``needs`` have passed and those that it comes ``after`` have ended. ``heavy`` ones
    compute most of their time: as many run at once as compiles do, and they make room for the others, which mostly
    wait.
    """

    name: str
    title: str
    argv: tuple[str, ...]
    folder: Path = REPOSITORY
    needs: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    heavy: bool = False
    with_password: bool = False
    """Whether it signs in as the demo people."""

    @property
    def command(self) -> tuple[str, ...]:
        return ("nice", "-n19", *self.argv) if self.heavy else self.argv

    def environment(self) -> dict[str, str]:
        """All variables. Raises ``ToolError`` if the stack does not tell the password."""
        env = engine.environment()
        env["PATH"] = f"{PROGRAMS}{os.pathsep}{env['PATH']}"
        if self.with_password:
            env["DEMO_PASSWORD"] = engine.output(LOCAL, "demoPassword")
        return env


STATIC = (
    Check(
        "unit",
        "unit tests: settings, components, policies, tools, ops",
        ("pytest", "-q", "--numprocesses=2", "tests", "--ignore=tests/engine", "--ignore=tests/live"),
        heavy=True,
    ),
    Check("mypy", "mypy --strict", ("mypy",), heavy=True),
    Check("ruff", "ruff", ("ruff", "check", ".")),
    Check("format", "ruff format", ("ruff", "format", "--check", ".")),
    Check("zizmor", "zizmor: the pipelines", ("zizmor", "--offline", "--no-progress", ".github/workflows")),
    Check("packages", "app: packages", ("npm", "ci", "--no-audit", "--no-fund", "--silent"), APP),
    # Once, and before those that read them: each of those would write them again while the others read.
    Check("types", "app: generated types", ("npm", "run", "types"), APP, needs=("packages",)),
    Check("eslint", "app: ESLint", ("npm", "run", "lint"), APP, needs=("types",), heavy=True),
    Check("prettier", "app: Prettier", ("npx", "prettier", "--check", "."), APP, needs=("packages",), heavy=True),
    Check("tsc", "app: TypeScript", ("npx", "tsc", "--noEmit"), APP, needs=("types",), heavy=True),
    Check(
        "vitest",
        "app: Vitest with coverage",
        ("npx", "vitest", "run", "--coverage"),
        APP,
        needs=("types",),
        heavy=True,
    ),
)
"""Nothing is started for these."""

STARTED = (
    Check("engine", "engine tests: the real Pulumi engine", ("pytest", "-q", "tests/engine"), heavy=True),
    Check(
        "ml-image",
        "ML service: its test image builds",
        (
            *("docker", "build", "--quiet", "--network=host", "--target=test", f"--tag={ML_TESTS}"),
            *("--file", "Dockerfile.ml", "."),
        ),
        ML,
        heavy=True,
    ),
    Check(
        "ml",
        "ML service: tests in its own image",
        # A container does not inherit that it is to be nice.
        ("docker", "run", "--rm", "--cpu-shares=16", "--network=none", "--read-only", "--tmpfs=/tmp", ML_TESTS),
        needs=("ml-image",),
        heavy=True,
    ),
    Check("up", "the local stack comes up", ("lexfix", "up", "--full")),
    # One of these tests counts the seconds of feedback, and a container that computes beside it counts too.
    Check("live", "live tests: the local stack", ("pytest", "-q", "tests/live"), needs=("up",), after=("ml",)),
    Check(
        "playwright",
        "app: Playwright with axe against the local stack",
        ("npm", "run", "test:e2e"),
        APP,
        needs=("up",),
        # They break things, and whether they pass says nothing about pages.
        after=("live",),
        with_password=True,
    ),
)
"""These start something, or use the running stack."""
