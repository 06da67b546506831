"""The metrics of a service as they are now, and their sending by OTLP where the environment asks for it."""

import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Protocol

import structlog

from api.metric_export import metric_values
from api.metrics import Metrics
from domain.message import MessageStatus
from store.decisions import DecisionStore
from tracing.metric_values import MetricValue
from tracing.open import open_metrics

NOT_TAKEN = (
    "the collector does not take metrics: they are sent again each interval; OTEL_METRICS_EXPORTER=none ends that, and "
    "/metrics has them"
)
log = structlog.get_logger("clausewise.metrics")


class ClosableSender(Protocol):
    """Sends metrics until it is closed."""

    def close(self) -> None:
        """Sends once more, for a moment at most."""
        ...


def read_gauges(store: DecisionStore, metrics: Metrics) -> None:
    """Sets what is not counted where it happens: messages, queues and cases that wait."""
    for status in MessageStatus:
        metrics.messages.labels(status.value).set(store.outbox.count(status))
    now = datetime.now(UTC)
    metrics.show_queues(store.queue.jobs.counts(now), now)
    metrics.waiting_cases.set(store.batches.count_waiting_cases())


def open_metric_sending(store: DecisionStore, metrics: Metrics) -> ClosableSender | None:
    """None if the environment asks for none. A collector that fails costs one warning."""
    started_ns = time.time_ns()

    def read() -> Iterable[MetricValue]:
        read_gauges(store, metrics)
        return metric_values(metrics.registry, started_ns)

    return open_metrics(
        read,
        lambda: log.warning("metrics not sent", problem=NOT_TAKEN),
        lambda problem: log.warning("metrics are off", problem=problem),
    )
