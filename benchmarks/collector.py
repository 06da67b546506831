"""A collector of OTLP over HTTP on loopback, which stores the spans that it gets, or misbehaves as it is asked to."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

SERVER_ERROR, OK = 500, 200
KINDS = {1: "internal", 2: "server", 3: "client", 5: "consumer"}


@dataclass(frozen=True)
class SentSpan:
    """A span as it came over the wire."""

    name: str
    kind: str
    trace_id: str
    span_id: str
    parent_id: str
    failed: bool
    status_message: str
    events: int
    attributes: dict[str, Any]
    start_ns: int
    end_ns: int


@dataclass(frozen=True)
class SentMetric:
    """A point of a metric as it came. The value of a histogram: counts of its ranges, sum and count."""

    name: str
    unit: str
    kind: str
    attributes: dict[str, Any]
    value: Any


@dataclass
class Collector:
    """`bodies` has every request as it came, for a search of words that must not be there."""

    status: int = OK
    delay_s: float = 0.0
    url: str = ""
    bodies: list[bytes] = field(default_factory=list)
    spans: list[SentSpan] = field(default_factory=list)
    metrics: list[SentMetric] = field(default_factory=list)
    resource: dict[str, Any] = field(default_factory=dict)

    def take(self, body: bytes) -> None:
        self.bodies.append(body)
        for group in ExportTraceServiceRequest.FromString(body).resource_spans:
            self.resource = _values(group.resource.attributes)
            self.spans += [_sent(span) for scope in group.scope_spans for span in scope.spans]

    def take_metrics(self, body: bytes) -> None:
        self.bodies.append(body)
        for group in ExportMetricsServiceRequest.FromString(body).resource_metrics:
            self.resource = _values(group.resource.attributes)
            self.metrics += [sent for scope in group.scope_metrics for one in scope.metrics for sent in _points(one)]

    def newest(self, name: str, **attributes: Any) -> Any:
        """The value of the newest point of this metric with these attributes, dots written as underscores."""
        named = {key.replace("_", "."): value for key, value in attributes.items()}
        return [one for one in self.metrics if one.name == name and named.items() <= one.attributes.items()][-1].value

    def named(self, name: str) -> list[SentSpan]:
        return [span for span in self.spans if span.name == name]

    def one(self, name: str) -> SentSpan:
        (found,) = self.named(name)
        return found

    def children(self, parent: SentSpan) -> list[str]:
        return [span.name for span in self.spans if span.parent_id == parent.span_id]


def _points(metric: Any) -> Iterator[SentMetric]:
    kind = metric.WhichOneof("data")
    for point in getattr(metric, kind).data_points:
        ranges = (list(point.bucket_counts), point.sum, point.count) if kind == "histogram" else None
        value = ranges or getattr(point, point.WhichOneof("value"))
        yield SentMetric(metric.name, metric.unit, kind, _values(point.attributes), value)


def _sent(span: Any) -> SentSpan:
    return SentSpan(
        name=span.name,
        kind=KINDS[span.kind],
        trace_id=span.trace_id.hex(),
        span_id=span.span_id.hex(),
        parent_id=span.parent_span_id.hex(),
        failed=span.status.code == 2,
        status_message=span.status.message,
        events=len(span.events),
        attributes=_values(span.attributes),
        start_ns=span.start_time_unix_nano,
        end_ns=span.end_time_unix_nano,
    )


def _values(attributes: Any) -> dict[str, Any]:
    return {one.key: _value(one.value) for one in attributes}


def _value(value: Any) -> Any:
    kind = value.WhichOneof("value")
    return [_value(item) for item in value.array_value.values] if kind == "array_value" else getattr(value, kind)


@contextmanager
def run_collector(status: int = OK, delay_s: float = 0.0) -> Iterator[Collector]:
    collector = Collector(status, delay_s)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            time.sleep(collector.delay_s)
            (collector.take_metrics if self.path.endswith("/v1/metrics") else collector.take)(body)
            self.send_response(collector.status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    collector.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield collector
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
