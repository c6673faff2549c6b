"""A clause of the Definition of Done as a resource: creating it measures the clause."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

import pulumi
from pulumi import dynamic

from infra.gates.measurement import Measurement, NotMetError

ENFORCED = "enforced"
"""Input: whether a clause that is not met fails the update, rather than being reported alone."""


class GateProvider(dynamic.ResourceProvider):
    """Measures once for each subject. A measurement never changes: another subject gets another one in its place.

    The engine keeps the provider pickled, by the name of its class: it must stay without state.
    """

    serialize_as_secret_always = False
    clause: ClassVar[str]
    subject: ClassVar[tuple[str, ...]]
    """The inputs that are measured. The others say how to measure, and a change of them measures nothing anew."""

    def measure(self, inputs: Mapping[str, Any]) -> Measurement:
        """May raise anything, which is "not met" as well."""
        raise NotImplementedError

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        """Raises ``NotMetError`` where the clause is enforced and not met."""
        measurement = self._attempt(props)
        if not measurement.met and (props[ENFORCED] or measurement.stops):
            _show_no_traceback()
            raise NotMetError(self.clause, measurement)
        outputs = {
            **props,
            "met": measurement.met,
            "when": datetime.now(UTC).isoformat(timespec="seconds"),
            "expected": measurement.expected,
            "seen": measurement.seen,
            "evidence": dict(measurement.evidence),
        }
        return dynamic.CreateResult(f"{self.clause}-{outputs['when']}", outputs)

    def _attempt(self, props: Mapping[str, Any]) -> Measurement:
        try:
            return self.measure(props)
        except Exception as error:
            return Measurement(False, "a measurement", f"it could not be made: {type(error).__name__}: {error}")

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.DiffResult:
        changed = [key for key in (*self.subject, ENFORCED) if _olds.get(key) != _news.get(key)]
        return dynamic.DiffResult(changes=bool(changed), replaces=changed, delete_before_replace=False)


def _show_no_traceback() -> None:
    """The SDK's plugin answers every error with ``traceback.format_exc()``; of this one the message is enough."""
    full = traceback.format_exc

    def message(limit: int | None = None, chain: bool = True) -> str:
        error = sys.exception()
        return str(error) if isinstance(error, NotMetError) else full(limit, chain)

    traceback.format_exc = message


class Gate(dynamic.Resource):
    """What every clause has in common."""

    met: pulumi.Output[bool]
    when: pulumi.Output[str]
    """Of the measurement; ISO 8601, UTC."""
    expected: pulumi.Output[str]
    seen: pulumi.Output[str]
    evidence: pulumi.Output[dict[str, Any]]

    def __init__(
        self,
        name: str,
        provider: GateProvider,
        inputs: Mapping[str, Any],
        opts: pulumi.ResourceOptions,
        *,
        enforced: bool = True,
    ) -> None:
        self._clause = provider.clause
        outputs = dict.fromkeys(("met", "when", "expected", "seen", "evidence"))
        super().__init__(provider, name, {**inputs, ENFORCED: enforced, **outputs}, opts)
        if not enforced:
            pulumi.Output.all(self.met, self.expected, self.seen).apply(lambda known: self._remark(*known))

    def _remark(self, met: bool, expected: str, seen: str) -> None:
        if not met:
            pulumi.log.warn(
                f"The clause {self._clause!r} of the Definition of Done is not met; this environment only advises it. "
                f"Expected: {expected}. Seen: {seen}",
                self,
            )

    @property
    def entry(self) -> pulumi.Output[dict[str, Any]]:
        """The clause's entry in the stack output ``definitionOfDone``."""
        return pulumi.Output.all(
            met=self.met, when=self.when, expected=self.expected, seen=self.seen, evidence=self.evidence
        ).apply(dict)
