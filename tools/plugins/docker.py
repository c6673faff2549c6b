"""Stands in for `pulumi-resource-docker`: the digests of public images, from the registry that stands in for theirs."""

from __future__ import annotations

import os
from importlib.metadata import version

import pulumi_docker

from tools.plugins.manifests import Reference, manifest_digest, registry_url, tags
from tools.plugins.provider import Provider
from tools.plugins.resource import Call, Function, Plain, PluginError
from tools.plugins.sdk import Shape
from tools.plugins.servicer import run

_OWN = ("localhost", "127.0.0.1")


class GetRegistryImage(Function):
    """What digest a tag stands for today."""

    token = "docker:index/getRegistryImage:getRegistryImage"  # noqa: S105 a type token
    shape = Shape(dict.fromkeys(("name", "insecureSkipVerify", "authConfig")), frozenset({"name"}))

    def __call__(self, call: Call, arguments: Plain) -> Plain:  # noqa: ARG002
        reference = Reference.parse(arguments["name"])
        own = reference.registry.partition(":")[0] in _OWN
        url = registry_url(reference.registry) if own else os.environ.get("LEXFIX_MIRROR", "http://localhost:5000")
        digest = manifest_digest(url, reference)
        if digest is None:
            known = ", ".join(tags(url, reference))
            hint = f"it has the tags {known}" if known else "it has no image of that name"
            raise PluginError(f"The registry {url} has no {reference} (asked for as {arguments['name']}): {hint}.")
        return {**arguments, "id": digest, "sha256Digest": digest}


def main() -> None:
    run(Provider("docker", version("pulumi-docker"), functions=[GetRegistryImage()], config=pulumi_docker.Provider))
