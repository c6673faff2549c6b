"""The pack's server, which refuses a configuration that it does not understand."""

from __future__ import annotations

from typing import Any

import grpc
from google.protobuf import json_format
from pulumi_policy import policy

from policies.configuration import Setting, problems


class Servicer(policy._PolicyAnalyzerServicer):
    """The SDK's own, except that what ``--policy-pack-config`` names has to exist."""

    def Configure(self, request: Any, _context: grpc.ServicerContext) -> Any:  # noqa: N802 - the protocol's name
        """Ends the call, and with it the update, with one sentence for each problem."""
        given: dict[str, Setting] = {
            rule: json_format.MessageToDict(setting.properties) for rule, setting in request.policyConfig.items()
        }
        if wrong := problems(given):
            _context.abort(grpc.StatusCode.INVALID_ARGUMENT, "\n".join(wrong))
        return super().Configure(request, _context)  # type: ignore[no-untyped-call]
