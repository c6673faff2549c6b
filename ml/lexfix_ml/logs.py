"""Logs as JSON lines; never a phrase, a recording or an address."""

import logging
import sys
import traceback

import structlog
from opentelemetry import trace
from structlog.typing import EventDict, ExcInfo, WrappedLogger


def _trace(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Names the trace that the event belongs to."""
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event["trace_id"] = trace.format_trace_id(context.trace_id)
        event["span_id"] = trace.format_span_id(context.span_id)
    return event


def _failure(exc_info: ExcInfo) -> dict[str, object]:
    """What was raised and where. Its message and the variables around it may quote what a learner sent."""
    kind, _, raised = exc_info
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(raised)]
    return {"type": kind.__name__, "places": places}


def configure(level: str) -> None:
    """Send everything, libraries' logs too, to standard output as JSON."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _trace,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.ExceptionRenderer(_failure),
                structlog.processors.EventRenamer("message"),
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    logging.getLogger("uvicorn.access").disabled = True
    for name in ("pymongo", "psycopg.pool", "numba", "multipart", "python_multipart"):
        logging.getLogger(name).setLevel(logging.WARNING)
