"""Shows Prometheus how often the content of a case was read before, and what a process remembers of contents."""

from collections.abc import Iterator
from dataclasses import dataclass

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from agent.reading_cache.cache import ReadingCache

READINGS = "Contents that were read, and how the embedded judge judged them: found in memory, or made anew."


@dataclass(frozen=True, eq=False)
class ReadingMetrics(Collector):
    """`kind` is content or judging, and `result` found or made."""

    cache: ReadingCache

    def collect(self) -> Iterator[Metric]:
        readings = CounterMetricFamily("clausewise_readings", READINGS, labels=("kind", "result"))
        memory = GaugeMetricFamily("clausewise_readings_bytes", "Estimated memory of the readings.", labels=("kind",))
        for kind, counts in self.cache.counts().items():
            readings.add_metric((kind, "found"), counts.found)
            readings.add_metric((kind, "made"), counts.missed)
            memory.add_metric((kind,), counts.size)
        yield readings
        yield memory


def watch_readings(registry: CollectorRegistry, cache: ReadingCache) -> None:
    registry.register(ReadingMetrics(cache))
