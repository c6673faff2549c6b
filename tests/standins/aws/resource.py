"""How one resource type is declared, and what its declaration does: create, read, update and delete in AWS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import jmespath  # type: ignore[import-untyped]

from tests.standins.aws.calls import Aws, is_gone
from tests.standins.aws.observe import overlay, project
from tests.standins.aws.shapes import RefusedError, request
from tests.standins.aws.template import ABSENT, Known, Template, known, merged, render, strangers
from tools.plugins.values import UNKNOWN

Props = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """An operation, spelled as in AWS's documentation, and the template of its parameters."""

    operation: str
    params: Template
    service: str | None = None
    """Where it is not the type's own service."""
    when: Callable[[Mapping[str, Any]], bool] | None = None
    """Whether the properties ask for this call at all."""
    whole: bool = False
    """For an update: AWS takes the new description as a whole, not only what has changed."""

    @property
    def known(self) -> Known:
        return known(self.params)

    def rendered(self, props: Mapping[str, Any], state: Mapping[str, Any]) -> dict[str, Any]:
        params = render(self.params, props, state)
        rendered: dict[str, Any] = {} if params is ABSENT else params
        return rendered


class Tagging(Protocol):
    """How a service tags what exists."""

    def change(self, aws: Aws, state: Props, tags: Mapping[str, str], gone: list[str]) -> None: ...

    def read(self, aws: Aws, state: Props) -> dict[str, str] | None:
        """The tags, or ``None`` where moto does not tell."""
        ...


@dataclass(frozen=True)
class Name:
    """A property that gets the logical name and a random suffix when it is left open, as in pulumi-aws."""

    property: str = "name"
    longest: int = 255
    lower: bool = False


