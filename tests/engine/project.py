"""A small Pulumi project in a folder of its own, run by the real engine with the stand-in plugins."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

STACK = "test"


@dataclass
class Project:
    """Every command works on the one stack ``test``, whose state lies in the same folder."""

    folder: Path
    home: Path
    """PULUMI_HOME, with the plugins installed."""
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        (self.folder / "state").mkdir(parents=True)
        (self.folder / "passphrase").write_text("only a test's")
        (self.folder / "Pulumi.yaml").write_text("name: small\nruntime: python\n")
        binaries = Path(sys.executable).parent
        # The local stack's own variables would lead to its settings and its cluster.
        foreign = ("PULUMI_", "KUBECONFIG")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        self.environment = {
            **kept,
            "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}",
            "PULUMI_HOME": str(self.home),
            "PULUMI_BACKEND_URL": f"file://{self.folder / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE_FILE": str(self.folder / "passphrase"),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "XDG_STATE_HOME": str(self.folder / "state"),
            **self.environment,
        }
        self.pulumi("stack", "init", STACK)

    def write(self, program: str, name: str = "__main__.py") -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(program))

    def start(self, *argv: str) -> subprocess.Popen[str]:
        """Start a command as a terminal would: in a process group of its own, both outputs in one."""
        return subprocess.Popen(
            ["pulumi", "--non-interactive", *argv],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def pulumi(self, *argv: str, fails: bool = False) -> str:
        """Run a command to its end; return what it printed."""
        process = self.start(*argv)
        said, _ = process.communicate()
        assert bool(process.returncode) == fails, said
        return said

    def up(self, *argv: str, fails: bool = False) -> str:
        return self.pulumi("up", "--yes", "--skip-preview", *argv, fails=fails)

    def changes(self) -> dict[str, int]:
        """What the last update did: ``{"create": 2}``."""
        last: dict[str, int] = json.loads(self.pulumi("stack", "history", "--json"))[0]["resourceChanges"]
        return last

    def outputs(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.pulumi("stack", "output", "--json", "--show-secrets"))
        return found

    def resources(self, kind: str) -> list[dict[str, Any]]:
        """The resources of a type, as the exported state has them."""
        deployment = json.loads(self.pulumi("stack", "export"))["deployment"]
        return [resource for resource in deployment.get("resources", []) if resource["type"] == kind]

    def processes(self) -> list[str]:
        """The command lines of everything that still runs on this project's behalf."""
        return [command for _, command in self._processes()]

    def end(self) -> None:
        """End whatever still runs: an interrupted test leaves the engine to itself, out of reach of a Ctrl-C."""
        for process, _ in self._processes():
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def _processes(self) -> Iterator[tuple[int, str]]:
        mark = f"PULUMI_BACKEND_URL={self.environment['PULUMI_BACKEND_URL']}".encode()
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (process / "environ").read_bytes().split(b"\0"):
                    yield int(process.name), (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
