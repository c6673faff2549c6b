"""The two environments, declared once under Pulumi's mocks and looked at by every test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pytest

from stacks.settings import load
from tests.unit.declared import Declared, declare

CONFIG: Mapping[str, str] = {
    "account": "123456789012",
    "zone_id": "Z0123456789ABCDEFGHIJ",
    "api_networks": "203.0.113.0/24",
    "alarm_emails": "platform@lexfix.com",
}
"""As in Pulumi.staging.yaml and Pulumi.prod.yaml."""


@dataclass(frozen=True)
class Environment:
    """What one environment declared, and what its platform offers LexFix."""

    declared: Declared
    offers: dict[str, Any]


def cidr(peer: Any) -> str:
    """The addresses that a network policy names."""
    found: str = peer.ip_block.cidr
    return found


def build(stack: str) -> Environment:
    """Declare an environment's platform."""

    def program() -> dict[str, Any]:
        platform = load(stack, CONFIG).platform()
        stores, registry = platform.stores, platform.registry
        return {
            "postgres": stores.postgres,
            "mongodb": stores.mongodb,
            "redis": stores.redis,
            "ca": stores.certificate_authority,
            "peers": [pulumi.Output.from_input(peer).apply(cidr) for peer in stores.peers],
            "repositories": registry.repositories,
            "caches": registry.caches,
            "login": registry.logins[0].password,
            "url": platform.entrance.url,
            "host": platform.entrance.host,
            "class": platform.entrance.ingress_class,
            "annotations": platform.entrance.annotations,
            "namespace": platform.entrance.namespace,
        }

    return Environment(*declare(program))


@pytest.fixture(scope="session")
def staging() -> Environment:
    return build("staging")


@pytest.fixture(scope="session")
def prod() -> Environment:
    return build("prod")
