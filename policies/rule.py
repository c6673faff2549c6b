"""What a rule is, and how it becomes a policy of the engine.

A rule is a pure function over the properties of one resource or of the whole stack. Properties that are not known yet
raise ``UnknownValueError`` when a rule reads them; ``judge`` catches that per subject, so one unknown hides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyConfigSchema,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UNKNOWN_OBJECT_VALUE, UnknownValueError

DOCS = "docs/policies.md"
LIMIT = "limit"
"""Name of a rule's threshold in the pack's configuration."""
EXEMPTION = "policies.lexfix.com/"
"""Prefix of the annotation ``policies.lexfix.com/<rule>: <reason>``: it exempts a Kubernetes object from a rule."""

Props = Mapping[str, Any]
UNREADABLE = (ValueError, TypeError, AttributeError)
"""What a rule raises over rubbish, such as JSON that is none: a violation, not a broken pack."""


@dataclass(frozen=True)
class Subject:
    """A part of a resource that a rule judges by itself: a container, a volume, the whole."""

    name: str
    node: Any
    """Its properties."""
    pod: Props
    """Properties of the pod around it, or of the resource where there is none."""


@dataclass(frozen=True)
class Verdict:
    violations: tuple[str, ...]
    unknown: tuple[str, ...]
    """What could not be judged, and why."""


def whole(_kind: str, props: Props) -> Iterator[Subject]:
    yield Subject("it", props, props)


Problem = Callable[[Subject, float], str | None]
"""What is wrong with a subject under the limit in force, or ``None``."""
StackProblem = Callable[[PolicyResource, Sequence[PolicyResource], float], str | None]


class _Findings:
    """What a rule found out so far."""

    def __init__(self) -> None:
        self._violations: list[str] = []
        self._unknown: list[str] = []

    def add(self, subject: str, problem: str | None) -> None:
        if problem:
            self._violations.append(f"{subject} {problem}")

    @contextmanager
    def about(self, subject: str) -> Iterator[None]:
        """A value that is not known yet leaves the subject unjudged; one that cannot be read is a violation."""
        try:
            yield
        except UnknownValueError as error:
            self._unknown.append(f"{subject}: .{'.'.join(error.props)} is not known")
        except UNREADABLE as error:
            self._violations.append(f"{subject} has a value that the rule cannot read ({error})")

    def verdict(self) -> Verdict:
        return Verdict(tuple(self._violations), tuple(self._unknown))


@dataclass(frozen=True)
class _Described:
    id: str
    sentence: str
    """What is true of a stack that keeps the rule."""
    remedy: str
    """What to do about a violation, as an instruction."""
    kinds: Container[str]
    """Type tokens of what is judged: ``kubernetes:apps/v1:Deployment``."""

    limit: float | None = field(default=None, kw_only=True)
    """Threshold of a rule that has one, as for production. The pack's configuration can set another."""
    sources: tuple[str, ...] = field(default=(), kw_only=True)
    """Where others have the rule: ``CIS AWS`` is the AWS Foundations Benchmark 3.0, ``CIS EKS`` the EKS Benchmark 1.5,
    ``PSS`` Kubernetes' Pod Security Standards; ``RDS.3`` and the like are controls of AWS Security Hub."""
    level: EnforcementLevel = field(default=EnforcementLevel.MANDATORY, kw_only=True)

    @property
    def url(self) -> str:
        return f"{DOCS}#{self.id}"

    def threshold(self, configured: float | None) -> float:
        """The limit in force: the configured one, else the rule's own."""
        return configured if configured is not None else self.limit or 0

    def message(self, violation: str) -> str:
        return f"{violation}. {self.remedy} ({self.url})"


@dataclass(frozen=True)
class Rule(_Described):
    """A rule about resources of some kinds, judged before they are created or changed."""

    problem: Problem
    subjects: Callable[[str, Props], Iterable[Subject]] = whole

    def judge(self, kind: str, props: Props, limit: float | None = None) -> Verdict:
        """Every subject's violation, and every subject that cannot be judged yet."""
        if kind not in self.kinds or _exempts(self.id, props):
            return Verdict((), ())
        findings = _Findings()
        with findings.about("it"):
            for subject in self.subjects(kind, props):
                with findings.about(subject.name):
                    findings.add(subject.name, self.problem(subject, self.threshold(limit)))
        return findings.verdict()

    def policy(self) -> Policy:
        def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
            verdict = self.judge(args.resource_type, args.props, args.get_config().get(LIMIT))
            _report(self, verdict, report)

        return ResourceValidationPolicy(
            self.id,
            self.sentence,
            validate,
            self.level,
            _schema(self.limit),
            remediation_steps=self.remedy,
            url=self.url,
        )


@dataclass(frozen=True)
class StackRule(_Described):
    """A rule about how resources fit together, judged at preview and once more after everything was applied."""

    problem: StackProblem

    def judge(self, resources: Sequence[PolicyResource], limit: float | None = None) -> Verdict:
        """Every subject's violation, and every subject that cannot be judged yet."""
        findings = _Findings()
        for subject in resources:
            if subject.resource_type not in self.kinds or _exempts(self.id, subject.props):
                continue
            with findings.about(subject.name):
                findings.add(subject.name, self.problem(subject, resources, self.threshold(limit)))
        return findings.verdict()

    def policy(self) -> Policy:
        def validate(args: StackValidationArgs, report: ReportViolation) -> None:
            _report(self, self.judge(args.resources, args.get_config().get(LIMIT)), report)

        return StackValidationPolicy(
            self.id,
            self.sentence,
            validate,
            self.level,
            _schema(self.limit),
            remediation_steps=self.remedy,
            url=self.url,
        )


def _schema(limit: float | None) -> PolicyConfigSchema | None:
    return None if limit is None else PolicyConfigSchema({LIMIT: {"type": "number", "minimum": 0}})


def _exempts(rule: str, props: Props) -> bool:
    """Whether the object carries the annotation, with a reason."""
    try:
        return bool(props["metadata"]["annotations"][EXEMPTION + rule].strip())
    except (KeyError, TypeError, UnknownValueError):
        return False


def _report(rule: Rule | StackRule, verdict: Verdict, report: ReportViolation) -> None:
    """Tell the engine. What is unknown is a remark at preview and a violation during the update."""
    for violation in verdict.violations:
        report(rule.message(violation), None)
    if not verdict.unknown:
        return
    if not pulumi.runtime.is_dry_run():
        for unknown in verdict.unknown:
            report(rule.message(f"cannot be judged, although the update has begun: {unknown}"), None)
        return
    # The SDK turns this error into a remark that blocks nothing and keeps the violations reported before it.
    remark = UnknownValueError(UNKNOWN_OBJECT_VALUE, [])
    remark.message = f"cannot judge yet, the update will: {'; '.join(verdict.unknown)}"
    raise remark
