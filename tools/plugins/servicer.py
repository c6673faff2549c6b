"""The ResourceProvider protocol, spoken for a ``provider.Provider``."""

from __future__ import annotations

import functools
import json
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, plugin_pb2, provider_pb2_grpc
from pulumi.runtime.proto import provider_pb2 as pb

from tools.plugins.provider import Provider
from tools.plugins.resource import Call, CheckError, Plain, PluginError, Resource, State
from tools.plugins.sdk import Shape
from tools.plugins.server import serve
from tools.plugins.values import Path, decode, encode

_INTERNAL = {"version", "pluginDownloadURL", "__internal"}
"""The engine's own entries among a provider's settings."""


def run(provider: Provider, argv: list[str] | None = None) -> None:
    """Serve ``provider`` to the engine, whose address is the last argument."""
    arguments = sys.argv if argv is None else argv
    servicer = Servicer(provider, arguments[-1] if len(arguments) > 1 else "")
    serve(lambda server: provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, server), servicer.stop)


Response = TypeVar("Response")
Handler = Callable[[Any, Any, grpc.ServicerContext], Response]


def _answers(
    refusal: Callable[..., Any] | None = None,
) -> Callable[[Callable[[Any, Any], Response]], Handler[Response]]:
    """Turn what a method raises into one message; inputs that are refused into a response of type ``refusal``."""

    def decorate(method: Callable[[Any, Any], Response]) -> Handler[Response]:
        @functools.wraps(method)
        def handle(self: Any, request: Any, context: grpc.ServicerContext) -> Response:
            try:
                return method(self, request)
            except CheckError as error:
                if refusal:
                    failures = [pb.CheckFailure(property=k, reason=v) for k, v in error.reasons.items()]
                    response: Response = refusal(failures=failures)
                    return response
                context.abort(grpc.StatusCode.UNKNOWN, str(error))
            except PluginError as error:
                context.abort(grpc.StatusCode.UNKNOWN, str(error))
            except Exception as error:
                traceback.print_exc()
                context.abort(grpc.StatusCode.UNKNOWN, f"{type(error).__name__}: {error}")
            raise AssertionError("abort raises")

        return handle

    return decorate


