"""Stands in for `docker` where no public image can be looked up: digests are made up from the names."""

from __future__ import annotations

import hashlib
import os
from importlib.metadata import version

import pulumi_docker

from tools.plugins.provider import Provider
from tools.plugins.resource import Call, Function, Plain
from tools.plugins.sdk import Shape
from tools.plugins.servicer import run

MOVED = "LEXFIX_TAGS_MOVED"
"""Environment variable: set, every public tag stands for another image than before."""


class PublicImage(Function):
    """``getRegistryImage``: the same made-up digest for the same name, until the variable ``MOVED`` is set."""

    token = "docker:index/getRegistryImage:getRegistryImage"
    shape = Shape(dict.fromkeys(("name", "insecureSkipVerify", "authConfig")), frozenset({"name"}))

    def __call__(self, call: Call, arguments: Plain) -> Plain:
        del call
        stands_for = arguments["name"] + os.environ.get(MOVED, "")
        digest = f"sha256:{hashlib.sha256(stands_for.encode()).hexdigest()}"
        return {**arguments, "id": digest, "sha256Digest": digest}


def main() -> None:
    """Serve it to the engine."""
    run(Provider("docker", version("pulumi-docker"), functions=[PublicImage()], config=pulumi_docker.Provider))
