"""Levels and limits of rules: what may be configured, and what is wrong with a configuration."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from pulumi_policy import EnforcementLevel

from policies.pack import RULES
from policies.rule import LIMIT

LEVEL = "enforcementLevel"
ALL = "all"
"""The engine's name for every rule at once; it takes a level alone."""
LEVELS = ("advisory", "mandatory", "disabled")

Setting = str | Mapping[str, object]
"""A level, or an object with ``enforcementLevel``, ``limit`` or both."""


def problems(configuration: Mapping[str, Setting]) -> list[str]:
    """One sentence for each thing that is wrong, with the remedy; empty for a configuration that can be used."""
    return [problem for rule, setting in configuration.items() for problem in _problems(rule, setting)]


def initial(configuration: Mapping[str, Setting]) -> dict[str, EnforcementLevel | dict[str, object]]:
    """The same configuration as the SDK wants it. Raises ``ValueError`` with every problem of it."""
    if wrong := problems(configuration):
        raise ValueError("The configuration of the policies cannot be used.\n" + "\n".join(wrong))
    return {rule: _typed(setting) for rule, setting in configuration.items()}


def _typed(setting: Setting) -> EnforcementLevel | dict[str, object]:
    if isinstance(setting, str):
        return EnforcementLevel(setting)
    return {key: EnforcementLevel(value) if key == LEVEL else value for key, value in setting.items()}


def _problems(rule: str, setting: object) -> Iterator[str]:
    if rule != ALL and rule not in RULES:
        close = difflib.get_close_matches(rule, RULES, n=1)
        hint = f"did you mean {close[0]!r}? " if close else ""
        yield f"There is no rule {rule!r}: {hint}docs/policies.md lists them."
        return
    if isinstance(setting, str):
        setting = {LEVEL: setting}
    if not isinstance(setting, Mapping):
        yield f"{rule}: write a level ({', '.join(LEVELS)}) or an object, not {setting!r}."
        return
    for key, value in setting.items():
        if key == LEVEL and value not in LEVELS:
            yield f"{rule}: the level {value!r} is unknown: use {', '.join(LEVELS)}."
        elif key == LIMIT:
            yield from _limit_problems(rule, value)
        elif key not in (LEVEL, LIMIT):
            yield f"{rule}: the threshold {key!r} is unknown: {_thresholds(rule)}."


def _limit_problems(rule: str, value: object) -> Iterator[str]:
    if rule == ALL or RULES[rule].limit is None:
        yield f"{rule}: the threshold {LIMIT!r} is unknown: {_thresholds(rule)}."
    elif isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < float("inf"):
        yield f"{rule}: the limit {value!r} is not a number from 0 up."


def _thresholds(rule: str) -> str:
    takes_limit = rule != ALL and RULES[rule].limit is not None
    return f"it takes {LEVEL!r} and {LIMIT!r}" if takes_limit else f"it takes {LEVEL!r} alone"
