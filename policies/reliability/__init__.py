"""Rules that keep LexFix answering, and its data restorable."""

from policies.reliability import places, stores, watching, workloads
from policies.rule import Rule, StackRule

RULES: tuple[Rule | StackRule, ...] = (*workloads.RULES, *stores.RULES, *places.RULES, *watching.RULES)
