"""Stands in for `pulumi-language-python`: runs programs and plugins written in Python, in the environment it runs in.

That environment is the project's own; ``toolchain`` and ``virtualenv`` in Pulumi.yaml are not looked at.
"""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from importlib import metadata
from typing import IO, Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import language_pb2 as pb
from pulumi.runtime.proto import language_pb2_grpc, plugin_pb2

from tools.plugins.program import SAID_WHY
from tools.plugins.server import serve

# The protocol's own names, and parameters that it gives to every method.
# ruff: noqa: N802, ARG002

_GRACE_SECONDS = 2
_DEAF = ("/bin/sh", "-c", 'trap "" INT; exec "$@"', "sh")
"""Ctrl-C reaches the whole process group; a child waits for this process to end it, and shows no traceback."""


class LanguageHost(language_pb2_grpc.LanguageRuntimeServicer):
    """The LanguageRuntime protocol as the engine's updates need it; generating code is not part of that."""

    def __init__(self, engine: str) -> None:
        self._engine = engine
        self._children: set[subprocess.Popen[bytes]] = set()
        self._programs: list[subprocess.Popen[bytes]] = []
        """Processes that wait for the program they are to run."""
        self._stopping = False

    def stop(self) -> None:
        self._stopping = True
        for child in tuple(self._children):
            _end(child)

    def Handshake(self, request: pb.LanguageHandshakeRequest, context: grpc.ServicerContext) -> Any:
        self._engine = request.engine_address or self._engine
        # The engine loads policies first: meanwhile the process that will run the program imports the SDK.
        self._programs.append(self._start_program())
        return pb.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> Any:
        return plugin_pb2.PluginInfo(version=metadata.version("pulumi"))

    def About(self, request: pb.AboutRequest, context: grpc.ServicerContext) -> Any:
        return pb.AboutResponse(executable=sys.executable, version=sys.version.split()[0])

    def GetRequiredPackages(self, request: pb.GetRequiredPackagesRequest, context: grpc.ServicerContext) -> Any:
        """None: the engine would download what it does not have, for stacks too that never use it."""
        return pb.GetRequiredPackagesResponse()

    def GetRequiredPlugins(self, request: pb.GetRequiredPluginsRequest, context: grpc.ServicerContext) -> Any:
        return pb.GetRequiredPluginsResponse()

    def GetProgramDependencies(self, request: pb.GetProgramDependenciesRequest, context: grpc.ServicerContext) -> Any:
        found = {d.name: d.version for d in metadata.distributions() if d.name.startswith("pulumi")}
        return pb.GetProgramDependenciesResponse(
            dependencies=[pb.DependencyInfo(name=name, version=version) for name, version in sorted(found.items())]
        )

    def InstallDependencies(self, request: pb.InstallDependenciesRequest, context: grpc.ServicerContext) -> Any:
        message = f"Programs run in {sys.prefix}, which `make up` keeps in step with uv.lock.\n"
        yield pb.InstallDependenciesResponse(stdout=message.encode())

    def RuntimeOptionsPrompts(self, request: pb.RuntimeOptionsRequest, context: grpc.ServicerContext) -> Any:
        return pb.RuntimeOptionsResponse()

    def Template(self, request: pb.TemplateRequest, context: grpc.ServicerContext) -> Any:
        return pb.TemplateResponse()

    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> Any:
        """The program ends by itself: the engine refuses what it asks for from now on."""
        return empty_pb2.Empty()

    def Run(self, request: pb.RunRequest, context: grpc.ServicerContext) -> Any:
        child = self._programs.pop() if self._programs else self._start_program()
        self._end_with(context, child)
        try:
            child.communicate(request.SerializeToString())
        finally:
            self._children.discard(child)
        if child.returncode == 0:
            return pb.RunResponse()
        if child.returncode == SAID_WHY or self._stopping or not context.is_active():
            return pb.RunResponse(bail=True)
        return pb.RunResponse(error=f"The program ended with exit status {child.returncode}.")

    def RunPlugin(self, request: pb.RunPluginRequest, context: grpc.ServicerContext) -> Iterator[pb.RunPluginResponse]:
        folder = request.info.program_directory
        policies = request.kind == "analyzer"
        what = ["-m", "pulumi.policy", *request.args, folder] if policies else [folder, *request.args]
        child = self._start(
            [sys.executable, "-u", *what],
            cwd=folder if policies else request.pwd,
            env=dict(entry.split("=", 1) for entry in request.env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._end_with(context, child)
        try:
            yield from _stream(child)
            yield pb.RunPluginResponse(exitcode=child.wait())
        finally:
            self._children.discard(child)

    def _start_program(self) -> subprocess.Popen[bytes]:
        return self._start(
            [sys.executable, "-u", "-P", "-m", "tools.plugins.program", self._engine], stdin=subprocess.PIPE
        )

    def _start(self, argv: list[str], **options: Any) -> subprocess.Popen[bytes]:
        child = subprocess.Popen([*_DEAF, *argv], **options)
        self._children.add(child)
        return child

    def _end_with(self, context: grpc.ServicerContext, child: subprocess.Popen[bytes]) -> None:
        """End a process with the request that it serves, at the latest."""
        if self._stopping or not context.add_callback(lambda: _end(child)):
            _end(child)


def _stream(child: subprocess.Popen[bytes]) -> Iterator[pb.RunPluginResponse]:
    """Both outputs of ``child``, line by line, until both are closed."""
    lines: queue.SimpleQueue[pb.RunPluginResponse | None] = queue.SimpleQueue()

    def pump(pipe: IO[bytes] | None, wrap: Callable[[bytes], pb.RunPluginResponse]) -> None:
        for line in pipe or ():
            lines.put(wrap(line))
        lines.put(None)

    pipes = ((child.stdout, _stdout), (child.stderr, _stderr))
    for pipe in pipes:
        threading.Thread(target=pump, args=pipe, daemon=True).start()
    for _ in pipes:
        yield from iter(lines.get, None)


def _stdout(line: bytes) -> pb.RunPluginResponse:
    return pb.RunPluginResponse(stdout=line)


def _stderr(line: bytes) -> pb.RunPluginResponse:
    return pb.RunPluginResponse(stderr=line)


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()


def main() -> None:
    host = LanguageHost(sys.argv[-1])
    serve(lambda server: language_pb2_grpc.add_LanguageRuntimeServicer_to_server(host, server), host.stop)
