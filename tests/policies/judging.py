"""The whole pack over a stack, through the same policies that the engine calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from unittest.mock import patch

from pulumi_policy import EnforcementLevel, ResourceValidationArgs, StackValidationArgs
from pulumi_policy.proxy import UnknownValueError

from policies.configuration import initial
from policies.environments import ENVIRONMENTS
from policies.pack import RULES
from policies.rule import LIMIT, StackRule
from tests.policies.programs import OPTIONS, Recorded

POLICIES = {rule: described.policy() for rule, described in RULES.items()}


@dataclass
class Verdicts:
    """What was said, by rule."""

    violations: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    remarks: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """What the engine shows without stopping: a rule that cannot judge yet."""


@cache
def _levels(stack: str) -> Mapping[str, object]:
    return initial(ENVIRONMENTS[stack])


def in_force(rule: str, stack: str) -> bool:
    return _levels(stack).get(rule) is not EnforcementLevel.DISABLED


def judge(stack: str, resources: Sequence[Recorded], *, preview: bool = False) -> Verdicts:
    """Judge under the stack's own configuration, as the engine does at preview or during the update."""
    verdicts = Verdicts()
    whole = [one.resource for one in resources]
    with patch("pulumi.runtime.is_dry_run", return_value=preview):
        for rule, described in RULES.items():
            if not in_force(rule, stack):
                continue
            config = _config(stack, rule)
            if isinstance(described, StackRule):
                _ask(verdicts, rule, StackValidationArgs(whole, config))
                continue
            for one in resources:
                # A policy looks first whether a resource concerns it; asking all would take most of the time.
                if one.type in described.kinds:
                    args = ResourceValidationArgs(one.type, one.checked, one.urn, one.name, OPTIONS, None, config)
                    _ask(verdicts, rule, args)
    return verdicts


def _config(stack: str, rule: str) -> Mapping[str, Any]:
    setting = ENVIRONMENTS[stack].get(rule, {})
    return {} if isinstance(setting, str) else {key: value for key, value in setting.items() if key == LIMIT}


def _ask(verdicts: Verdicts, rule: str, args: Any) -> None:
    try:
        POLICIES[rule].validate(args, lambda message, _urn: verdicts.violations[rule].append(message))  # type: ignore[attr-defined]
    except UnknownValueError as error:
        verdicts.remarks[rule].append(error.message)
