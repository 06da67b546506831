"""Spans: opens one under the span that is open, where a trace is recorded, and costs next to nothing elsewhere."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar, copy_context
from enum import StrEnum
from typing import Protocol, TypeVar

A = TypeVar("A")
R = TypeVar("R")
AttributeValue = str | int | float | bool | tuple[str, ...] | None
Attributes = Mapping[str, AttributeValue]
NO_ATTRIBUTES: Attributes = {}
ERROR_TYPE = "error.type"
OnLoss = Callable[[int, bool], None]
"""Receives how many spans were lost, and whether they are the first ones of this process."""


class SpanKind(StrEnum):
    """As OpenTelemetry names what a span describes."""

    INTERNAL = "internal"
    SERVER = "server"
    CLIENT = "client"
    CONSUMER = "consumer"


class Span(Protocol):
    """Attributes hold ids, counts and names of our own. Content, names of people and creators' ids are never set."""

    def set(self, attributes: Attributes) -> None:
        """A None is left out."""
        ...

    def rename(self, name: str) -> None: ...

    def fail(self, error_type: str) -> None:
        """Marks the span as failed, the first time. `error_type`: a kind or a class name, never a message."""
        ...


class Recorder(Protocol):
    """Opens spans that are sent somewhere."""

    def open(
        self, name: str, attributes: Attributes, kind: SpanKind, traceparent: str | None
    ) -> AbstractContextManager[Span]:
        """Under `traceparent` if that is valid, else under the span that is open."""
        ...

    def open_ids(self) -> tuple[str, str, bool] | None:
        """Of the span that is open: trace id and span id in hexadecimal, and whether it is sampled."""
        ...


class NoSpan:
    """A span that is not recorded."""

    def set(self, attributes: Attributes) -> None:
        """Does nothing."""

    def rename(self, name: str) -> None:
        """Does nothing."""

    def fail(self, error_type: str) -> None:
        """Does nothing."""


NO_SPAN = NoSpan()
_RECORDER: ContextVar[Recorder | None] = ContextVar("trace recorder", default=None)


@contextmanager
def recording(recorder: Recorder | None) -> Iterator[None]:
    """Spans that are opened inside go to `recorder`."""
    token = _RECORDER.set(recorder)
    try:
        yield
    finally:
        _RECORDER.reset(token)


@contextmanager
def span(
    name: str,
    attributes: Attributes = NO_ATTRIBUTES,
    kind: SpanKind = SpanKind.INTERNAL,
    *,
    traceparent: str | None = None,
) -> Iterator[Span]:
    """A span for the time of the block. What the block raises passes; only the name of its class is recorded."""
    recorder = _RECORDER.get()
    if recorder is None:
        yield NO_SPAN
        return
    with recorder.open(name, attributes, kind, traceparent) as opened:
        try:
            yield opened
        except BaseException as error:
            opened.fail(type(error).__name__)
            raise


def log_fields() -> dict[str, str]:
    """`trace_id` and `span_id` of the span that is open; empty where nothing is recorded."""
    recorder = _RECORDER.get()
    ids = recorder.open_ids() if recorder is not None else None
    return {"trace_id": ids[0], "span_id": ids[1]} if ids is not None else {}


def traceparent() -> str | None:
    """The header of W3C Trace Context for the span that is open, None where nothing is recorded."""
    recorder = _RECORDER.get()
    ids = recorder.open_ids() if recorder is not None else None
    return f"00-{ids[0]}-{ids[1]}-{'01' if ids[2] else '00'}" if ids is not None else None


def in_context(work: Callable[[A], R]) -> Callable[[A], R]:
    """`work` for other threads: what they open is under the span that is open now."""
    context = copy_context()
    return lambda argument: context.copy().run(work, argument)
