"""The only source of AWS tags."""

from __future__ import annotations

PROJECT = "lexfix"


def tags(environment: str, component: str, **more: str) -> dict[str, str]:
    """Tags for one resource.

    ``Project`` and ``Environment`` drive the budget and the operations tools; ``Component`` is the noun it belongs to.
    """
    return {"Project": PROJECT, "Environment": environment, "Component": component, "ManagedBy": "pulumi", **more}
