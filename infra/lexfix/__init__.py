"""LexFix, the application, on any platform."""

from infra.lexfix.component import LexFix, LexFixArgs
from infra.lexfix.size import Size
from infra.lexfix.telemetry import Telemetry

__all__ = ["LexFix", "LexFixArgs", "Size", "Telemetry"]
