"""Stands in for `docker-build` where no image can be built.

An image is not built: a manifest named after its tag and build arguments goes into moto's ECR, under that tag and into
the repository that the stack declares. LexFix's tags are the hash of what would be built, so the digest changes when,
and only when, that changes; and ECR's own rules (a repository that does not exist, a tag that must not move) hold.
"""

from __future__ import annotations

import hashlib
import json
import re
from importlib.metadata import version

import pulumi_docker_build
from botocore.exceptions import ClientError

from tests.standins.aws.calls import Aws
from tools.plugins.docker_build import Image
from tools.plugins.docker_client import Docker
from tools.plugins.provider import Provider
from tools.plugins.resource import Call, Plain, PluginError, State
from tools.plugins.servicer import run

_ECR = re.compile(r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/(?P<name>[^:@]+):(?P<tag>.+)")


class Ledger(Docker):
    """In the place of the Docker command: it writes down what would have been built and pushed."""

    def build(self, call: Call, inputs: Plain) -> str:
        """The name that the image would have: the hash of all that goes into it."""
        del call
        return f"sha256:{hashlib.sha256(_manifest(inputs).encode()).hexdigest()}"

    def push(self, call: Call, inputs: Plain) -> str:
        for tag in inputs["tags"]:
            ecr, name, label = _repository(tag)
            image = {"imageTag": label, "imageManifest": _manifest(inputs), "imageDigest": self.build(call, inputs)}
            try:
                ecr.call("ecr", "PutImage", {"repositoryName": name, **image})
            except ClientError as error:
                if error.response["Error"]["Code"] != "ImageAlreadyExistsException":
                    raise PluginError(f"{call.name}: {error}") from error
        return self.build(call, inputs)

    def remove(self, reference: str) -> None:
        """Nothing lies on this machine."""


class PretendedImage(Image):
    """``docker-build:index:Image`` with its checks, and without a daemon."""

    def read(self, call: Call, state: State) -> State | None:
        ecr, name, label = _repository(state.outputs["tags"][0])
        del call
        try:
            ecr.call("ecr", "DescribeImages", {"repositoryName": name, "imageIds": [{"imageTag": label}]})
        except ClientError:
            return None
        return state


def _repository(tag: str) -> tuple[Aws, str, str]:
    parts = _ECR.fullmatch(tag)
    if not parts:
        raise PluginError(f"{tag} is no address in ECR: with these stand-ins images go nowhere else")
    return Aws(parts["region"]), parts["name"], parts["tag"]


def _manifest(inputs: Plain) -> str:
    """An image manifest whose only layer is named after what would be built."""
    built_from = json.dumps([inputs["tags"], inputs.get("buildArgs")], sort_keys=True).encode()
    layer = f"sha256:{hashlib.sha256(built_from).hexdigest()}"
    kind = "application/vnd.oci.image"
    return json.dumps(
        {
            "schemaVersion": 2,
            "mediaType": f"{kind}.manifest.v1+json",
            "config": {"mediaType": f"{kind}.config.v1+json", "digest": layer, "size": 1},
            "layers": [{"mediaType": f"{kind}.layer.v1.tar+gzip", "digest": layer, "size": 1}],
        }
    )


def main() -> None:
    """Serve it to the engine."""
    images = [PretendedImage(Ledger())]
    run(Provider("docker-build", version("pulumi-docker-build"), images, config=pulumi_docker_build.Provider))
