"""The provider process: the engine's requests, answered by the declarations in ``types``."""

from __future__ import annotations

import base64
import os
from importlib.metadata import version
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from tests.standins.aws.calls import ACCOUNT, Aws
from tests.standins.aws.resource import Type
from tests.standins.aws.shapes import RefusedError
from tests.standins.aws.types.catalogue import TYPES
from tools.plugins.provider import Provider
from tools.plugins.resource import Call, CheckError, Function, Plain, PluginError, Resource, State
from tools.plugins.sdk import Shape

CONFIG = Shape(
    {"region": str, "allowedAccountIds": list, "skipCredentialsValidation": bool, "skipRegionValidation": bool}
)
"""The settings of the provider that the stacks use."""


EXPIRED = "expired"
"""A session token that counts as one whose time is over."""


class AwsResource(Resource):
    """One type of the catalogue, as the provider base wants it."""

    def __init__(self, kind: Type) -> None:
        self.kind = kind
        super().__init__()
        self.replace_on = frozenset(self.shape.inputs) - kind.mutable

    def describe(self) -> Shape:
        inputs: dict[str, Any] = dict.fromkeys(self.kind.known, Any)
        return Shape(inputs, outputs=self.kind.outputs | inputs.keys() - self.kind.write_only, token=self.kind.token)

    def check(self, call: Call, inputs: Plain, old: Plain | None) -> Plain:
        """Name it, fill in defaults and check the requests that its creation will make."""
        name = self.kind.name
        if name and inputs.get(name.property) is None:
            inputs[name.property] = (old or {}).get(name.property) or _unique(call, name.longest, name.lower)
        inputs = {**self.kind.defaults, **inputs}
        try:
            self.kind.inspect(inputs)
        except RefusedError as error:
            raise CheckError({"": f"{call.name} ({self.kind.token}): {error}"}) from error
        return inputs

    def diff(self, call: Call, state: State, inputs: Plain) -> dict[str, bool]:
        changes = super().diff(call, state, inputs)
        return {name: replace for name, replace in changes.items() if name not in self.kind.write_only}

    def preview(self, call: Call, inputs: Plain, state: State | None) -> Plain:
        outputs = super().preview(call, inputs, state)
        return {name: value for name, value in outputs.items() if name not in self.kind.write_only}

    def create(self, call: Call, inputs: Plain) -> tuple[str, Plain]:
        with _Explained(call, self.kind):
            return self.kind.make(_aws(call, inputs), inputs)

    def read(self, call: Call, state: State) -> State | None:
        with _Explained(call, self.kind):
            seen = self.kind.observe(_aws(call, state.outputs), state.id, state.outputs)
            if seen is None:
                return None
            return State(state.id, self.kind.inputs_of(seen, state.inputs), seen)

    def update(self, call: Call, state: State, inputs: Plain) -> Plain:
        with _Explained(call, self.kind):
            return self.kind.change(_aws(call, inputs), state.id, state.inputs, inputs, state.outputs)

    def delete(self, call: Call, state: State) -> None:
        with _Explained(call, self.kind):
            self.kind.remove(_aws(call, state.outputs), {**state.outputs, "id": state.id})


class AuthorizationToken(Function):
    """ECR's sign-in; where no moto runs, as in a preview, one that signs in nowhere."""

    token = "aws:ecr/getAuthorizationToken:getAuthorizationToken"
    shape = Shape({"registryId": str, "region": str})

    def __call__(self, call: Call, arguments: Plain) -> Plain:
        aws = _aws(call, arguments)
        token = base64.b64encode(b"AWS:signs-in-nowhere").decode()
        if aws.endpoint:
            [given] = aws.call("ecr", "GetAuthorizationToken", {})["authorizationData"]
            token = given["authorizationToken"]
        user, _, password = base64.b64decode(token).decode().partition(":")
        return {**arguments, "id": aws.region, "authorizationToken": token, "userName": user, "password": password}


class AwsProvider(Provider):
    """All types of the catalogue in one region."""

    def __init__(self) -> None:
        resources = [AwsResource(kind) for kind in TYPES.values()]
        super().__init__("aws", version("pulumi-aws"), resources, [AuthorizationToken()])
        self.config_shape = CONFIG

    def check_config(self, config: Plain) -> None:
        if not config.get("region"):
            raise CheckError({"region": "the provider `aws` needs a region"})
        if Aws(config["region"]).endpoint:
            _check_credentials()

    def configure(self, config: Plain) -> None:
        allowed = config.get("allowedAccountIds")
        if allowed and ACCOUNT not in allowed:
            raise PluginError(f"moto's account is {ACCOUNT}, and the stack allows only {', '.join(allowed)}")


def _check_credentials() -> None:
    """As pulumi-aws does before anything else; moto itself takes any, and knows no end of a session."""
    if not os.environ.get("AWS_ACCESS_KEY_ID"):
        raise CheckError({"": "No valid credential sources found: set AWS_PROFILE, or run `aws sso login`"})
    if os.environ.get("AWS_SESSION_TOKEN") == EXPIRED:
        raise CheckError({"": "The session of your AWS credentials has ended: run `aws sso login` again"})


class _Explained:
    """Turns what AWS refuses into the one message that the engine shows."""

    def __init__(self, call: Call, kind: Type) -> None:
        self._what = f"{call.name} ({kind.token})"

    def __enter__(self) -> None:
        return None

    def __exit__(self, _type: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, RefusedError | ClientError | BotoCoreError):
            raise PluginError(f"{self._what}: {error}") from error


def _aws(call: Call, props: Plain) -> Aws:
    region = props.get("region") or call.config["region"]
    return _regions.setdefault(region, Aws(region))


_regions: dict[str, Aws] = {}


def _unique(call: Call, longest: int, lower: bool) -> str:
    name = call.unique_name()
    stem, _, suffix = name.rpartition("-")
    short = f"{stem[: longest - len(suffix) - 1].rstrip('-')}-{suffix}"
    return short.lower() if lower else short
