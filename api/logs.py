"""Structured logs, a JSON object a line on stderr: events and ids, never content, keys or personal data."""

import logging
import sys
import threading

import structlog


class Told(logging.Handler):
    """What libraries log: who, where and the kind of error alone, for their words may hold content."""

    def emit(self, record: logging.LogRecord) -> None:
        kind = record.exc_info[0] if record.exc_info else None
        error = kind.__name__ if kind else ""
        told = {"place": f"{record.module}:{record.lineno}", "error": error}
        structlog.get_logger().log(record.levelno, "library", logger=record.name, **told)


def set_up_logs(level: str = "INFO") -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(handlers=[Told()], level=logging.WARNING, force=True)
    threading.excepthook = _thread_ended


def _thread_ended(ended: threading.ExceptHookArgs) -> None:
    structlog.get_logger().error("defect", error=ended.exc_type.__name__)
