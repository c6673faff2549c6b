"""Problems that many rules share: a property that has to be on, set, or large enough."""

from __future__ import annotations

from collections.abc import Sequence

from pulumi_policy import PolicyResource

from policies.reading import at
from policies.rule import Problem, Subject

_ON = (True, "true", "True", "1", 1)


def unless_on(path: str, said: str) -> Problem:
    """``said``, unless the property at the dotted path is true. AWS takes some booleans as text."""

    def problem(subject: Subject, _: float) -> str | None:
        return None if at(subject.node, *path.split(".")) in _ON else said

    return problem


def unless_off(path: str, said: str) -> Problem:
    """``said``, unless the property is false or not set."""

    def problem(subject: Subject, _: float) -> str | None:
        return said if at(subject.node, *path.split(".")) in _ON else None

    return problem


def if_switched_off(path: str, said: str) -> Problem:
    """``said``, if the property is there and false: for what AWS does unless it is told not to."""

    def problem(subject: Subject, _: float) -> str | None:
        return said if at(subject.node, *path.split(".")) in (False, "false") else None

    return problem


def unless_set(path: str, said: str) -> Problem:
    def problem(subject: Subject, _: float) -> str | None:
        return None if at(subject.node, *path.split(".")) else said

    return problem


def unless_one_of(path: str, allowed: Sequence[str], said: str) -> Problem:
    def problem(subject: Subject, _: float) -> str | None:
        return None if at(subject.node, *path.split(".")) in allowed else said

    return problem


def unless_all_in(path: str, wanted: Sequence[str], said: str) -> Problem:
    """``said`` with what the list at the path lacks."""

    def problem(subject: Subject, _: float) -> str | None:
        found = list(at(subject.node, *path.split(".")) or [])
        missing = [item for item in wanted if item not in found]
        return f"{said}: {', '.join(missing)}" if missing else None

    return problem


def below_limit(path: str, said: str) -> Problem:
    """``said``, with both numbers, if the property is less than the rule's limit or not set."""

    def problem(subject: Subject, limit: float) -> str | None:
        value = float(at(subject.node, *path.split(".")) or 0)
        return f"{said} {value:g}, less than {limit:g}" if value < limit else None

    return problem


def above_limit(path: str, said: str) -> Problem:
    """``said``, with both numbers, if the property is more than the rule's limit."""

    def problem(subject: Subject, limit: float) -> str | None:
        value = float(at(subject.node, *path.split(".")) or 0)
        return f"{said} {value:g}, more than {limit:g}" if value > limit else None

    return problem


def of(resources: Sequence[PolicyResource], *kinds: str) -> list[PolicyResource]:
    """The resources of a stack that are of one of these types."""
    return [resource for resource in resources if resource.resource_type in kinds]
