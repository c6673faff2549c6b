"""What a stand-in provider is made of: kinds of resources and functions, in plain Python dicts.

The base (``provider``) does the rest: it refuses unknown properties, compares old with new, previews, and keeps
secrets. Dicts hold wire names (``cidrBlock``). While previewing, an input may be ``values.UNKNOWN``.
"""

from __future__ import annotations

import hashlib
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi

from tools.plugins.sdk import Shape, resource_shape
from tools.plugins.values import UNKNOWN

Plain = dict[str, Any]


class PluginError(Exception):
    """What went wrong, in a sentence that the person who typed ``pulumi up`` can act on."""


class CheckError(PluginError):
    """Inputs that are refused before anything is done: property to reason."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        super().__init__("; ".join(reasons.values()))
        self.reasons = dict(reasons)


@dataclass(frozen=True)
class State:
    """A resource as it was last left."""

    id: str
    inputs: Plain
    outputs: Plain


@dataclass(frozen=True)
class Call:
    """What surrounds one request of the engine."""

    urn: str = ""
    preview: bool = False
    seed: bytes = b""
    """The engine's source of chance: the same in the preview and the update that follows."""
    config: Plain = field(default_factory=dict)
    """The provider's own settings."""
    log: Callable[[str], None] = print
    """Add a line to the log of the update."""
    status: Callable[[str], None] = print
    """Show a line beside the resource until the next one."""
    cancelled: threading.Event = field(default_factory=threading.Event)
    """Set when the person gives up; long work ends soon after."""

    @property
    def name(self) -> str:
        """The resource's logical name."""
        return self.urn.rsplit("::", 1)[-1]

    def unique_name(self, digits: int = 7) -> str:
        """``NAME-1a2b3c4``, as providers name what the program leaves unnamed."""
        return f"{self.name}-{hashlib.sha256(self.seed + self.urn.encode()).hexdigest()[:digits]}"


class Resource(ABC):
    """One kind of resource. Its properties are those of the provider's Python SDK: see ``shape``."""

    sdk: type[pulumi.Resource]
    """The generated class, such as ``pulumi_random.RandomPassword``."""
    replace_on: frozenset[str] = frozenset()
    """Inputs that cannot change in place."""
    volatile: frozenset[str] = frozenset()
    """Outputs that an update may change: unknown while an update is previewed."""
    secret_outputs: frozenset[str] = frozenset()
    """Outputs that are secret whatever the inputs are. An output named like a secret input is one too."""
    delete_before_replace = False

    def __init__(self) -> None:
        self.shape = self.describe()

    def describe(self) -> Shape:
        """The resource's properties; override it where the SDK has no class for it."""
        return resource_shape(self.sdk)

    def check(self, call: Call, inputs: Plain, old: Plain | None) -> Plain:  # noqa: ARG002
        """Return the inputs with defaults filled in; ``old`` is those of the last update. Raises ``CheckError``."""
        return inputs

    def diff(self, call: Call, state: State, inputs: Plain) -> dict[str, bool]:  # noqa: ARG002
        """The properties that changed, each with whether it takes a replacement."""
        names = state.inputs.keys() | inputs.keys()
        changed = (name for name in names if state.inputs.get(name) != inputs.get(name))
        return {name: name in self.replace_on for name in changed}

    def preview(self, call: Call, inputs: Plain, state: State | None) -> Plain:  # noqa: ARG002
        """The outputs to be expected; ``state`` is ``None`` for a resource still to be created."""
        if state is None:
            return {**dict.fromkeys(self.shape.outputs, UNKNOWN), **inputs}
        removed = state.inputs.keys() - inputs.keys()
        kept = {name: value for name, value in state.outputs.items() if name not in removed}
        return {**kept, **inputs, **dict.fromkeys(self.volatile, UNKNOWN)}

    @abstractmethod
    def create(self, call: Call, inputs: Plain) -> tuple[str, Plain]:
        """Create it; return its id and all its outputs."""

    def read(self, call: Call, state: State) -> State | None:  # noqa: ARG002
        """How it is now, or ``None`` if it is gone. ``pulumi import`` gives a state of nothing but the id."""
        return state

    def update(self, call: Call, state: State, inputs: Plain) -> Plain:  # noqa: ARG002
        """Change it in place; return all its outputs."""
        raise PluginError(f"{call.name} ({self.shape.token}) cannot be changed in place")

    def delete(self, call: Call, state: State) -> None:  # noqa: ARG002
        """Remove it; one that is gone already is no error."""
        return


class Function(ABC):
    """One data source, called by ``pulumi.runtime.invoke``."""

    token: str
    shape: Shape

    @abstractmethod
    def __call__(self, call: Call, arguments: Plain) -> Plain:
        """Return the results. ``call.urn`` is empty."""
