"""Records into a collector on loopback, for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.collector import Collector, SentSpan, run_collector
from tracing.open import Tracing
from tracing.otlp_recorder import OtlpRecorder

__all__ = ["Collector", "SentSpan", "run_collector", "traced_to"]


@contextmanager
def traced_to(collector: Collector, patch: Any) -> Iterator[Tracing]:
    """What is recorded inside is in `collector` afterwards. `patch`: pytest's monkeypatch."""
    patch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
    tracing = Tracing(OtlpRecorder(lambda *_: None))
    with tracing.active():
        yield tracing
    tracing.close()
