"""Which files are deployed, as git names them, and what the checks found in them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Checkout:
    """What the program was read from. All empty but ``problem`` where git cannot say."""

    tree: str = ""
    """git's hash of all files that it does not ignore, uncommitted changes included."""
    commit: str = ""
    clean: bool = False
    """Whether the files are those of the commit."""
    repository: str = ""
    """``owner/name`` on GitHub; empty outside its pipelines."""
    record: dict[str, Any] | None = None
    """What `make check` wrote for the tree."""
    problem: str = ""
    """Why there is none of that."""


def inspect(folder: Path) -> Checkout:
    """Look at the checkout that ``folder`` is the root of."""
    try:
        tree, commit = tree_of(folder), _git(folder, "rev-parse", "HEAD")
        return Checkout(
            tree,
            commit,
            clean=tree == _git(folder, "rev-parse", "HEAD^{tree}"),
            repository=os.environ.get("GITHUB_REPOSITORY", ""),
            record=_read(record_file(folder, tree)),
        )
    except (OSError, subprocess.SubprocessError) as error:
        said = (getattr(error, "stderr", "") or str(error)).strip()
        return Checkout(problem=f"{folder} is no checkout that git can read: {said}")


def tree_of(folder: Path) -> str:
    """Raises ``subprocess.SubprocessError`` outside a git checkout, or ``OSError`` without git."""
    index = Path(_git(folder, "rev-parse", "--path-format=absolute", "--git-path", "index"))
    with tempfile.TemporaryDirectory(prefix="lexfix-tree-") as scratch:
        # A copy, so that nothing gets staged, and fast, for it knows which files have not changed.
        copy = Path(scratch) / "index"
        if index.is_file():
            shutil.copy2(index, copy)
        _git(folder, "add", "--all", index=copy)
        return _git(folder, "write-tree", index=copy)


def record_file(folder: Path, tree: str) -> Path:
    """Where the record of a tree lies: beside git's own files, shared by all worktrees, never in the checkout."""
    return (
        Path(_git(folder, "rev-parse", "--path-format=absolute", "--git-common-dir")) / "lexfix-checks" / f"{tree}.json"
    )


def _git(folder: Path, *argv: str, index: Path | None = None) -> str:
    environment = {**os.environ, "GIT_INDEX_FILE": str(index)} if index else None
    done = subprocess.run(
        ["git", *argv],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=_TIMEOUT_SECONDS,
    )
    return done.stdout.strip()


def _read(file: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(file.read_text())
    except FileNotFoundError:
        return None
    except ValueError:
        return {"rubbish": str(file)}
    return content if isinstance(content, dict) else {"rubbish": str(file)}