class Servicer(provider_pb2_grpc.ResourceProviderServicer):
    """The protocol. Every request answers with an outcome or one message."""

    def __init__(self, provider: Provider, engine: str) -> None:
        self.provider = provider
        self.config: Plain = {}
        self.cancelled = threading.Event()
        self._engine = _Log(engine) if engine else None

    def stop(self) -> None:
        self.cancelled.set()
        self.provider.cancel()

    # The protocol's own names.
    # ruff: noqa: N802

    @_answers()
    def Handshake(self, request: pb.ProviderHandshakeRequest) -> pb.ProviderHandshakeResponse:  # noqa: ARG002
        return pb.ProviderHandshakeResponse(accept_secrets=True, accept_resources=True, accept_outputs=True)

    @_answers()
    def GetPluginInfo(self, request: empty_pb2.Empty) -> plugin_pb2.PluginInfo:  # noqa: ARG002
        return plugin_pb2.PluginInfo(version=self.provider.version)

    @_answers()
    def GetSchema(self, request: pb.GetSchemaRequest) -> pb.GetSchemaResponse:  # noqa: ARG002
        return pb.GetSchemaResponse(schema=json.dumps(_schema(self.provider)))

    @_answers()
    def Attach(self, request: plugin_pb2.PluginAttach) -> empty_pb2.Empty:
        self._engine = _Log(request.address)
        return empty_pb2.Empty()

    @_answers()
    def Cancel(self, request: empty_pb2.Empty) -> empty_pb2.Empty:  # noqa: ARG002
        self.stop()
        return empty_pb2.Empty()

    @_answers(pb.CheckResponse)
    def CheckConfig(self, request: pb.CheckRequest) -> pb.CheckResponse:
        news = decode(request.news)
        config = _plain_config(self.provider.config_shape, news.values)
        _refuse_strangers(self.provider.config_shape, config, f"the provider `{self.provider.name}`")
        self.provider.check_config(config)
        return pb.CheckResponse(inputs=encode(news.values, news.secrets))

    @_answers()
    def DiffConfig(self, request: pb.DiffRequest) -> pb.DiffResponse:
        old, new = decode(request.old_inputs).values, decode(request.news).values
        return _diff({k: False for k in old.keys() | new.keys() if old.get(k) != new.get(k)}, old, new)

    @_answers()
    def Configure(self, request: pb.ConfigureRequest) -> pb.ConfigureResponse:
        self.config = _plain_config(self.provider.config_shape, decode(request.args).values)
        self.provider.configure(self.config)
        return pb.ConfigureResponse(acceptSecrets=True, acceptResources=True, acceptOutputs=True, supportsPreview=True)

    @_answers(pb.InvokeResponse)
    def Invoke(self, request: pb.InvokeRequest) -> pb.InvokeResponse:
        function = self.provider.function(request.tok)
        arguments = decode(request.args).values
        _refuse_strangers(function.shape, arguments, function.token)
        results = function(self._call("", request.preview), arguments)
        fields: dict[str, Any] = {"return": encode(results)}
        return pb.InvokeResponse(**fields)

    @_answers(pb.CheckResponse)
    def Check(self, request: pb.CheckRequest) -> pb.CheckResponse:
        kind = self.provider.resource(_type(request.urn))
        olds, news = decode(request.olds), decode(request.news)
        call = self._call(request.urn, seed=request.randomSeed)
        _refuse_strangers(kind.shape, news.values, f"{call.name} ({kind.shape.token})")
        inputs = kind.check(call, dict(news.values), olds.values if request.HasField("olds") else None)
        return pb.CheckResponse(inputs=encode(inputs, news.secrets))

    @_answers()
    def Diff(self, request: pb.DiffRequest) -> pb.DiffResponse:
        kind = self.provider.resource(_type(request.urn))
        state = State(request.id, decode(request.old_inputs).values, decode(request.olds).values)
        inputs = decode(request.news).values
        response = _diff(kind.diff(self._call(request.urn), state, inputs), state.inputs, inputs)
        response.deleteBeforeReplace = kind.delete_before_replace
        return response

    @_answers()
    def Create(self, request: pb.CreateRequest) -> pb.CreateResponse:
        kind = self.provider.resource(_type(request.urn))
        inputs = decode(request.properties)
        call = self._call(request.urn, request.preview)
        if request.preview:
            return pb.CreateResponse(properties=_seal(kind, kind.preview(call, inputs.values, None), inputs.secrets))
        identity, outputs = kind.create(call, inputs.values)
        return pb.CreateResponse(id=identity, properties=_seal(kind, outputs, inputs.secrets))

    @_answers()
    def Read(self, request: pb.ReadRequest) -> pb.ReadResponse:
        kind = self.provider.resource(_type(request.urn))
        outputs, inputs = decode(request.properties), decode(request.inputs)
        found = kind.read(self._call(request.urn), State(request.id, inputs.values, outputs.values))
        if found is None:
            return pb.ReadResponse()
        secrets = outputs.secrets | inputs.secrets
        properties = _seal(kind, found.outputs, secrets)
        return pb.ReadResponse(id=found.id, properties=properties, inputs=encode(found.inputs, secrets))

    @_answers()
    def Update(self, request: pb.UpdateRequest) -> pb.UpdateResponse:
        kind = self.provider.resource(_type(request.urn))
        olds, news = decode(request.olds), decode(request.news)
        state = State(request.id, decode(request.old_inputs).values, olds.values)
        call = self._call(request.urn, request.preview)
        change = kind.preview(call, news.values, state) if request.preview else kind.update(call, state, news.values)
        kept = frozenset(path for path in olds.secrets if path[0] not in news.values)
        return pb.UpdateResponse(properties=_seal(kind, change, news.secrets | kept))

    @_answers()
    def Delete(self, request: pb.DeleteRequest) -> empty_pb2.Empty:
        kind = self.provider.resource(_type(request.urn))
        state = State(request.id, decode(request.old_inputs).values, decode(request.properties).values)
        kind.delete(self._call(request.urn), state)
        return empty_pb2.Empty()

    def _call(self, urn: str, preview: bool = False, seed: bytes = b"") -> Call:
        def log(message: str) -> None:
            self._tell(urn, message, ephemeral=False)

        def status(message: str) -> None:
            self._tell(urn, message, ephemeral=True)

        return Call(urn, preview, seed, self.config, log, status, self.cancelled)

    def _tell(self, urn: str, message: str, ephemeral: bool) -> None:
        if self._engine and message:
            self._engine.tell(urn, message, ephemeral)


