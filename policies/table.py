"""The table of all rules in the docs: ``python -m policies.table`` writes it."""

from __future__ import annotations

from pathlib import Path

from policies.pack import AREAS
from policies.rule import DOCS, EXEMPTION, Rule

REPOSITORY = Path(__file__).resolve().parents[1]
INTRODUCTION = f"""# Policies

Every `pulumi preview` and `pulumi up` of LexFix is held to these rules (`--policy-pack policies`). A rule about one
resource stops it before it is created; a rule about the stack is judged at preview and again after everything was
applied. Where a value is not known yet, preview says "cannot judge yet", and the update judges.

A Kubernetes object that has to break a rule says so itself, with the annotation `{EXEMPTION}<rule>: <reason>`.
A rule with a limit takes another one from the pack's configuration (`--policy-pack-config`):
`{{"<rule>": {{"limit": 30}}}}`.

This file is written by `.venv/bin/python -m policies.table`.
"""


def render() -> str:
    """The whole page."""
    return INTRODUCTION + "".join(_area(area) for area in AREAS)


def _area(area: str) -> str:
    lines = [f"\n## {area}\n", "| rule | what holds | what to do otherwise | judged | level |", "|---|---|---|---|---|"]
    for rule in AREAS[area]:
        judged = "before each resource" if isinstance(rule, Rule) else "over the whole stack"
        name = f'<a id="{rule.id}"></a>`{rule.id}`'
        lines.append(f"| {name} | {rule.sentence} | {rule.remedy} | {judged} | {rule.level.value} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (REPOSITORY / DOCS).write_text(render())
