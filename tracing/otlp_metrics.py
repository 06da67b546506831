"""Sends metrics by OTLP over HTTP at an interval, from wherever they are counted."""

import logging
import os
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib.metadata import version

from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.sdk.metrics import export as sdk
from opentelemetry.sdk.metrics.export import AggregationTemporality, MetricExporter, MetricExportResult
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.util.instrumentation import InstrumentationScope

from tracing.metric_values import HistogramValue, MetricKind, MetricValue, NumberValue

INTERVAL = "OTEL_METRIC_EXPORT_INTERVAL"  # in milliseconds
DEFAULT_INTERVAL_MS, MIN_INTERVAL_MS = 60_000, 100
CLOSE_SECONDS = 2.0
NAME = "clausewise"
CUMULATIVE = AggregationTemporality.CUMULATIVE
ReadMetrics = Callable[[], Iterable[MetricValue]]


class MetricsSender:
    """Its thread reads and sends; no decision and no request waits for it. `on_failure` is called the first time that
    the collector does not take the metrics; the totals are sent whole the next time, so nothing is lost."""

    def __init__(
        self, read: ReadMetrics, on_failure: Callable[[], None], exporter: MetricExporter | None = None
    ) -> None:
        for name in ("opentelemetry.exporter", "opentelemetry.sdk"):  # they would log what a collector answered
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        self._read, self._on_failure = read, on_failure
        self._exporter = exporter or OTLPMetricExporter()
        self._resource = _resource()
        self._seconds, self._failed, self._closing = _interval_seconds(), False, threading.Event()
        self._thread = threading.Thread(target=self._run, name="metrics", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Sends once more, for CLOSE_SECONDS at most."""
        self._closing.set()
        self._thread.join(CLOSE_SECONDS)
        with suppress(Exception):
            self._exporter.shutdown()

    def _run(self) -> None:
        while not self._closing.wait(self._seconds):
            self._send()
        self._send()

    def _send(self) -> None:
        try:
            sent = self._exporter.export(self._data(time.time_ns())) is MetricExportResult.SUCCESS
        except Exception:  # whatever it is, the next interval is tried
            sent = False
        if not sent and not self._failed:
            self._failed = True
            self._on_failure()

    def _data(self, now_ns: int) -> sdk.MetricsData:
        metrics = [_metric(one, now_ns) for one in self._read() if one.points]
        scope = sdk.ScopeMetrics(InstrumentationScope(NAME, version(NAME)), metrics, "")
        return sdk.MetricsData([sdk.ResourceMetrics(self._resource, [scope], "")])


def _resource() -> Resource:
    """The instance tells several processes apart, whose totals would be mixed up. Other detectors of resources tell the
    arguments of the command, which may be content."""
    fields = {"service.name": NAME, "service.version": version(NAME), "service.instance.id": str(uuid.uuid4())}
    return Resource(fields).merge(OTELResourceDetector().detect())


def _interval_seconds() -> float:
    text = os.environ.get(INTERVAL, "").strip()
    milliseconds = int(text) if text.isdecimal() and len(text) <= 9 else DEFAULT_INTERVAL_MS
    return max(MIN_INTERVAL_MS, milliseconds) / 1000


def _metric(one: MetricValue, now_ns: int) -> sdk.Metric:
    numbers = [_number(point, now_ns) for point in one.points if isinstance(point, NumberValue)]
    data: sdk.Sum | sdk.Gauge | sdk.Histogram
    match one.kind:
        case MetricKind.SUM:
            data = sdk.Sum(numbers, CUMULATIVE, is_monotonic=True)
        case MetricKind.GAUGE:
            data = sdk.Gauge(numbers)
        case MetricKind.HISTOGRAM:
            points = [_histogram(point, now_ns) for point in one.points if isinstance(point, HistogramValue)]
            data = sdk.Histogram(points, CUMULATIVE)
    return sdk.Metric(one.name, one.description, one.unit, data)


def _number(point: NumberValue, now_ns: int) -> sdk.NumberDataPoint:
    return sdk.NumberDataPoint(dict(point.attributes), point.started_ns, now_ns, point.value)


def _histogram(point: HistogramValue, now_ns: int) -> sdk.HistogramDataPoint:
    """Smallest and largest value are not counted: OTLP may leave them out."""
    return sdk.HistogramDataPoint(
        attributes=dict(point.attributes),
        start_time_unix_nano=point.started_ns,
        time_unix_nano=now_ns,
        count=sum(point.counts),
        sum=point.sum,
        bucket_counts=point.counts,
        explicit_bounds=point.bounds,
        min=None,  # type: ignore[arg-type]
        max=None,  # type: ignore[arg-type]
    )
