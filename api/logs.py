"""Structured logs on stderr, one JSON object per line: events and ids, never content, keys or personal data."""

import logging
import sys
import threading

import structlog


class RedactingHandler(logging.Handler):
    """Logs where a library's record came from and the kind of error. It drops the message, which may hold content."""

    def emit(self, record: logging.LogRecord) -> None:
        kind = record.exc_info[0] if record.exc_info else None
        structlog.get_logger().log(
            record.levelno,
            "library",
            logger=record.name,
            location=f"{record.module}:{record.lineno}",
            error=kind.__name__ if kind else "",
        )


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
    logging.basicConfig(handlers=[RedactingHandler()], level=logging.WARNING, force=True)
    threading.excepthook = _log_thread_error


def _log_thread_error(arguments: threading.ExceptHookArgs) -> None:
    structlog.get_logger().error("internal error", error=arguments.exc_type.__name__)
