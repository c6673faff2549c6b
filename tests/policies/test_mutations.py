"""Every rule bites: the real programs keep all rules, and one broken property breaks exactly one."""

from __future__ import annotations

import pytest
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

from policies.pack import RULES
from tests.policies.judging import in_force, judge
from tests.policies.mutation import EVERYWHERE, Mutation
from tests.policies.mutations import platform, stores, workloads
from tests.policies.programs import Recorded

MUTATIONS = (*workloads.MUTATIONS, *platform.MUTATIONS, *stores.MUTATIONS)
CASES = [
    pytest.param(mutation, stack, id=f"{stack} {mutation}")
    for mutation in MUTATIONS
    for stack in mutation.where
    if in_force(mutation.rule, stack)
]
OF_A_PROPERTY = [case for case in CASES if case.values[0].path]


@pytest.mark.parametrize("stack", EVERYWHERE)
def test_the_program_as_it_is_breaks_no_rule_and_leaves_none_unjudged(
    programs: dict[str, list[Recorded]], stack: str
) -> None:
    verdicts = judge(stack, programs[stack])
    assert verdicts.violations == {}
    assert verdicts.remarks == {}


@pytest.mark.parametrize(("mutation", "stack"), CASES)
def test_one_broken_property_breaks_exactly_its_rule(
    programs: dict[str, list[Recorded]], mutation: Mutation, stack: str
) -> None:
    verdicts = judge(stack, mutation.apply(programs[stack]))
    assert set(verdicts.violations) == {mutation.rule}, dict(verdicts.violations)
    for message in verdicts.violations[mutation.rule]:
        assert RULES[mutation.rule].remedy in message
        assert f"docs/policies.md#{mutation.rule}" in message


@pytest.mark.parametrize(("mutation", "stack"), OF_A_PROPERTY)
def test_a_rule_does_not_pass_silently_what_it_cannot_know(
    programs: dict[str, list[Recorded]], mutation: Mutation, stack: str
) -> None:
    unknown = mutation.apply(programs[stack], UNKNOWN_STRING_VALUE)

    preview = judge(stack, unknown, preview=True)
    assert preview.violations == {}
    assert "cannot judge yet, the update will" in preview.remarks[mutation.rule][0]

    update = judge(stack, unknown)
    assert "cannot be judged, although the update has begun" in update.violations[mutation.rule][0]


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_mutation_in_every_program_that_it_is_about(
    programs: dict[str, list[Recorded]], rule: str
) -> None:
    mutated = {stack for mutation in MUTATIONS if mutation.rule == rule for stack in mutation.where}
    about = {stack for stack in EVERYWHERE if any(one.type in RULES[rule].kinds for one in programs[stack])}
    assert mutated >= {stack for stack in about if in_force(rule, stack)}
    assert any(in_force(rule, stack) for stack in mutated)