@dataclass(frozen=True)
class Look:
    """A further read: the call, and property to JMESPath over its answer."""

    call: Call
    state: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Type:
    """One resource type: every property that it knows appears in one of its templates."""

    token: str
    service: str
    create: Call
    id: str
    """``=`` and a JMESPath expression over the create call's answer, else a format string over the properties."""
    read: Call
    found: Callable[[Any, Props], Any] | str
    """JMESPath over the read call's answer to the thing itself; nothing found means that it is gone."""
    state: Mapping[str, str] = field(default_factory=dict)
    """Property to JMESPath over what was found: outputs, and inputs whose drift is seen."""
    computed: Mapping[str, Callable[[Props, Aws], Any]] = field(default_factory=dict)
    """Outputs made from the other properties."""
    more: tuple[Look, ...] = ()
    """Further reads, for what the first does not tell."""
    settings: tuple[Call, ...] = ()
    """Calls made after creation when one of their properties is set, and later when one has changed."""
    updates: tuple[Call, ...] = ()
    """Calls made when one of their ``$`` properties has changed; ``@`` references stand for any property."""
    delete: Call | None = None
    """Its absence means that AWS keeps it (a setting of the account, a default object)."""
    client_side: Mapping[str, Any] = field(default_factory=dict)
    """Properties that only steer the provider, with the provider's default."""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    """Values that pulumi-aws gives to properties left open."""
    write_only: frozenset[str] = frozenset()
    """Properties that are never read back nor kept, and whose change alone changes nothing."""
    tagging: Tagging | None = None
    name: Name | None = None
    replace: frozenset[str] = frozenset()
    """Properties whose change replaces the resource although an update would know them."""
    in_place: frozenset[str] = frozenset()
    """Properties that AWS changes in place and the stand-in cannot: their change is refused, never replaced."""
    check: Callable[[Props], None] | None = None
    """Rules of AWS that botocore's models cannot express; raises ``RefusedError``."""
    after_create: Callable[[Aws, Props], None] | None = None
    after_update: Callable[[Aws, Props], None] | None = None
    before_delete: Callable[[Aws, Props], None] | None = None
    after_delete: Callable[[Aws, Props], None] | None = None

    @property
    def known(self) -> Known:
        calls = (self.create, *self.settings, *self.updates, *((self.delete,) if self.delete else ()))
        trees = [call.known for call in calls]
        own: Known = dict.fromkeys((*self.client_side, "region"))
        if self.tagging:
            own["tags"] = None
        return merged(own, *trees)

    @property
    def mutable(self) -> frozenset[str]:
        names = {name for call in (*self.settings, *self.updates) for name in call.known}
        return frozenset(names | set(self.client_side) | {"tags"} | self.write_only | self.in_place) - self.replace

    @property
    def outputs(self) -> frozenset[str]:
        further = {name for look in self.more for name in look.state}
        return frozenset({*self.state, *self.computed, *further, *(("tagsAll",) if self.tagging else ())})

    def inspect(self, props: Props) -> None:
        """Refuse what the type does not know and what AWS's models forbid; unknown values may stand for anything."""
        if unknown := strangers(props, self.known):
            raise RefusedError(
                f"the stand-in knows no propert{'y' if len(unknown) == 1 else 'ies'} {', '.join(unknown)}"
            )
        if self.check:
            self.check(props)
        placeholders = _Unknowns()
        for call in (self.create, *(c for c in self.settings if self._set(c, props))):
            request(call.service or self.service, call.operation, call.rendered(props, placeholders))

    @staticmethod
    def _set(call: Call, props: Mapping[str, Any]) -> bool:
        given = any(props.get(name) is not None for name in call.known)
        return given and (call.when is None or call.when(props))

    def make(self, aws: Aws, props: Props) -> tuple[str, Props]:
        """Create it; returns its id and outputs. What fails half-way is deleted again."""
        answer = self._call(aws, self.create, props, {"region": aws.region})
        identity = str(jmespath.search(self.id[1:], answer)) if self.id[0] == "=" else self.id.format(**props)
        try:
            state = self.observe(aws, identity, props) or {"id": identity}
            for call in self.settings:
                if self._set(call, props):
                    self._call(aws, call, props, props | state)
            if self.tagging and props.get("tags"):
                self.tagging.change(aws, props | state, props["tags"], [])
            if self.after_create:
                self.after_create(aws, props | state)
        except Exception:
            self.remove(aws, props | {"id": identity})
            raise
        made = self.observe(aws, identity, props)
        if made is None:
            raise RefusedError(f"{self.read.operation} does not find what {self.create.operation} has made")
        return identity, made

    def observe(self, aws: Aws, identity: str, last: Props) -> Props | None:
        """All properties as AWS tells them, over ``last``; ``None`` if it is gone."""
        last = last | {"id": identity}
        try:
            answer = self._call(aws, self.read, last, last)
        except Exception as error:
            if is_gone(error):
                return None
            raise
        found = jmespath.search(self.found, answer) if isinstance(self.found, str) else self.found(answer, last)
        if not found:
            return None
        seen = {name: jmespath.search(path, found) for name, path in self.state.items()}
        for look in self.more:
            answer = self._call(aws, look.call, last, last)
            seen |= {name: jmespath.search(path, answer) for name, path in look.state.items()}
        state = overlay(last, {name: value for name, value in seen.items() if value is not None})
        state |= {name: compute(state, aws) for name, compute in self.computed.items()}
        if self.tagging and (tags := self.tagging.read(aws, state)) is not None:
            state["tagsAll"] = tags
            if tags or "tags" in last:
                state["tags"] = tags
        return {name: value for name, value in state.items() if name not in self.write_only}

    def inputs_of(self, state: Props, old: Props) -> Props:
        """``old`` inputs with the values that ``state`` has for them."""
        inputs: Props = project(state, old)
        return inputs

    def change(self, aws: Aws, identity: str, old: Props, new: Props, state: Props) -> Props:
        """Bring it from ``old`` to ``new`` inputs; returns its outputs."""
        changed = {name for name in {*old, *new} if old.get(name) != new.get(name)}
        if stuck := sorted(changed & self.in_place):
            raise RefusedError(f"AWS would change {', '.join(stuck)} in place, and the stand-in cannot")
        if removed := [n for n in changed if new.get(n) is None and n not in ("tags", *self.client_side)]:
            raise RefusedError(
                f"the stand-in cannot unset {', '.join(sorted(removed))}: give the value AWS defaults to"
            )
        context = state | new | {"id": identity}
        for call in self.updates:
            if changed & set(call.known) and (call.when is None or call.when(new)):
                self._call(aws, call, new if call.whole else {name: new.get(name) for name in changed}, context)
        for call in self.settings:
            if changed & set(call.known) and (call.when is None or call.when(new)):
                self._call(aws, call, new, context)
        if self.tagging and "tags" in changed:
            before, after = old.get("tags") or {}, new.get("tags") or {}
            self.tagging.change(aws, context, after, [key for key in before if key not in after])
        seen = self.observe(aws, identity, context)
        if seen and self.after_update:
            self.after_update(aws, seen)
            seen = self.observe(aws, identity, seen)
        if seen is None:
            raise RefusedError("it was gone before it could be updated: run `pulumi refresh`")
        return seen

    def remove(self, aws: Aws, state: Props) -> None:
        """Delete it; what is gone already is no error."""
        try:
            if self.before_delete:
                self.before_delete(aws, state)
            if self.delete:
                self._call(aws, self.delete, {**self.client_side, **state}, state)
            if self.after_delete:
                self.after_delete(aws, state)
        except Exception as error:
            if not is_gone(error):
                raise

    def _call(self, aws: Aws, call: Call, props: Mapping[str, Any], state: Mapping[str, Any]) -> dict[str, Any]:
        return aws.call(call.service or self.service, call.operation, call.rendered(props, state))


class _Unknowns(dict[str, Any]):
    """What is known about a resource that does not exist yet: nothing."""

    def get(self, _key: str, _default: Any = None) -> Any:
        return UNKNOWN

    def __getitem__(self, _key: str) -> Any:
        return UNKNOWN
