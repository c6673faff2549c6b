"""Stands in for `pulumi-resource-random`: passwords from the operating system's source of chance."""

from __future__ import annotations

import secrets
import string
from importlib.metadata import version

import pulumi_random

from tools.plugins.provider import Provider
from tools.plugins.resource import Call, CheckError, Plain, Resource, State
from tools.plugins.servicer import run
from tools.plugins.values import UNKNOWN

_SPECIAL = "!@#$%&*()-_=+[]{}<>:?"
"""The characters that the real provider takes where ``overrideSpecial`` does not say."""
_DEFAULTS = {
    **dict.fromkeys(("lower", "upper", "numeric", "special"), True),
    **dict.fromkeys(("minLower", "minUpper", "minNumeric", "minSpecial"), 0),
}


class RandomPassword(Resource):
    """A password that stays the same until one of its inputs changes; ``result`` is always secret."""

    sdk = pulumi_random.RandomPassword
    secret_outputs = frozenset({"result", "bcryptHash"})

    def __init__(self) -> None:
        super().__init__()
        self.replace_on = frozenset(self.shape.inputs)

    def check(self, call: Call, inputs: Plain, old: Plain | None) -> Plain:  # noqa: ARG002
        filled: Plain = {**_DEFAULTS, **{name: value for name, value in inputs.items() if value is not None}}
        if "number" in filled:
            raise CheckError({"number": f"{call.name}: `number` is deprecated, use `numeric`"})
        if UNKNOWN in filled.values():
            return filled
        if filled["length"] < 1:
            raise CheckError({"length": f"{call.name}: a password needs a length of at least 1"})
        minimum = sum(filled[name] for name in ("minLower", "minUpper", "minNumeric", "minSpecial"))
        if minimum > filled["length"]:
            raise CheckError({"length": f"{call.name}: the minimums add up to {minimum}, more than the length"})
        if not any(_alphabets(filled).values()):
            raise CheckError({"special": f"{call.name}: every kind of character is turned off"})
        return filled

    def create(self, call: Call, inputs: Plain) -> tuple[str, Plain]:  # noqa: ARG002
        alphabets = _alphabets(inputs)
        drawn = [
            secrets.choice(alphabet)
            for name, alphabet in alphabets.items()
            if alphabet
            for _ in range(inputs[f"min{name.capitalize()}"])
        ]
        everything = "".join(alphabets.values())
        drawn += [secrets.choice(everything) for _ in range(inputs["length"] - len(drawn))]
        secrets.SystemRandom().shuffle(drawn)
        return "none", {**inputs, "number": inputs["numeric"], "result": "".join(drawn)}

    def read(self, call: Call, state: State) -> State | None:  # noqa: ARG002
        return state


def _alphabets(inputs: Plain) -> dict[str, str]:
    """The characters allowed of each kind; none of a kind that is off."""
    every = {
        "lower": string.ascii_lowercase,
        "upper": string.ascii_uppercase,
        "numeric": string.digits,
        "special": inputs.get("overrideSpecial") or _SPECIAL,
    }
    return {name: characters if inputs[name] else "" for name, characters in every.items()}


def main() -> None:
    run(Provider("random", version("pulumi-random"), resources=[RandomPassword()], config=pulumi_random.Provider))
