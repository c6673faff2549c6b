"""A changed copy of the repository brought up over the running stack, while a client watches."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tools import engine
from tools.paths import REPOSITORY
from tools.world import LOCAL

UP = ("pulumi", *engine.UP, "--stack", LOCAL)
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "node_modules", ".next", "__pycache__", ".*_cache")


def copy_of_the_repository(folder: Path) -> Path:
    copy = folder / "lexfix"
    shutil.copytree(REPOSITORY, copy, ignore=LEFT_OUT)
    (copy / ".venv").symlink_to(REPOSITORY / ".venv")
    return copy


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert text.count(old) == 1, f"{file} has changed: the test has to follow"
    file.write_text(text.replace(old, new))


def assert_stopped(copy: Path, url: str, clause: str, seen: str, **environment: str) -> None:
    """The clause stops `pulumi up` of the copy and says what was seen; the version before serves every request."""
    # The copy's own modules before those that the environment has installed.
    env = {**engine.environment(), "PYTHONPATH": str(copy), **environment}
    before = version(url)
    with steady_requests(url) as failures:
        done = subprocess.run(UP, cwd=copy, env=env, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert done.returncode != 0, said
    assert f"The Definition of Done is not met, clause '{clause}'." in said, said
    assert seen in said, said
    assert version(url) == before
    assert failures == []


def version(url: str) -> str:
    return str(httpx.get(f"{url}/health").json()["version"])


@contextmanager
def steady_requests(url: str) -> Iterator[list[str]]:
    """Ask for a page ten times a second; yields the list that takes down whatever was not an answer."""
    failures: list[str] = []
    stop = threading.Event()

    def ask() -> None:
        with httpx.Client(base_url=url, timeout=10) as client:
            while not stop.wait(0.1):
                try:
                    status = client.get("/live").status_code
                    if status != 200:
                        failures.append(f"status {status}")
                except httpx.HTTPError as error:
                    failures.append(repr(error))

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield failures
    finally:
        stop.set()
        thread.join()
