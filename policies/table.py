"""The table of all rules in the docs: ``python -m policies.table`` writes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from policies.configuration import LEVEL, Setting
from policies.environments import ENVIRONMENTS
from policies.pack import AREAS, RULES
from policies.rule import DOCS, EXEMPTION, LIMIT, Rule, StackRule

REPOSITORY = Path(__file__).resolve().parents[1]
INTRODUCTION = f"""# Policies

Every `pulumi preview` and `pulumi up` of LexFix is held to these {len(RULES)} rules (`--policy-pack policies`). A rule
about one resource stops it before it is created; a rule about the stack is judged at preview and again after everything
was applied. Where a value is not known yet, preview says "cannot judge yet", and the update judges; what is still not
known then is a violation.

All rules are mandatory everywhere, except where `policies/environments.py` says otherwise for an environment (below).
`--policy-pack-config FILE` goes on top, for one run:
`{{"modest-memory": {{"limit": 8}}, "seccomp": "advisory"}}`. A rule, level or threshold that does not exist is refused.

A Kubernetes object that has to break a rule says so itself, with the annotation `{EXEMPTION}<rule>: <reason>`.

"Where else": AWSGuard is Pulumi's pack, CIS AWS the AWS Foundations Benchmark 3.0, CIS EKS the Amazon EKS Benchmark
1.5, PSS Kubernetes' Pod Security Standards, Config an AWS Config rule; `RDS.3` and the like are controls of AWS
Security Hub. "Judged": *before* each resource, or over the *whole* stack.

This file is written by `.venv/bin/python -m policies.table`.
"""
LEFT_OUT = {
    "CIS AWS 1 (root, people, passwords), 2.1 and 3.1 to 3.5 (S3, CloudTrail, Config), 4 (monitoring)": (
        "They are the account's, not this stack's."
    ),
    "AWSGuard elb-logging-enabled, ELB.5": (
        "The ingress controller logs every request, with more than the load balancer knows."
    ),
    "AWSGuard ec2-instance-detailed-monitoring-enabled, ec2-volume-inuse": (
        "Nodes and their disks belong to managed groups."
    ),
    "RDS.6 (enhanced monitoring), RDS.10 (IAM authentication)": (
        "CloudWatch's own metrics raise the alarms; passwords rotate with `pulumi up` (docs/adr/0012)."
    ),
    "SecretsManager.1 (rotation by Lambda)": "The secret is a copy for people and tools (docs/adr/0012).",
    "RDS.23 (another port)": "The port is open to one security group; another number hides nothing.",
    "CIS EKS 4.4.1 (secrets as files)": "Next.js and Prisma read the environment.",
    "CIS EKS 3 (the kubelet's files)": "The nodes' image is Amazon's.",
}
"""Rules of others that are not here, and why."""


def render() -> str:
    """The whole page."""
    return "".join([INTRODUCTION, *(_area(area) for area in AREAS), _differences(), _left_out()])


def _area(area: str) -> str:
    lines = [
        f"\n## {area}\n",
        "| rule | what holds | what to do otherwise | limit | where else | judged |",
        "|---|---|---|---|---|---|",
        *(_row(rule) for rule in AREAS[area]),
    ]
    return "\n".join(lines) + "\n"


def _row(rule: Rule | StackRule) -> str:
    judged = "before" if isinstance(rule, Rule) else "whole"
    limit = "" if rule.limit is None else f"{rule.limit:g}"
    name = f'<a id="{rule.id}"></a>`{rule.id}`'
    return f"| {name} | {rule.sentence} | {rule.remedy} | {limit} | {', '.join(rule.sources)} | {judged} |"


def _differences() -> str:
    return "\n".join(
        ["\n## Where an environment differs\n", "| environment | rule | is |", "|---|---|---|", *_settings(), ""]
    )


def _left_out() -> str:
    rows = (f"| {rule} | {reason} |" for rule, reason in LEFT_OUT.items())
    return "\n".join(["\n## Left out, and why\n", "| rule of others | reason |", "|---|---|", *rows, ""])


def _settings() -> Iterator[str]:
    for environment, settings in ENVIRONMENTS.items():
        for rule, setting in settings.items():
            yield f"| {environment} | [`{rule}`](#{rule}) | {_said(setting)} |"


def _said(setting: Setting) -> str:
    if isinstance(setting, str):
        return setting
    return ", ".join(str(value) if key == LEVEL else f"{LIMIT} {value}" for key, value in setting.items())


if __name__ == "__main__":
    (REPOSITORY / DOCS).write_text(render())
