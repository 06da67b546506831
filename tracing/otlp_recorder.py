"""Records spans with OpenTelemetry's SDK and sends them by OTLP over HTTP."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider

from tracing.span_queue import SpanQueue
from tracing.spans import ERROR_TYPE, Attributes, OnLoss, Span, SpanKind

KINDS = {
    SpanKind.INTERNAL: trace.SpanKind.INTERNAL,
    SpanKind.SERVER: trace.SpanKind.SERVER,
    SpanKind.CLIENT: trace.SpanKind.CLIENT,
    SpanKind.CONSUMER: trace.SpanKind.CONSUMER,
}
NAME = "clausewise"
TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?")
FAILED = trace.Status(trace.StatusCode.ERROR)  # without a description: a message may hold content


class RecordedSpan:
    def __init__(self, inner: trace.Span) -> None:
        self._inner, self._failed = inner, False

    def set(self, attributes: Attributes) -> None:
        self._inner.set_attributes({name: value for name, value in attributes.items() if value is not None})

    def rename(self, name: str) -> None:
        self._inner.update_name(name)

    def fail(self, error_type: str) -> None:
        if not self._failed:
            self._failed = True
            self._inner.set_attribute(ERROR_TYPE, error_type)
            self._inner.set_status(FAILED)


class OtlpRecorder:
    """Its provider is not the global one of the process, so what other libraries record, which may hold content, is not
    sent. Endpoint, headers, certificates, sampler, service name and resource attributes come from `OTEL_…`."""

    def __init__(self, on_loss: OnLoss) -> None:
        _silence_exporter()
        self._queue = SpanQueue(OTLPSpanExporter(), on_loss)
        # Other detectors of resources tell the arguments of the command, which may be content.
        resource = Resource({"service.name": NAME, "service.version": version(NAME)})
        provider = TracerProvider(resource=resource.merge(OTELResourceDetector().detect()), shutdown_on_exit=False)
        provider.add_span_processor(self._queue)
        self._tracer = provider.get_tracer(NAME, version(NAME))

    @contextmanager
    def open(self, name: str, attributes: Attributes, kind: SpanKind, traceparent: str | None) -> Iterator[Span]:
        with self._tracer.start_as_current_span(
            name, _parent(traceparent), KINDS[kind], record_exception=False, set_status_on_exception=False
        ) as opened:
            recorded = RecordedSpan(opened)
            recorded.set(attributes)
            yield recorded

    def open_ids(self) -> tuple[str, str, bool] | None:
        context = trace.get_current_span().get_span_context()
        if not context.is_valid:
            return None
        return f"{context.trace_id:032x}", f"{context.span_id:016x}", context.trace_flags.sampled

    def close(self) -> None:
        self._queue.shutdown()


def _parent(traceparent: str | None) -> Context | None:
    """Of a caller's header. Its `tracestate` and `baggage` are not read: they may hold anything."""
    found = TRACEPARENT.fullmatch(traceparent.strip()) if traceparent else None
    if found is None:
        return None
    trace_id, span_id, flags = (int(part, 16) for part in found.groups())
    context = trace.SpanContext(trace_id, span_id, is_remote=True, trace_flags=trace.TraceFlags(flags))
    return trace.set_span_in_context(trace.NonRecordingSpan(context), Context()) if context.is_valid else None


def _silence_exporter() -> None:
    """It would log every failed attempt, with what the collector answered."""
    logging.getLogger("opentelemetry.exporter").setLevel(logging.CRITICAL + 1)
