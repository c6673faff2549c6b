"""What a program declared, as seen by the engine: every resource with its inputs, through Pulumi's own mocks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi.runtime.mocks import set_mocks


def digest(name: str) -> str:
    """What a build of the image called ``name`` results in."""
    return f"sha256:{hashlib.sha256(name.encode()).hexdigest()}"


SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}
"""How a secret is marked on its way to the engine and back."""

OUTPUTS: dict[str, Callable[[str], dict[str, Any]]] = {
    "docker-build:index:Image": lambda name: {"digest": digest(name)},
    "aws:eks/cluster:Cluster": lambda name: {
        "endpoint": f"https://{name}.eks",
        "certificateAuthority": {"data": "Y2E="},
        "vpcConfig": {"clusterSecurityGroupId": "sg-workloads"},
    },
    "aws:eks/nodeGroup:NodeGroup": lambda name: {"resources": [{"autoscalingGroups": [{"name": f"asg-{name}"}]}]},
    "aws:ec2/launchTemplate:LaunchTemplate": lambda _: {"latestVersion": 3},
    "aws:ecr/repository:Repository": lambda name: {"repositoryUrl": f"123456789012.dkr.ecr.eu.amazonaws.com/{name}"},
    "aws:acm/certificate:Certificate": lambda _: {
        "domainValidationOptions": [
            {"resourceRecordName": "_proof", "resourceRecordType": "CNAME", "resourceRecordValue": "_value"}
        ]
    },
    "aws:lb/loadBalancer:LoadBalancer": lambda name: {"dnsName": f"{name}.elb.amazonaws.com", "zoneId": "ZELB"},
    "aws:rds/instance:Instance": lambda name: {"address": f"{name}.rds", "identifier": name},
    "aws:docdb/cluster:Cluster": lambda name: {"endpoint": f"{name}.docdb", "clusterIdentifier": name},
    "aws:elasticache/replicationGroup:ReplicationGroup": lambda name: {
        "primaryEndpointAddress": f"{name}.cache",
        "replicationGroupId": name,
    },
    "aws:rds/subnetGroup:SubnetGroup": lambda name: {"name": f"{name}-1a2b3c"},
    "aws:docdb/subnetGroup:SubnetGroup": lambda name: {"name": f"{name}-1a2b3c"},
    "random:index/randomPassword:RandomPassword": lambda name: {"result": {**SECRET, "value": f"canary-{name}"}},
    "tls:index/privateKey:PrivateKey": lambda name: {"privateKeyPem": f"canary-key-{name}"},
    "tls:index/selfSignedCert:SelfSignedCert": lambda _: {"certPem": "certificate"},
    **{
        f"pulumi-python:dynamic/gates:{clause}": lambda _: {"met": True, "when": "2026-11-25T12:00:00+00:00"}
        for clause in ("Alerts", "Ci", "Health", "Images", "Migrations", "Model", "Smoke", "Trial")
    },
}
"""Outputs that a provider computes and a component uses; every other output is the input of the same name, or none."""

INVOKES = {
    "aws:ecr/getAuthorizationToken:getAuthorizationToken": {"userName": "AWS", "password": "canary-login"},
    "docker:index/getRegistryImage:getRegistryImage": {"sha256Digest": "sha256:" + "a" * 64},
}


@dataclass(frozen=True)
class Resource:
    """One declaration."""

    type: str
    name: str
    inputs: dict[str, Any]
    provider: str | None


@dataclass
class Declared(pulumi.runtime.Mocks):
    """The mocks that record. A type or invoke with outputs unknown here still works: it echoes its inputs."""

    resources: list[Resource] = field(default_factory=list)

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        self.resources.append(Resource(args.typ, args.name, args.inputs, args.provider))
        outputs = {"arn": f"arn:aws:{args.name}", "name": args.name, **args.inputs}
        if args.typ.startswith("kubernetes:"):
            outputs["metadata"] = {"name": args.name, **args.inputs.get("metadata", {})}
        if computed := OUTPUTS.get(args.typ):
            outputs.update(computed(args.name))
        return f"{args.name}-id", outputs

    def call(self, args: pulumi.runtime.MockCallArgs) -> dict[str, Any]:  # type: ignore[override]
        return INVOKES[args.token]

    def of(self, kind: str) -> list[Resource]:
        """All of a type, given by the end of its token, such as ``rds/instance:Instance``."""
        return [resource for resource in self.resources if resource.type.endswith(kind)]

    def one(self, kind: str, name: str = "") -> Resource:
        """The only resource of a type, or the one with this name."""
        found = [resource for resource in self.of(kind) if name in ("", resource.name)]
        assert len(found) == 1, [resource.name for resource in self.of(kind)]
        return found[0]

    def plain(self) -> str:
        """Everything declared, without what is marked as secret, as text."""
        return json.dumps([[r.type, r.name, _without_secrets(r.inputs)] for r in self.resources], default=str)


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        if value.items() >= SECRET.items():
            return "[secret]"
        return {key: _without_secrets(item) for key, item in value.items()}
    return [_without_secrets(item) for item in value] if isinstance(value, list) else value


def declare(program: Callable[[], Any], declared: Declared | None = None) -> tuple[Declared, Any]:
    """Run a program to its end under the mocks, those given or new ones.

    Returns what it declared, and what it returned with every ``Output`` replaced by its value.
    """
    declared = declared or Declared()
    result: list[Any] = []
    set_mocks(declared, project="lexfix", stack="test", preview=False)

    @pulumi.runtime.test  # type: ignore[untyped-decorator]
    def run() -> pulumi.Output[None]:
        return pulumi.Output.from_input(program()).apply(result.append)

    run()
    return declared, result[0]
