"""The bounded queue of finished spans, which a thread sends in batches; a collector that fails costs spans only."""

import threading
from contextlib import suppress
from queue import Empty, Full, Queue

from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

from tracing.spans import OnLoss

MAX_WAITING = 4096  # spans, some MB
MAX_BATCH = 512
SEND_SECONDS = 1.0
CLOSE_SECONDS = 2.0


class SpanQueue(SpanProcessor):
    """`on_loss` is called in the queue's own thread, or by `shutdown`. A span that finds the queue full is dropped."""

    def __init__(
        self,
        exporter: SpanExporter,
        on_loss: OnLoss,
        *,
        max_waiting: int = MAX_WAITING,
        send_seconds: float = SEND_SECONDS,
        close_seconds: float = CLOSE_SECONDS,
    ) -> None:
        self._exporter, self._on_loss = exporter, on_loss
        self._spans = Queue[ReadableSpan](max_waiting)
        self._send_seconds, self._close_seconds = send_seconds, close_seconds
        self._wake, self._closing = threading.Event(), False
        self._lock, self._reporting = threading.Lock(), threading.Lock()
        self._dropped, self._reported, self._sending = 0, 0, 0
        self._thread = threading.Thread(target=self._run, name="traces", daemon=True)
        self._thread.start()

    def on_end(self, span: ReadableSpan) -> None:
        """Never waits, never raises."""
        context = span.context
        if context is None or not context.trace_flags.sampled:
            return
        try:
            self._spans.put_nowait(span)
        except Full:
            with self._lock:
                self._dropped += 1
        if self._spans.qsize() >= MAX_BATCH:
            self._wake.set()

    def shutdown(self) -> None:
        """Sends what waits, for `close_seconds` at most; the rest is lost and reported."""
        self._closing = True
        self._wake.set()
        self._thread.join(self._close_seconds)
        ended = not self._thread.is_alive()
        self._exporter.shutdown()  # also ends the exporter's wait for its next attempt
        left = sum(map(len, iter(self._batch, [])))
        with self._lock:
            self._dropped += left + (0 if ended else self._sending)
            self._sending = 0
        self._report()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Nobody waits for spans to be sent."""
        return True

    def _run(self) -> None:
        while not self._closing:
            self._wake.wait(self._send_seconds)
            self._wake.clear()
            self._send_waiting()
        self._send_waiting()  # what came after the last look and before the end

    def _send_waiting(self) -> None:
        while batch := self._batch():
            self._sending = len(batch)
            sent = self._send(batch)
            with self._lock:
                self._dropped += 0 if sent else self._sending  # 0 by now if shutdown has counted them
                self._sending = 0
        self._report()

    def _batch(self) -> list[ReadableSpan]:
        batch: list[ReadableSpan] = []
        with suppress(Empty):
            while len(batch) < MAX_BATCH:
                batch.append(self._spans.get_nowait())
        return batch

    def _send(self, batch: list[ReadableSpan]) -> bool:
        try:
            return self._exporter.export(batch) is SpanExportResult.SUCCESS
        except Exception:  # whatever it is, the next batch is tried
            return False

    def _report(self) -> None:
        with self._reporting:  # so that `shutdown` does not return while the thread is about to call `on_loss`
            with self._lock:
                new, first = self._dropped - self._reported, not self._reported
                self._reported = self._dropped
            if new:
                self._on_loss(new, first)
