"""An environment on AWS in the real engine: its program and policies, moto for AWS, real controllers for EKS's."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.engine.account import Account
from tests.standins.aws.calls import ENDPOINT, client
from tests.standins.aws.server import moto
from tests.standins.aws.shelf import STORE
from tests.standins.aws.types.cluster import KUBECONFIG
from tests.standins.eks.control_plane import PROGRAMS as KUBERNETES
from tests.standins.eks.control_plane import ControlPlane, control_plane
from tests.standins.internet import commit, internet
from tools.paths import REPOSITORY
from tools.rehearsal import Rehearsal

COMMANDS = REPOSITORY / "tests" / "standins" / "commands"
TOKEN = "LEXFIX_EKS_TOKEN"
NAMES = {"staging": "staging", "prod": "app"}
PROGRAMS = ("pulumi", *KUBERNETES)
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
Settings = Mapping[str, object]


@dataclass(frozen=True)
class Cloud:
    """One stack; every command runs the repository's own program unless ``program`` is the folder of another."""

    rehearsal: Rehearsal
    variables: Mapping[str, str]
    kubernetes: ControlPlane | None = None
    program: Path = REPOSITORY

    def configure(self, **settings: object) -> None:
        """Set config of the stack: ``zone_id="Z1"``; what is no text is written as JSON."""
        file = self.rehearsal.settings
        content = yaml.safe_load(file.read_text())
        texts = {k: v if isinstance(v, str) else json.dumps(v) for k, v in settings.items()}
        content["config"] |= {f"lexfix:{name}": text for name, text in texts.items()}
        file.write_text(yaml.safe_dump(content))

    def pulumi(
        self, command: str, *options: str, fails: bool = False, variables: Mapping[str, str] | None = None
    ) -> str:
        """Run a command to its end; return what it printed, both outputs in one."""
        argv = ["pulumi", "--non-interactive", command, "--stack", self.rehearsal.stack, *options]
        done = subprocess.run(
            argv,
            cwd=self.program,
            env={**self.rehearsal.environment(), **self.variables, **(variables or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert bool(done.returncode) == fails, done.stdout
        return done.stdout

    def judged(
        self, command: str, *options: str, fails: bool = False, variables: Mapping[str, str] | None = None
    ) -> str:
        """Run a command with the policy pack."""
        pack = f"--policy-pack={REPOSITORY / 'policies'}"
        return self.pulumi(command, *options, pack, fails=fails, variables=variables)

    def up(self, *options: str, fails: bool = False, variables: Mapping[str, str] | None = None) -> str:
        return self.judged("up", "--yes", "--skip-preview", *options, fails=fails, variables=variables)

    def changes(self) -> dict[str, int]:
        """What the last update did: ``{"create": 2}``."""
        argv = ["pulumi", "stack", "history", "--stack", self.rehearsal.stack, "--json"]
        env = {**self.rehearsal.environment(), **self.variables}
        said = subprocess.run(argv, cwd=self.program, env=env, capture_output=True, text=True, check=True).stdout
        last: dict[str, int] = json.loads(said)[0]["resourceChanges"]
        return last

    @property
    def account(self) -> Account:
        return Account(self.variables[ENDPOINT], self.variables[STORE])

    def objects(self) -> list[dict[str, Any]]:
        """Everything in Kubernetes but Secrets."""
        assert self.kubernetes
        return self.kubernetes.objects()

    def exported(self, *, plain: bool = False) -> dict[str, Any]:
        """The state; ``plain`` decrypts its secrets."""
        said = self.pulumi("stack", "export", *(["--show-secrets"] if plain else []))
        state: dict[str, Any] = json.loads(said)
        return state


def preview_only(stack: str, folder: Path, program: Path = REPOSITORY) -> Cloud:
    """A stack for which nothing runs: no account, no Kubernetes. Skips the test where there is no engine."""
    require("pulumi")
    rehearsal = Rehearsal(stack, folder)
    rehearsal.create()
    return Cloud(rehearsal, {}, program=program)


def require(*programs: str) -> None:
    """Skip the test where programs are missing."""
    if absent := [program for program in programs if not shutil.which(program)]:
        pytest.skip(f"not on PATH: {', '.join(absent)} (tests/standins/README.md)")


def _snapshot(folder: Path) -> Path:
    """A copy of the checkout as it is now: an edit meanwhile would be a change that nobody asked the engine for."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (REPOSITORY / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(REPOSITORY / name, folder / name)
    (folder / ".venv").symlink_to(REPOSITORY / ".venv")
    return folder


@contextmanager
def cloud(stack: str, folder: Path) -> Iterator[Cloud]:
    """A fresh account with the hosted zone in it, and a fresh Kubernetes; ``PROGRAMS`` must be on PATH."""
    rehearsal = Rehearsal(stack, folder)
    rehearsal.create()
    with ExitStack() as running:
        aws = running.enter_context(moto(folder))
        kubernetes = running.enter_context(control_plane(folder))
        web = running.enter_context(internet(folder, f"{NAMES[stack]}.lexfix.com", kubernetes.client))
        zones = client("route53", "us-east-1", aws[ENDPOINT])
        zone = zones.create_hosted_zone(Name="lexfix.com", CallerReference="tests")["HostedZone"]["Id"]
        program = _snapshot(folder / "repository")
        commit(program)
        variables = {
            **aws,
            "PYTHONPATH": str(program),
            **CREDENTIALS,
            **web,
            KUBECONFIG: str(kubernetes.kubeconfig),
            TOKEN: str(kubernetes.token),
            "PATH": f"{COMMANDS}{os.pathsep}{rehearsal.environment()['PATH']}",
        }
        made = Cloud(rehearsal, variables, kubernetes, program)
        made.configure(zone_id=zone.rpartition("/")[2])
        yield made
