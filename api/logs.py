"""Structured logs on stderr, one JSON object per line: events and ids, never content, keys or personal data."""

import atexit
import logging
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from queue import Empty, Full, Queue
from typing import TextIO

import structlog
from structlog.typing import EventDict

from tracing.spans import log_fields

MAX_WAITING_LINES = 10_000  # a few MB
FLUSH_SECONDS = 1.0


class BackgroundWriter:
    """Writes lines in a thread. A full disk, a closed pipe or one that nobody reads costs log lines, never a request;
    the next line that can be written tells how many, `lost`."""

    def __init__(self, out: TextIO) -> None:
        self._out, self._lines, self.lost = out, Queue[str | None](MAX_WAITING_LINES), 0
        self._thread = threading.Thread(target=self._write_all, name="log", daemon=True)
        self._thread.start()
        atexit.register(self.close)

    def msg(self, line: str) -> None:
        try:
            self._lines.put_nowait(line)
        except Full:
            self.lost += 1

    debug = info = warning = error = critical = fatal = exception = log = failure = msg

    def close(self) -> None:
        """Writes what waits, if that takes no longer than a moment."""
        with suppress(Full):
            self._lines.put_nowait(None)
            self._thread.join(FLUSH_SECONDS)

    def _write_all(self) -> None:
        while (line := self._lines.get()) is not None:
            self._write([line, *self._waiting()])

    def _waiting(self) -> list[str]:
        lines: list[str] = []
        with suppress(Empty):
            while (line := self._lines.get_nowait()) is not None:
                lines.append(line)
            self._lines.put_nowait(None)
        return lines

    def _write(self, lines: Sequence[str]) -> None:
        lost, self.lost = self.lost, 0
        report = [f'\n{{"event": "log lines lost", "count": {lost}}}'] if lost else []  # the last line may be torn
        try:
            self._out.write("".join(f"{line}\n" for line in (*report, *lines)))
            self._out.flush()
        except (OSError, ValueError):  # ValueError: the stream is closed
            self.lost += lost + len(lines)


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
    writer = BackgroundWriter(sys.stderr)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            add_trace_ids,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=lambda *_: writer,
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(handlers=[RedactingHandler()], level=logging.WARNING, force=True)
    threading.excepthook = _log_thread_error


def add_trace_ids(_: object, __: str, line: EventDict) -> EventDict:
    """With `trace_id` and `span_id`, where a trace is recorded."""
    return {**line, **log_fields()}


def _log_thread_error(arguments: threading.ExceptHookArgs) -> None:
    structlog.get_logger().error("internal error", error=arguments.exc_type.__name__)
