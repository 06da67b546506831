"""The queue of spans: order, batches, and collectors that are down, slow or answer errors."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Event

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

from tests.tracing.collector import run_collector
from tests.tracing.test_spans import losses
from tracing.span_queue import MAX_BATCH, SpanQueue


@dataclass
class Exporter(SpanExporter):
    """Takes spans once `open` is set; `broken` raises instead."""

    open: Event = field(default_factory=Event)
    begun: Event = field(default_factory=Event)
    broken: bool = False
    batches: list[int] = field(default_factory=list)

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        self.begun.set()
        self.open.wait(5)
        if self.broken:
            raise OSError("the disk of the collector is full")
        self.batches.append(len(spans))
        return SpanExportResult.SUCCESS

    def shutdown(self) -> None:
        self.open.set()


@dataclass
class Queue:
    """A queue with its own spans; `lost` is what it reported."""

    exporter: Exporter
    max_waiting: int = 100
    close_seconds: float = 2.0
    report_seconds: float = 0.0
    lost: list[tuple[int, bool]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.inner = SpanQueue(
            self.exporter,
            self.report,
            max_waiting=self.max_waiting,
            send_seconds=0.01,
            close_seconds=self.close_seconds,
        )
        provider = TracerProvider(shutdown_on_exit=False)
        provider.add_span_processor(self.inner)
        self.tracer = provider.get_tracer("test")

    def report(self, count: int, first: bool) -> None:
        time.sleep(self.report_seconds)
        self.lost.append((count, first))

    def end(self, count: int) -> None:
        for _ in range(count):
            self.tracer.start_span("work").end()


def test_all_spans_are_sent_in_batches_before_it_is_closed() -> None:
    exporter = Exporter()
    exporter.open.set()
    queue = Queue(exporter, max_waiting=2000)
    queue.end(1200)
    queue.inner.shutdown()
    assert sum(exporter.batches) == 1200
    assert max(exporter.batches) <= MAX_BATCH
    assert queue.lost == []


def test_full_queue_drops_spans_and_counts_them() -> None:
    exporter = Exporter()
    queue = Queue(exporter, max_waiting=10)
    queue.end(1)
    exporter.begun.wait(5)
    queue.end(25)  # 10 wait, 15 are dropped
    exporter.open.set()
    queue.inner.shutdown()
    assert sum(count for count, _ in queue.lost) == 15
    assert [first for _, first in queue.lost] == [True] + [False] * (len(queue.lost) - 1)
    assert sum(exporter.batches) == 11


def test_every_failed_batch_is_counted_and_the_first_is_told_apart() -> None:
    exporter = Exporter(broken=True)
    exporter.open.set()
    queue = Queue(exporter)
    for _ in range(3):
        queue.end(2)
        reported = len(queue.lost)
        for _ in range(500):
            if len(queue.lost) > reported:
                break
            time.sleep(0.01)
    queue.inner.shutdown()
    assert queue.lost == [(2, True), (2, False), (2, False)]


def test_closing_does_not_wait_for_a_collector_that_hangs() -> None:
    exporter = Exporter()
    queue = Queue(exporter, close_seconds=0.05)
    queue.end(5)
    exporter.begun.wait(5)
    queue.end(7)
    queue.inner.shutdown()
    assert sum(count for count, _ in queue.lost) == 12


def test_closing_waits_until_a_loss_is_reported() -> None:
    """The thread counts a loss before it reports it, and shutdown must not return in between."""
    exporter = Exporter(broken=True)
    queue = Queue(exporter, close_seconds=0.05, report_seconds=0.3)
    queue.end(4)
    exporter.begun.wait(5)
    exporter.open.set()
    queue.inner.shutdown()
    assert sum(count for count, _ in queue.lost) == 4


@pytest.mark.parametrize("status", [400, 404, 413])
def test_refusal_of_a_collector_costs_the_spans(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with run_collector(status=status) as collector:
        assert losses(collector, monkeypatch, 4) == [(4, True)]


def test_collector_that_answers_500_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The exporter would try again for ten seconds, and log each attempt."""
    with caplog.at_level(logging.DEBUG), run_collector(status=503) as collector:
        assert sum(count for count, _ in losses(collector, monkeypatch, 4)) == 4
    assert [record for record in caplog.records if record.name.startswith("opentelemetry")] == []


def test_collector_that_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    with run_collector() as collector:
        pass
    assert sum(count for count, _ in losses(collector, monkeypatch, 4)) == 4


def test_collector_that_is_slow_loses_nothing_that_it_takes_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    with run_collector(delay_s=0.3) as collector:
        assert losses(collector, monkeypatch, 4) == []
        assert len(collector.spans) == 4
