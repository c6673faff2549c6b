"""What watches LexFix, on any platform."""

from infra.monitoring.component import Monitoring, MonitoringArgs
from infra.monitoring.settings import MonitoringSettings, Receivers

__all__ = ["Monitoring", "MonitoringArgs", "MonitoringSettings", "Receivers"]
