"""All rules of the pack, in the order of their table in the docs."""

from __future__ import annotations

from pulumi_policy import Policy

from policies import cost, definition_of_done, reliability, security
from policies.rule import Rule, StackRule

AREAS: dict[str, tuple[Rule | StackRule, ...]] = {
    "Definition of Done": definition_of_done.RULES,
    "Security": security.RULES,
    "Reliability": reliability.RULES,
    "Cost": cost.RULES,
}
RULES: dict[str, Rule | StackRule] = {rule.id: rule for area in AREAS.values() for rule in area}


def policies() -> list[Policy]:
    return [rule.policy() for rule in RULES.values()]
