"""Alertmanager: which alerts belong together, which make others needless, and who is told."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pulumi
import yaml
from pulumi_kubernetes.networking import v1 as networking

from infra.lexfix.network import dns, ports
from infra.monitoring.part import METRICS, SECRETS, Part, PartArgs, Volume
from infra.monitoring.settings import Receivers

NAME = "alertmanager"
PORT = 9093
IMAGE = "prom/alertmanager:v0.35.0"
DATA = "/alertmanager"
VOLUME_GIB = 1
FILE = "alertmanager.yml"
SYMPTOMS = "CrashLoop|PodsNotReady|TargetDown"


def alertmanager(namespace: pulumi.Input[str], receivers: Receivers, opts: pulumi.ResourceOptions) -> Part:
    """One pod; its volume keeps silences and what has been told."""
    text = yaml.safe_dump(configuration(receivers))
    outside = [networking.NetworkPolicyEgressRuleArgs(ports=ports(443, *_mail_ports(receivers)))]
    return Part(
        NAME,
        PartArgs(
            namespace=namespace,
            image=IMAGE,
            command=[
                "/bin/alertmanager",
                f"--config.file={SECRETS}/{FILE}",
                f"--storage.path={DATA}",
                # One pod has no peers to talk to.
                "--cluster.listen-address=",
            ],
            ports={METRICS: PORT},
            ready="/-/ready",
            live="/-/healthy",
            memory="48Mi",
            volume=Volume(DATA, f"{VOLUME_GIB}Gi"),
            secret_files={FILE: pulumi.Output.secret(text)},
            calls=[dns(), *outside] if receivers != Receivers() else [],
        ),
        opts,
    )


def configuration(receivers: Receivers) -> dict[str, Any]:
    """``alertmanager.yml``, secrets included. Without a receiver alerts are shown and sent nowhere."""
    return {
        "route": {
            "receiver": "nobody",
            "group_by": ["alertname", "namespace", "service"],
            "group_wait": "30s",
            "group_interval": "5m",
            "repeat_interval": "12h",
            "routes": [
                {"receiver": "nobody", "matchers": ['alertname="Watchdog"']},
                {"receiver": "urgent", "matchers": ['severity="page"'], "repeat_interval": "4h"},
                {"receiver": "later", "matchers": ['severity="ticket"']},
            ],
        },
        "receivers": _receivers(receivers),
        "inhibit_rules": [
            # What burns fast burns slowly as well.
            _makes_needless(['severity="page"', 'slo!=""'], ['severity="ticket"', 'slo!=""'], ["slo"]),
            # Who is not there cannot be slow, full or restarting.
            _makes_needless(
                ['alertname="ServiceDown"'], ['alertname=~"TargetDown|CrashLoop|PodsNotReady"'], ["namespace"]
            ),
            _makes_needless(['alertname="NodeNotReady"'], ['alertname=~"TargetDown|PodsNotReady"'], []),
        ],
    }


def _makes_needless(source: list[str], target: list[str], equal: list[str]) -> dict[str, Any]:
    return {"source_matchers": source, "target_matchers": target, "equal": equal}


def _receivers(receivers: Receivers) -> list[dict[str, Any]]:
    """``urgent`` hears by every way, ``later`` by those that wake nobody."""
    quiet: dict[str, Any] = {}
    if receivers.webhook:
        quiet["webhook_configs"] = [{"url": receivers.webhook.get_secret_value()}]
    if receivers.email and receivers.smtp:
        quiet["email_configs"] = [_mail(receivers.email, receivers.smtp.get_secret_value())]
    loud = dict(quiet)
    if receivers.pagerduty:
        loud["pagerduty_configs"] = [{"routing_key": receivers.pagerduty.get_secret_value()}]
    return [{"name": "nobody"}, {"name": "urgent", **loud}, {"name": "later", **quiet}]


def _mail(to: str, server: str) -> dict[str, Any]:
    url = urlsplit(server)
    return {
        "to": to,
        "from": to,
        "smarthost": f"{url.hostname}:{url.port}",
        "auth_username": url.username,
        "auth_password": url.password,
        "require_tls": True,
    }


def _mail_ports(receivers: Receivers) -> list[int]:
    port = urlsplit(receivers.smtp.get_secret_value()).port if receivers.smtp else None
    return [port] if port else []
