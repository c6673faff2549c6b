"""Stands in for `pulumi-resource-docker-build`: images built by the Docker daemon's BuildKit.

What this daemon cannot do (several platforms, exports other than a push, other builders) is refused. Caches that the
real provider imports and exports are left to the daemon, which keeps its own.
"""

from __future__ import annotations

import copy
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pulumi_docker_build

from tools.plugins.build_context import content_hash
from tools.plugins.docker_client import Docker
from tools.plugins.manifests import Reference, manifest_digest, registry_url
from tools.plugins.provider import Provider
from tools.plugins.resource import Call, CheckError, Plain, PluginError, Resource, State
from tools.plugins.servicer import run
from tools.plugins.values import UNKNOWN, contains_unknown


class Image(Resource):
    """An image. It is built again when an input or its context changed, and only then."""

    sdk = pulumi_docker_build.Image

    def __init__(self, docker: Docker) -> None:
        super().__init__()
        self._docker = docker

    def check(self, call: Call, inputs: Plain, old: Plain | None) -> Plain:  # noqa: ARG002
        if reasons := dict(_refusals(inputs)):
            raise CheckError({name: f"{call.name}: `{name}` {why}" for name, why in reasons.items()})
        return {"context": {"location": "."}, **inputs}

    def diff(self, call: Call, state: State, inputs: Plain) -> dict[str, bool]:  # noqa: ARG002
        ignored = inputs.get("ignoreSecretsInDiffCalculation") or []
        old, new = _comparable(state.inputs, ignored), _comparable(inputs, ignored)
        changed = [name for name in old.keys() | new.keys() if old.get(name) != new.get(name)]
        if _context_hash(inputs) != state.outputs.get("contextHash"):
            changed.append("contextHash")
        return dict.fromkeys(changed, False)

    def preview(self, call: Call, inputs: Plain, state: State | None) -> Plain:  # noqa: ARG002
        if inputs.get("buildOnPreview") is not False and not contains_unknown(inputs):
            self._docker.build(call, inputs)
        return {**inputs, "contextHash": _context_hash(inputs), "digest": UNKNOWN, "ref": UNKNOWN}

    def create(self, call: Call, inputs: Plain) -> tuple[str, Plain]:
        outputs = self._build(call, inputs)
        return outputs["digest"], outputs

    def update(self, call: Call, state: State, inputs: Plain) -> Plain:  # noqa: ARG002
        return self._build(call, inputs)

    def read(self, call: Call, state: State) -> State | None:
        """Gone if the registry no longer has what was pushed; a registry that does not answer proves nothing."""
        if not state.outputs.get("push"):
            return state
        reference = Reference.parse(state.outputs["ref"])
        logins = {entry["address"]: entry for entry in state.outputs.get("registries") or []}
        login = logins.get(reference.registry, {})
        try:
            found = manifest_digest(
                registry_url(reference.registry),
                reference,
                (login["username"], login["password"]) if login.get("password") else None,
            )
        except PluginError as error:
            call.log(str(error))
            return state
        return state if found else None

    def delete(self, call: Call, state: State) -> None:  # noqa: ARG002
        """Remove the image from this machine; as with the real provider, what was pushed stays in its registry."""
        for tag in state.outputs.get("tags") or [state.id]:
            self._docker.remove(tag)

    def _build(self, call: Call, inputs: Plain) -> Plain:
        # Hashed before the build: a file saved meanwhile makes the next update build again.
        context_hash = _context_hash(inputs)
        identity = self._docker.build(call, inputs)
        tags = inputs.get("tags") or []
        digest = self._docker.push(call, inputs) if inputs["push"] else identity
        ref = f"{tags[0]}@{digest}" if inputs["push"] else next(iter(tags), "")
        return {**inputs, "contextHash": context_hash, "digest": digest, "ref": ref}


def _refusals(inputs: Plain) -> Any:
    """What this stand-in cannot do, each with what to do instead."""
    context, builder = inputs.get("context"), inputs.get("builder")
    if inputs.get("push") and not inputs.get("tags"):
        yield "tags", "must name where to push to"
    if inputs.get("exports"):
        yield "exports", "is out of the stand-in's reach: use `push`"
    if inputs.get("ssh"):
        yield "ssh", "is out of the stand-in's reach: it forwards no agent"
    if inputs.get("exec"):
        yield "exec", "is out of the stand-in's reach: it runs no docker-buildx"
    if len(inputs.get("platforms") or []) > 1:
        yield "platforms", "may name one platform only: the stand-in's daemon builds no others beside it"
    if isinstance(builder, dict) and builder.get("name") not in (None, "default"):
        yield "builder", "must be the default one: the stand-in has no other"
    if isinstance(context, dict) and context.get("named"):
        yield "context", "cannot have named contexts: the stand-in's daemon knows none"
    if isinstance(context, dict) and "://" in str(context.get("location")):
        yield "context", "must be a local folder: the stand-in fetches none"


def _comparable(inputs: Plain, ignored_secrets: list[str]) -> Plain:
    """The inputs without what changes from run to run and never the image: registry passwords, secrets so declared."""
    kept = copy.deepcopy(inputs)
    for entry in kept.get("registries") or []:
        entry.pop("password", None)
    for name in ignored_secrets:
        (kept.get("secrets") or {}).pop(name, None)
    return kept


def _context_hash(inputs: Plain) -> Any:
    """The hash of what the build sees; unknown while where it lies is."""
    context, dockerfile = inputs["context"], inputs.get("dockerfile") or {}
    if contains_unknown(context) or contains_unknown(dockerfile):
        return UNKNOWN
    folder = Path(context["location"])
    text = dockerfile.get("inline")
    return content_hash(folder, text or Path(dockerfile.get("location") or folder / "Dockerfile"))


class DockerBuild(Provider):
    """The provider; a cancelled update ends its builds at once."""

    def __init__(self) -> None:
        self._docker = Docker()
        name, config = "docker-build", pulumi_docker_build.Provider
        super().__init__(name, version("pulumi-docker-build"), [Image(self._docker)], config=config)

    def cancel(self) -> None:
        self._docker.cancel()


def main() -> None:
    run(DockerBuild())
