"""The architecture as a picture, drawn from Pulumi's own resource graph.

``pulumi preview --stack prod --json | python -m tools.diagram`` prints Mermaid: a box per component of the platform and
of LexFix, an arrow where a resource of one needs a resource of another.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any

ROOTS = {
    "lexfix:aws:Platform": "AWS",
    "lexfix:local:Platform": "Local",
    "lexfix:app:LexFix": "LexFix",
    "lexfix:monitoring:Monitoring": "Monitoring",
}
"""Components whose direct children become boxes, and the frame around them."""
UNSEEN = {"Key", "Role"}
"""Nouns that nearly everything needs: their arrows would hide the rest."""


def resources(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The resources of a preview (``pulumi preview --json``) or of a state (``pulumi stack export``)."""
    if "steps" in document:
        return [step["newState"] for step in document["steps"] if "newState" in step]
    found: list[Mapping[str, Any]] = document["deployment"]["resources"]
    return found


def draw(found: Iterable[Mapping[str, Any]]) -> str:
    """Mermaid text, the same for the same graph."""
    by_urn = {one["urn"]: one for one in found}
    homes = {urn: home for urn in by_urn if (home := _home(urn, by_urn))}
    arrows = {
        (homes[urn], homes[need])
        for urn, one in by_urn.items()
        for need in _needs(one)
        if urn in homes and need in homes and homes[urn] != homes[need]
    }
    lines = ["flowchart LR"]
    for root, frame in ROOTS.items():
        boxes = sorted({home for home in homes.values() if by_urn[by_urn[home]["parent"]]["type"] == root})
        if boxes:
            lines += [f"  subgraph {frame}", *(f'    {_id(box)}["{_label(box)}"]' for box in boxes), "  end"]
    lines += sorted(f"  {_id(one)} --> {_id(other)}" for one, other in arrows)
    return "\n".join(lines) + "\n"


def _home(urn: str, by_urn: Mapping[str, Mapping[str, Any]]) -> str | None:
    """The box that a resource is in: its ancestor right below a root. ``None`` outside, and for providers."""
    while urn in by_urn and (parent := str(by_urn[urn].get("parent"))) in by_urn:
        if by_urn[parent]["type"] in ROOTS:
            kind = by_urn[urn]["type"]
            return urn if kind.startswith("lexfix:") and _noun(kind) not in UNSEEN else None
        urn = parent
    return None


def _needs(one: Mapping[str, Any]) -> Iterable[str]:
    yield from one.get("dependencies") or ()
    for needed in (one.get("propertyDependencies") or {}).values():
        yield from needed or ()


def _noun(kind: str) -> str:
    return kind.rsplit(":", 1)[1]


def _id(urn: str) -> str:
    """The URN's last type and name: two components may share a name."""
    *_, types, name = urn.split("::")
    return f"{types.replace('$', ':').split(':')[-2]}_{_noun(types)}_{name}".replace("-", "_")


def _label(urn: str) -> str:
    *_, types, name = urn.split("::")
    noun, name = _noun(types), name.removeprefix("lexfix-")
    return noun if name.replace("-", "") == noun.lower() else f"{noun}<br/>{name}"


if __name__ == "__main__":
    sys.stdout.write(draw(resources(json.load(sys.stdin))))
