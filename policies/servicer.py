"""The pack's server: the SDK's own, with a stricter configuration and less work for each resource."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import grpc
from google.protobuf import json_format
from pulumi.runtime.proto import analyzer_pb2 as pb
from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyResource,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
    policy,
)
from pulumi_policy.deserialize import deserialize_properties
from pulumi_policy.proxy import UnknownValueError, unknown_checking_proxy

from policies.configuration import Setting, problems
from policies.pack import RULES

# The protocol's own names.
# ruff: noqa: N802


class Servicer(policy._PolicyAnalyzerServicer):
    """What ``--policy-pack-config`` names has to exist, and a resource is read once for all policies.

    The SDK reads it anew for each of them, also for those that are not about its type.
    """

    def __init__(self, name: str, version: str, policies: list[Policy], *rest: Any) -> None:
        super().__init__(name, version, policies, *rest)
        self._name, self._version, self._policies = name, version, policies

    def Configure(self, request: Any, _context: grpc.ServicerContext) -> Any:
        """Ends the call, and with it the update, with one sentence for each problem."""
        given: dict[str, Setting] = {
            rule: json_format.MessageToDict(setting.properties) for rule, setting in request.policyConfig.items()
        }
        if wrong := problems(given):
            _context.abort(grpc.StatusCode.INVALID_ARGUMENT, "\n".join(wrong))
        return super().Configure(request, _context)  # type: ignore[no-untyped-call]

    def Analyze(self, request: Any, _context: grpc.ServicerContext) -> pb.AnalyzeResponse:
        """Judge one resource, before it is created or changed."""
        self._configure_runtime_settings()  # type: ignore[no-untyped-call]
        response = pb.AnalyzeResponse()
        seen = self._read(request)
        for one in self._in_force(ResourceValidationPolicy):
            if seen.resource_type in RULES[one.name].kinds:
                config = self._get_policy_config(one.name)
                args = ResourceValidationArgs(
                    seen.resource_type, seen.props, seen.urn, seen.name, seen.opts, seen.provider, config
                )
                self._ask(one, args, response)
        return response

    def AnalyzeStack(self, request: Any, _context: grpc.ServicerContext) -> pb.AnalyzeResponse:
        """Judge how all resources fit together."""
        self._configure_runtime_settings()  # type: ignore[no-untyped-call]
        response = pb.AnalyzeResponse()
        seen = [self._read(resource) for resource in request.resources]
        for one in self._in_force(StackValidationPolicy):
            self._ask(one, StackValidationArgs(seen, self._get_policy_config(one.name)), response)
        return response

    def _in_force(self, kind: type[ResourceValidationPolicy] | type[StackValidationPolicy]) -> Iterator[Any]:
        for one in self._policies:
            if isinstance(one, kind) and self._get_enforcement_level(one) != EnforcementLevel.DISABLED:
                yield one

    def _read(self, resource: Any) -> PolicyResource:
        """A resource as rules see it: they ask for none of its relations."""
        props = unknown_checking_proxy(deserialize_properties(json_format.MessageToDict(resource.properties)))
        options = self._get_resource_options(resource)
        provider = self._get_provider_resource(resource)
        return PolicyResource(resource.type, props, resource.urn, resource.name, options, provider, None, [], {})

    def _ask(self, one: Any, args: Any, response: pb.AnalyzeResponse) -> None:
        level = self._get_enforcement_level(one)
        if level == EnforcementLevel.REMEDIATE:
            level = EnforcementLevel.MANDATORY  # As the SDK does: no rule repairs anything.
        report = self._create_report_violation(response, one.name, one.description, level, one.severity)
        try:
            one.validate(args, report)
        except UnknownValueError as error:
            pack = f"{self._name}@v{self._version}"
            response.diagnostics.append(
                pb.AnalyzeDiagnostic(
                    policyName=one.name,
                    policyPackName=self._name,
                    policyPackVersion=self._version,
                    message=f"can't run policy '{one.name}' from policy pack '{pack}' during preview: {error.message}",
                    description=one.description,
                    enforcementLevel=pb.ADVISORY,
                )
            )
