"""What the runbooks tell a person to type works on the local stack."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "runbooks"
PROMQL = re.search(r"^promql\(\) .*$", (FOLDER / "README.md").read_text(), re.MULTILINE)
ALERTS = sorted(file for file in FOLDER.glob("*.md") if "Alert: " in file.read_text())
EXAMPLES = {"NAMESPACE": "data", "POD": "postgres-0", "NODE": "lexfix"}
ONLY_IN_TROUBLE = ("--previous",)
"""These say nothing, and fail, while all is well."""


def commands(runbook: Path) -> list[str]:
    """What stands under "Look", with something real for what the alert would name."""
    look = runbook.read_text().partition("**Look.**")[2].partition("**Mend.**")[0]
    lines = [line for block in re.findall(r"```sh\n(.*?)```", look, re.DOTALL) for line in block.splitlines() if line]
    for name, example in EXAMPLES.items():
        lines = [re.sub(rf"\b{name}\b", example, line) for line in lines]
    return [line for line in lines if not any(word in line for word in ONLY_IN_TROUBLE)]


@pytest.mark.parametrize("runbook", ALERTS, ids=lambda file: file.stem)
def test_every_command_of_a_runbook_runs(runbook: Path) -> None:
    assert PROMQL
    assert commands(runbook)
    for command in commands(runbook):
        shell = f"{PROMQL[0]}\n{command}"
        done = subprocess.run(["bash", "-c", shell], cwd=FOLDER.parents[1], capture_output=True, text=True, check=False)
        # grep ends with 1 when it finds nothing, which is how it should be.
        assert done.returncode == 0 or (done.returncode == 1 and "grep" in command), f"{command}\n{done.stderr}"
        assert "error" not in done.stderr.lower(), f"{command}\n{done.stderr}"
