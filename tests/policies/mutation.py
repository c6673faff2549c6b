"""One property of one resource of a real program, broken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from tests.policies.programs import Recorded

AWS = ("staging", "prod")
EVERYWHERE = ("local", *AWS)
GONE = object()
"""In place of a value: the property, or the whole resource, is not there."""


@dataclass(frozen=True)
class Mutation:
    """Exactly ``rule`` must fire when the property at ``path`` of one resource gets ``value``."""

    rule: str
    kind: str
    """Type token."""
    name: str
    """Logical name."""
    path: str | tuple[str, ...] = ()
    """Steps with dots between them; numbers count in a list, and the list's own length appends. Empty for the whole
    resource, which then disappears, or appears with ``value`` as its inputs."""
    value: Any = GONE
    stacks: Sequence[str] = ()

    @property
    def where(self) -> Sequence[str]:
        """The stacks that it is made in."""
        return self.stacks or (EVERYWHERE if self.kind.startswith(("kubernetes:", "docker")) else AWS)

    @property
    def steps(self) -> tuple[str, ...]:
        return tuple(self.path.split(".")) if isinstance(self.path, str) else self.path

    def __str__(self) -> str:
        return f"{self.rule}: {self.name} {'.'.join(self.steps)}"

    def apply(self, resources: Iterable[Recorded], value: Any = ...) -> list[Recorded]:
        """The resources with the one change; ``value`` stands in for the mutation's own."""
        value = self.value if value is ... else value
        resources = list(resources)
        if not self.path and value is not GONE:
            return [*resources, Recorded(self.kind, self.name, value, {**value, "id": f"{self.name}-id"})]
        found = [one for one in resources if (one.type, one.name) == (self.kind, self.name)]
        assert len(found) == 1, f"{self}: there is no such resource"
        if not self.path:
            return [one for one in resources if one is not found[0]]
        changed = replace(
            found[0], inputs=self._changed(found[0].inputs, value), outputs=self._changed(found[0].outputs, value)
        )
        assert changed != found[0], f"{self}: nothing changed"
        return [changed if one is found[0] else one for one in resources]

    def _changed(self, props: dict[str, Any], value: Any) -> dict[str, Any]:
        props = deepcopy(props)
        node: Any = props
        *way, last = self.steps
        for step in way:
            node = node[int(step)] if isinstance(node, list) else node.setdefault(step, {})
        if isinstance(node, list):
            node[int(last) : int(last) + 1] = [] if value is GONE else [value]
        elif value is GONE:
            # The mocks put together some outputs without every input.
            node.pop(last, None)
        else:
            node[last] = value
        return props
