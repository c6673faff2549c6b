"""Monitoring as one component."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from infra.lexfix.alerts import Watch
from infra.lexfix.namespace import namespace
from infra.lexfix.network import deny_by_default
from infra.monitoring import prometheus
from infra.monitoring.alertmanager import alertmanager
from infra.monitoring.collector import collector
from infra.monitoring.exporters import cluster_exporters, store_exporters
from infra.monitoring.grafana import grafana
from infra.monitoring.loki import loki
from infra.monitoring.settings import MonitoringSettings, Receivers
from infra.monitoring.traces import traces
from infra.platform import MONITORING, Platform


@dataclass(frozen=True)
class MonitoringArgs:
    """What is watched, how closely, and who is told."""

    platform: Platform
    settings: MonitoringSettings
    receivers: Receivers


class Monitoring(pulumi.ComponentResource):
    """Prometheus, Alertmanager and the exporters, in a namespace of their own; LexFix runs without them."""

    watch: Watch
    """What tells LexFix's gate whether alerts fire."""

    def __init__(self, name: str, args: MonitoringArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        platform, settings = args.platform, args.settings
        kubernetes = pulumi.ResourceOptions(providers=[platform.kubernetes])
        super().__init__("lexfix:monitoring:Monitoring", name, None, pulumi.ResourceOptions.merge(opts, kubernetes))
        child = pulumi.ResourceOptions(parent=self)
        space = namespace(self, MONITORING).metadata.name
        deny_by_default(self, space, "monitoring-deny-by-default")
        self.watch = Watch(
            url=f"http://{prometheus.NAME}.{MONITORING}:{prometheus.PORT}",
            port=prometheus.PORT,
            namespace=MONITORING,
            alerts=prometheus.alerts(),
            ready=[prometheus.prometheus(space, settings, child)],
        )
        alertmanager(space, args.receivers, child)
        cluster_exporters(space, child)
        store_exporters(space, platform.stores, child)
        if settings.level == "full":
            loki(space, settings, platform.log_bucket, child)
            traces(space, settings, child)
            collector(space, child)
        if settings.grafana:
            grafana(space, settings, child)
        self.register_outputs({})
