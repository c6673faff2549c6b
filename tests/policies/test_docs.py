"""docs/policies.md follows the rules."""

from __future__ import annotations

import re

import pytest

from policies.pack import AREAS, RULES
from policies.rule import DOCS, Rule
from policies.table import REPOSITORY, render


def test_the_table_in_the_docs_is_that_of_the_rules() -> None:
    assert (REPOSITORY / DOCS).read_text() == render(), "write it anew: .venv/bin/python -m policies.table"


def test_no_two_rules_share_an_id() -> None:
    assert sum(len(rules) for rules in AREAS.values()) == len(RULES)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_rule_says_what_holds_what_to_do_and_where_to_read_on(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9-]+", rule.id)
    assert rule.sentence.endswith(".")
    assert rule.remedy.endswith(".")
    assert f'<a id="{rule.url.partition("#")[2]}"></a>' in (REPOSITORY / DOCS).read_text()
