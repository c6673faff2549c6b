"""Rules that keep the bill from growing unseen."""

from policies.cost import platform, workloads
from policies.rule import Rule, StackRule

RULES: tuple[Rule | StackRule, ...] = (*workloads.RULES, *platform.RULES)
