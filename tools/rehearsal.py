"""An environment on AWS without AWS: the real program, engine and policies, and stand-ins for every cloud.

Nothing here reads a credential or reaches AWS, and all state lies in a folder of the caller's. It shows what a first
deployment would create; `pulumi preview` shows what would change in an account.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.standins import home
from tools import engine, world
from tools.paths import BIN, CACHE, REPOSITORY
from tools.steps import ToolError

STACKS = ("staging", "prod")
HOME = CACHE / "rehearsal"
"""PULUMI_HOME with the stand-ins."""
_FOREIGN = ("AWS_", "PULUMI_")
"""Variables of the shell that could lead to an account or a backend."""


@dataclass(frozen=True)
class Rehearsal:
    """One stack, ``staging`` or ``prod``, whose state, settings and passphrase lie in ``folder``."""

    stack: str
    folder: Path

    @property
    def settings(self) -> Path:
        """The stack's config: the tracked one, without what belongs to its real backend."""
        return self.folder / f"Pulumi.{self.stack}.yaml"

    def environment(self) -> dict[str, str]:
        """All variables for ``pulumi``."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
        return {
            **kept,
            "PATH": os.pathsep.join([str(REPOSITORY / ".venv" / "bin"), os.environ["PATH"], str(BIN)]),
            "PULUMI_HOME": str(HOME),
            "PULUMI_BACKEND_URL": f"file://{self.folder}",
            "PULUMI_CONFIG_PASSPHRASE": "protects a state that is thrown away",
            "PULUMI_OPTION_CONFIG_FILE": str(self.settings),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }

    def create(self) -> None:
        """Install the stand-ins and make the stack."""
        home.prepare(HOME)
        tracked = yaml.safe_load((REPOSITORY / f"Pulumi.{self.stack}.yaml").read_text())
        self.settings.write_text(yaml.safe_dump({"config": tracked["config"]}))
        engine.query(self.stack, "stack", "init", self.stack, "--non-interactive", env=self.environment())

    def pulumi(self, command: str, *options: str) -> None:
        """Run a command, judged by the policies. Raises ``ToolError`` if it fails; the reason is on the terminal."""
        engine.pulumi(self.stack, command, *options, *engine.POLICIES, env=self.environment())


def preview(stack: str) -> None:
    """Show all that the first ``pulumi up`` of ``staging`` or ``prod`` would create. Raises ``ToolError``."""
    if stack not in STACKS:
        raise ToolError(f"stack {stack!r} is unknown: use local, {' or '.join(STACKS)}.")
    world.current().prepare_engine()
    with tempfile.TemporaryDirectory(prefix="lexfix-") as folder:
        rehearsal = Rehearsal(stack, Path(folder))
        rehearsal.create()
        rehearsal.pulumi("preview")