class _Log:
    """The engine's log."""

    def __init__(self, address: str) -> None:
        self._stub = engine_pb2_grpc.EngineStub(grpc.insecure_channel(address))

    def tell(self, urn: str, message: str, ephemeral: bool) -> None:
        self._stub.Log(engine_pb2.LogRequest(severity=engine_pb2.INFO, message=message, urn=urn, ephemeral=ephemeral))


def _type(urn: str) -> str:
    """The resource's own type: the last of those that ``urn`` names from the outermost component inwards."""
    return urn.split("::")[2].rsplit("$", 1)[-1]


def _seal(kind: Resource, outputs: Plain, secrets: Iterable[Path]) -> struct_pb2.Struct:
    return encode(outputs, {*secrets, *((name,) for name in kind.secret_outputs)})


def _refuse_strangers(shape: Shape, values: Plain, whose: str) -> None:
    reasons = {path: f"{whose} has no property `{path}`" for path in shape.unknown(values)}
    reasons |= {name: f"{whose} needs the property `{name}`" for name in shape.missing(values)}
    if reasons:
        raise CheckError(reasons)


def _plain_config(shape: Shape, values: Plain) -> Plain:
    """Settings as the SDK's types say: it sends all that is not a string as JSON inside a string."""
    plain = {}
    for name, value in values.items():
        if name in _INTERNAL:
            continue
        typed = isinstance(value, str) and shape.inputs.get(name, str) is not str
        plain[name] = json.loads(value) if typed else value
    return plain


def _diff(changes: Mapping[str, bool], old: Plain, new: Plain) -> pb.DiffResponse:
    kinds = pb.PropertyDiff
    detailed = {}
    for name, replace in changes.items():
        if name not in old and name in new:
            kind = kinds.ADD_REPLACE if replace else kinds.ADD
        elif name in old and name not in new:
            kind = kinds.DELETE_REPLACE if replace else kinds.DELETE
        else:
            kind = kinds.UPDATE_REPLACE if replace else kinds.UPDATE
        detailed[name] = pb.PropertyDiff(kind=kind, inputDiff=name in old or name in new)
    return pb.DiffResponse(
        changes=pb.DiffResponse.DIFF_SOME if changes else pb.DiffResponse.DIFF_NONE,
        diffs=sorted(changes),
        replaces=sorted(name for name, replace in changes.items() if replace),
        detailedDiff=detailed,
        hasDetailedDiff=True,
    )


def _schema(provider: Provider) -> Plain:
    """The package's schema, with names and no types: enough for the engine, which asks Python programs for none."""
    anything = {"$ref": "pulumi.json#/Any"}
    resources = {
        token: {
            "properties": dict.fromkeys(sorted(kind.shape.outputs), anything),
            "inputProperties": dict.fromkeys(sorted(kind.shape.inputs), anything),
            "requiredInputs": sorted(kind.shape.required),
        }
        for token, kind in provider.resources.items()
    }
    return {"name": provider.name, "version": provider.version, "resources": resources}
