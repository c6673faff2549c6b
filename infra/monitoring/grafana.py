"""Grafana: the dashboards of ``dashboards/``, read only, behind a password."""

from __future__ import annotations

from pathlib import Path

import pulumi
import pulumi_random as random
import yaml
from pulumi_kubernetes.networking import v1 as networking

from infra.lexfix.network import dns, pods_of
from infra.monitoring.part import CONFIGURATION, METRICS, Part, PartArgs
from infra.monitoring.settings import MonitoringSettings
from infra.platform import MONITORING

NAME = "grafana"
PORT = 3000
IMAGE = "grafana/grafana:12.3.0"
DASHBOARDS = Path(__file__).parent / "dashboards"
USER = 472
SOURCES = {
    "core": {"prometheus": "http://prometheus:9090"},
    "full": {"prometheus": "http://prometheus:9090", "loki": "http://loki:3100", "jaeger": "http://traces:16686"},
}
"""Data sources of each level, type to address."""
LINKS = {
    "prometheus": {"exemplarTraceIdDestinations": [{"name": "trace_id", "datasourceUid": "jaeger"}]},
    "loki": {
        "derivedFields": [
            {
                "name": "trace",
                "matcherType": "label",
                "matcherRegex": "trace_id",
                "url": "${__value.raw}",
                "datasourceUid": "jaeger",
            }
        ]
    },
}
"""How a point of a graph, or a line of a log, leads to its trace."""


def grafana(namespace: pulumi.Input[str], settings: MonitoringSettings, opts: pulumi.ResourceOptions) -> Part:
    """One pod without a volume: all that it shows is provisioned, all that it knows can be made again."""
    password = random.RandomPassword("grafana-admin", length=32, special=False, opts=opts)
    return Part(
        NAME,
        PartArgs(
            namespace=namespace,
            image=IMAGE,
            command=["/run.sh"],
            ports={METRICS: PORT},
            ready="/api/health",
            live="/api/health",
            user=USER,
            memory="256Mi",
            scratch=["/tmp", "/var/lib/grafana"],  # noqa: S108 - paths inside the container
            configuration=provisioning(settings),
            environment={
                "GF_PATHS_PROVISIONING": CONFIGURATION,
                "GF_AUTH_ANONYMOUS_ENABLED": "false",
                "GF_USERS_ALLOW_SIGN_UP": "false",
                "GF_ANALYTICS_REPORTING_ENABLED": "false",
                "GF_ANALYTICS_CHECK_FOR_UPDATES": "false",
                "GF_PLUGINS_PREINSTALL_DISABLED": "true",
            },
            secrets={"GF_SECURITY_ADMIN_PASSWORD": password.result},
            calls=[dns(), networking.NetworkPolicyEgressRuleArgs(to=pods_of(MONITORING))],
        ),
        opts,
    )


def provisioning(settings: MonitoringSettings) -> dict[str, str]:
    """The files that Grafana reads when it starts, by path."""
    sources = {
        "apiVersion": 1,
        "datasources": [
            # The dashboards name their source by this uid.
            {
                "name": kind.capitalize(),
                "uid": kind,
                "type": kind,
                "url": url,
                "access": "proxy",
                "editable": False,
                "jsonData": LINKS.get(kind, {}) if settings.level == "full" else {},
            }
            for kind, url in SOURCES[settings.level].items()
        ],
    }
    folder = {
        "name": "LexFix",
        "type": "file",
        "disableDeletion": True,
        "options": {"path": f"{CONFIGURATION}/dashboards"},
    }
    providers = {"apiVersion": 1, "providers": [folder]}
    return {
        "datasources/lexfix.yaml": yaml.safe_dump(sources),
        "dashboards/lexfix.yaml": yaml.safe_dump(providers),
        **{f"dashboards/{file.name}": file.read_text() for file in sorted(DASHBOARDS.glob("*.json"))},
    }
