"""How big a workload is: data that an environment decides."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic.dataclasses import dataclass

from infra.forms import form

Cpu = Annotated[str, form(r"[0-9]+m?", "250m")]
"""Cores (``2``) or thousandths of a core (``250m``)."""
Memory = Annotated[str, form(r"[0-9]+[MG]i", "512Mi")]
"""Mebibytes or gibibytes: ``512Mi``, ``2Gi``."""


def mebibytes(memory: Memory) -> int:
    return int(memory[:-2]) * (1024 if memory.endswith("Gi") else 1)


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Size:
    """What one pod of a workload may use, and how many pods there may be."""

    cpu: Cpu
    """Reserved for each pod. There is no CPU limit: an idle core is better used than throttled."""
    memory: Memory
    """Reserved for each pod."""
    memory_limit: Memory
    """A pod that uses more is killed and started again."""
    smallest: Annotated[int, Field(ge=1)]
    largest: Annotated[int, Field(ge=1)]
    scale_at: Cpu
    """Mean CPU use per pod above which another pod is added."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.smallest > self.largest:
            raise ValueError(f"there cannot be at least {self.smallest} and at most {self.largest} pods")
        if mebibytes(self.memory) > mebibytes(self.memory_limit):
            raise ValueError(f"{self.memory} of memory cannot be reserved under a limit of {self.memory_limit}")
        return self
