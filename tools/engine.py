"""The Pulumi command line, told where its state, its passphrase and its plugins are."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools import world
from tools.paths import REPOSITORY
from tools.steps import ToolError, console

POLICIES = ("--policy-pack", "policies")
PROJECT = "lexfix"
UP = ("up", "--yes", "--skip-preview", "--suppress-outputs", *POLICIES)
"""Apply a stack without a question, judged by the policies; `lexfix status` shows the long outputs readably."""


def environment(stack: str = world.LOCAL) -> dict[str, str]:
    return {**os.environ, **world.environment(stack)}


def pulumi(stack: str, command: str, *options: str, env: Mapping[str, str] | None = None) -> None:
    """Run a Pulumi command with its output on the terminal; Ctrl-C reaches it and is waited for."""
    argv = [command, "--stack", stack, *options]
    process = subprocess.Popen(["pulumi", *argv], cwd=REPOSITORY, env=env or environment(stack))
    while True:
        try:
            status = process.wait()
            break
        except KeyboardInterrupt:
            console.print("[yellow]Waiting for Pulumi to finish what it is doing…[/yellow]")
    if status:
        raise ToolError(f"`pulumi {' '.join(argv)}` ended with {status}: the reason stands above.")


def query(stack: str, *argv: str, env: Mapping[str, str] | None = None) -> str:
    """What a Pulumi command prints; raises ``ToolError`` with its errors."""
    env = env or environment(stack)
    done = subprocess.run(["pulumi", *argv], cwd=REPOSITORY, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ToolError(f"`pulumi {' '.join(argv)}` failed: {done.stderr.strip()}")
    return done.stdout


def resources(stack: str) -> int | None:
    """How many resources the stack's state knows; ``None`` where there is no such stack.

    Read where Pulumi keeps it: asking takes a third of a second. Raises ``ToolError`` if the file is damaged.
    """
    state = world.BACKEND / ".pulumi" / "stacks" / PROJECT / f"{stack}.json"
    if not state.exists():
        return None
    try:
        latest = json.loads(state.read_text())["checkpoint"].get("latest") or {}
    except (ValueError, KeyError) as error:
        raise ToolError(f"{state} is damaged ({error}). Beside it is the state before: {state.name}.bak.") from error
    return len(latest.get("resources") or [])


def outputs(stack: str) -> dict[str, Any]:
    """All outputs of the stack, secrets in plain text."""
    found: dict[str, Any] = json.loads(query(stack, "stack", "output", "--json", "--stack", stack, "--show-secrets"))
    return found


def output(stack: str, name: str) -> str:
    return query(stack, "stack", "output", name, "--stack", stack, "--show-secrets").strip()


def ensure(stack: str) -> int:
    """Create the stack if it is new, and drop a lock that an interrupted update left behind.

    Returns how many resources its state knows.
    """
    known = resources(stack)
    if known is None:
        query(stack, "stack", "init", stack, "--non-interactive")
        return 0
    _release_stale_lock(stack)
    return known


def _release_stale_lock(stack: str) -> None:
    for lock in (world.BACKEND / ".pulumi" / "locks").rglob(f"{stack}/*.json"):
        holder = json.loads(lock.read_text())
        if Path(f"/proc/{holder['pid']}").exists():
            raise ToolError(
                f"Another update of `{stack}` is running (process {holder['pid']}, since {holder['timestamp']}). "
                "Wait for it, or end it and try again."
            )
        lock.unlink()
