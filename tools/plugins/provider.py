"""A Pulumi provider out of ``resource.Resource`` and ``resource.Function``.

Its launcher is ``servicer.run(Provider("random", "4.21.4", resources=[RandomPassword()]))``.
"""

from __future__ import annotations

from collections.abc import Iterable

import pulumi

from tools.plugins.resource import Function, Plain, PluginError, Resource
from tools.plugins.sdk import Shape, config_shape


class Provider:
    """A named set of kinds. Subclass it to check settings, or to connect when they are known (``configure``)."""

    def __init__(
        self,
        name: str,
        version: str,
        resources: Iterable[Resource] = (),
        functions: Iterable[Function] = (),
        config: type[pulumi.ProviderResource] | None = None,
    ) -> None:
        self.name = name
        self.version = version
        self.resources = {kind.shape.token: kind for kind in resources}
        self.functions = {function.token: function for function in functions}
        self.config_shape = config_shape(config) if config else Shape({})

    def check_config(self, config: Plain) -> None:
        """Raise ``CheckError`` for settings that cannot work."""

    def configure(self, config: Plain) -> None:
        """Take the settings before the first request. Raises ``PluginError``."""

    def cancel(self) -> None:
        """End long work that does not watch ``Call.cancelled``."""

    def resource(self, token: str) -> Resource:
        """The kind of that type token. Raises ``PluginError``: nothing is ever made up."""
        if token not in self.resources:
            raise PluginError(self._lacks("resource", token, self.resources))
        return self.resources[token]

    def function(self, token: str) -> Function:
        """The function of that token. Raises ``PluginError``."""
        if token not in self.functions:
            raise PluginError(self._lacks("function", token, self.functions))
        return self.functions[token]

    def _lacks(self, what: str, token: str, known: Iterable[str]) -> str:
        return f"The stand-in for `{self.name}` has no {what} {token}; it has: {', '.join(sorted(known)) or 'none'}."
