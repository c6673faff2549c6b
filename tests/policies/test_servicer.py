"""The pack's server reads each resource once; what it says is what the SDK's own would say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import json_format, struct_pb2
from pulumi.runtime.proto import analyzer_pb2 as pb
from pulumi_policy import EnforcementLevel, policy
from pulumi_policy.proxy import UNKNOWN_OBJECT_VALUE

import policies as policies_package
from policies.pack import policies
from policies.servicer import Servicer
from tests.policies.programs import Recorded

KINDS = ("kubernetes:apps/v1:Deployment", "kubernetes:core/v1:Secret", "docker-build:index:Image")


def sound(properties: Mapping[str, Any]) -> dict[str, Any]:
    return dict(properties)


def empty(_properties: Mapping[str, Any]) -> dict[str, Any]:
    return {}


def unknown(properties: Mapping[str, Any]) -> dict[str, Any]:
    return dict.fromkeys(properties, UNKNOWN_OBJECT_VALUE)


def struct(properties: Mapping[str, Any]) -> struct_pb2.Struct:
    return json_format.ParseDict(properties, struct_pb2.Struct())


@pytest.fixture(params=[None, pb.ADVISORY, pb.REMEDIATE, pb.DISABLED], ids=["as it is", "advice", "remedies", "off"])
def servers(request: pytest.FixtureRequest) -> tuple[Any, Any]:
    """Ours and the SDK's, with the same configuration."""
    arguments = ("lexfix", "0.0.1", policies(), EnforcementLevel.MANDATORY)
    both = Servicer(*arguments), policy._PolicyAnalyzerServicer(*arguments)  # type: ignore[no-untyped-call]
    if request.param is not None:
        configuration = pb.ConfigureAnalyzerRequest()
        configuration.policyConfig["seccomp"].enforcementLevel = request.param
        configuration.policyConfig["images-of-this-stack"].enforcementLevel = request.param
        for server in both:
            server.Configure(configuration, None)
    return both


@pytest.mark.parametrize("change", [sound, empty, unknown])
@pytest.mark.parametrize("preview", ["true", "false"])
def test_it_says_what_the_sdk_would_say(
    programs: dict[str, list[Recorded]],
    servers: tuple[Any, Any],
    change: Callable[[Mapping[str, Any]], dict[str, Any]],
    preview: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in {"PROJECT": "lexfix", "STACK": "local", "DRY_RUN": preview}.items():
        monkeypatch.setenv(f"PULUMI_{name}", value)
    judged = [one for one in programs["local"] if one.type in KINDS]
    requests = [
        pb.AnalyzeRequest(type=one.type, urn=one.urn, name=one.name, properties=struct(change(one.inputs)))
        for one in judged
    ]
    whole = pb.AnalyzeStackRequest(
        resources=[
            pb.AnalyzerResource(type=one.type, urn=one.urn, name=one.name, properties=struct(change(one.outputs)))
            for one in judged
        ]
    )
    ours, theirs = servers
    said = [ours.Analyze(request, None) for request in requests]
    assert said == [theirs.Analyze(request, None) for request in requests]
    assert ours.AnalyzeStack(whole, None) == theirs.AnalyzeStack(whole, None)
    assert any(answer.diagnostics for answer in said) == (change is not sound)


def test_no_rule_asks_for_the_relations_that_the_server_does_not_read() -> None:
    asked = re.compile(r"\.(parent|dependencies|property_dependencies|stack_tags)\b")
    readers = [file for file in Path(policies_package.__file__).parent.rglob("*.py") if asked.search(file.read_text())]
    assert readers == []
