"""Monitoring on a made-up platform, declared once under Pulumi's mocks and looked at by every test."""

from __future__ import annotations

from dataclasses import replace

import pulumi
import pytest

from infra.monitoring import Monitoring, MonitoringArgs, Receivers
from infra.platform import LogBucket
from stacks.local import Settings
from tests.unit.declared import Declared, declare
from tests.unit.lexfix.conftest import CERTIFICATES, PRIVATE, Place

LOCAL = Settings(url="http://localhost:3000", registry="localhost:5000").monitoring
RECEIVERS = Receivers(
    webhook="https://hooks.example.org/canary-webhook",
    pagerduty="canary-pagerduty",
    email="platform@example.org",
    smtp="smtp://mail:canary-mail@mail.example.org:587",
)


def deploy(receivers: Receivers | None = None, log_bucket: LogBucket | None = None, **changes: object) -> Declared:
    """All that the monitoring consists of, with the local stack's settings but for some."""
    settings = replace(LOCAL, **{"level": "full", **changes})  # type: ignore[arg-type]

    def program() -> pulumi.Output[str]:
        place = Place(PRIVATE, CERTIFICATES)
        place.log_bucket = log_bucket
        return Monitoring("monitoring", MonitoringArgs(place, settings, receivers or Receivers())).urn

    return declare(program)[0]


@pytest.fixture(scope="session")
def local() -> Declared:
    """As on a laptop, at its fullest."""
    return deploy()


@pytest.fixture(scope="session")
def told() -> Declared:
    """With Grafana, and somebody who hears of alerts."""
    return deploy(grafana=True, receivers=RECEIVERS)
