"""The environments that run on AWS, and where each of them is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from ops.errors import OpsError

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Environment:
    """One deployment of LexFix on AWS. ``account`` is ``None`` where the stack's config does not name it yet."""

    name: str
    region: str
    account: str | None = None

    @property
    def guarded(self) -> bool:
        """Whether a change needs the environment's name as confirmation."""
        return self.name == "prod"


def environment(name: str, repository: Path = REPOSITORY) -> Environment:
    """The environment called ``name``, as the table in ``stacks`` and the config of its stack say.

    Raises ``OpsError`` on a name that is none.
    """
    from stacks.aws_table import COLUMNS, column  # noqa: PLC0415 - brings pulumi, seconds that --help need not wait for

    if name == "local":
        raise OpsError("'local' keeps its databases in its own cluster, not on AWS.", "Choose staging or prod.")
    if name not in COLUMNS:
        raise OpsError(f"There is no environment '{name}'.", f"Choose one of: {', '.join(COLUMNS)}.")
    config = _config(repository / f"Pulumi.{name}.yaml")
    account = config.get("lexfix:account")
    region = config.get("lexfix:region") or column(name)["region"]
    return Environment(name, str(region), str(account) if account else None)


def _config(stack: Path) -> dict[str, object]:
    document = yaml.safe_load(stack.read_text()) if stack.exists() else None
    return dict((document or {}).get("config") or {})
