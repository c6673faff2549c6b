"""LexFix on this machine's cluster."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from infra.forms import form
from infra.gates.settings import GateSettings
from infra.lexfix.size import Size
from infra.monitoring import MonitoringSettings
from infra.platform import Platform
from stacks.settings import Environment


class Settings(Environment):
    """A node of two cores carries all of it, so little CPU is reserved."""

    registry: Annotated[str, form(r"[a-z0-9.-]+(:[0-9]+)?(/[a-z0-9._/-]+)?", "localhost:5000")]
    """Image registry that this machine and the cluster's nodes both reach: ``localhost:5000``."""
    context: Annotated[str, StringConstraints(min_length=1)] | None = None
    """Context of the kubeconfig; the current one if unset."""
    app: Size = Size(cpu="50m", memory="256Mi", memory_limit="768Mi", smallest=1, largest=2, scale_at="800m")
    ml: Size = Size(cpu="50m", memory="512Mi", memory_limit="1Gi", smallest=1, largest=2, scale_at="1500m")
    demo: bool = True
    # Who edits and looks has not run all checks yet; a scanner is not on every machine.
    gates: GateSettings = GateSettings(
        ci_enforced=False,
        scan_enforced=False,
        settle_seconds=60,
        slowest_score_seconds=5,
        alerts_settle_seconds=5,
        smoke_tests="read-only",
    )
    monitoring: MonitoringSettings = MonitoringSettings(
        level="core", grafana=False, retention_days=7, storage_gib=2, memory="320Mi"
    )

    def platform(self) -> Platform:
        from infra.local import LocalPlatform, LocalPlatformArgs  # noqa: PLC0415 - only this stack needs it
        from infra.local.cluster import locate  # noqa: PLC0415

        cluster = locate(self.context)
        cluster.check()
        return LocalPlatform("local", LocalPlatformArgs(cluster=cluster, registry=self.registry, url=self.url))
