"""The real programs, run once each under Pulumi's mocks, and what they declared as the policies see it."""

from __future__ import annotations

import importlib
import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pulumi
import yaml
from pulumi.runtime.mocks import set_mocks
from pulumi_policy import PolicyCustomTimeouts, PolicyResource, PolicyResourceOptions
from pulumi_policy.deserialize import deserialize_properties
from pulumi_policy.proxy import unknown_checking_proxy

from tests.unit.declared import Declared

REPOSITORY = Path(__file__).resolve().parents[2]
OPTIONS = PolicyResourceOptions(False, [], None, [], PolicyCustomTimeouts(0, 0, 0), [], None)
IMAGE = "docker-build:index:Image"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"


@dataclass(frozen=True)
class Recorded:
    """A resource with its inputs, which resource rules judge, and its outputs, which stack rules judge."""

    type: str
    name: str
    inputs: dict[str, Any]
    outputs: dict[str, Any]

    @property
    def urn(self) -> str:
        return f"urn:pulumi:test::lexfix::{self.type}::{self.name}"

    @cached_property
    def checked(self) -> dict[str, Any]:
        """The inputs as the SDK hands them to a rule: reading what is not known raises."""
        return unknown_checking_proxy(self.inputs)

    @cached_property
    def resource(self) -> PolicyResource:
        """The outputs, as a stack rule gets them."""
        return PolicyResource(
            self.type, unknown_checking_proxy(self.outputs), self.urn, self.name, OPTIONS, None, None, [], {}
        )


@dataclass
class Recorder(Declared):
    """The mocks of the platform's tests, with the outputs kept as well."""

    recorded: list[Recorded] = field(default_factory=list)

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        identifier, outputs = super().new_resource(args)
        if args.typ == IMAGE:
            # Two images that differ, as far as the program can tell.
            outputs["digest"] = f"sha256:{args.name.encode().hex():0<64}"
        if args.typ == BALANCER:
            outputs["arnSuffix"] = f"net/{args.name}"
        known = deserialize_properties({**outputs, "id": identifier})
        self.recorded.append(Recorded(args.typ, args.name, deserialize_properties(args.inputs), known))
        return identifier, outputs


def record(stack: str, kubeconfig: Path) -> list[Recorded]:
    """Run ``stacks/__main__.py`` for a stack with the config of its ``Pulumi.<stack>.yaml``.

    ``kubeconfig`` is written: the local program looks for a cluster that answers.
    """
    recorder = Recorder()
    config = yaml.safe_load((REPOSITORY / f"Pulumi.{stack}.yaml").read_text())["config"]
    set_mocks(recorder, project="lexfix", stack=stack, preview=False)
    pulumi.runtime.set_all_config({key: str(value) for key, value in config.items()})

    @pulumi.runtime.test  # type: ignore[untyped-decorator]
    def run() -> None:
        sys.modules.pop("stacks.__main__", None)
        importlib.import_module("stacks.__main__")

    with socket.create_server(("127.0.0.1", 0)) as cluster:
        kubeconfig.write_text(yaml.safe_dump(_kubeconfig(cluster.getsockname()[1])))
        with patch.dict(os.environ, {"KUBECONFIG": str(kubeconfig)}):
            run()
    return recorder.recorded


def _kubeconfig(port: int) -> Mapping[str, Any]:
    return {
        "current-context": "local",
        "contexts": [{"name": "local", "context": {"cluster": "local"}}],
        "clusters": [{"name": "local", "cluster": {"server": f"https://127.0.0.1:{port}"}}],
    }
