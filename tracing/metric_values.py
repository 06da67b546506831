"""Metrics as they are at one moment, in words of our own, for a sender. No attribute holds content or a person's id."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

MetricAttributes = Mapping[str, str | int]


class MetricKind(StrEnum):
    """`sum` only grows; `gauge` is as it is now; `histogram` counts values by range."""

    SUM = "sum"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


@dataclass(frozen=True)
class NumberValue:
    """`started_ns`: when it was 0, in nanoseconds since 1970; unused for a gauge."""

    attributes: MetricAttributes
    value: float
    started_ns: int


@dataclass(frozen=True)
class HistogramValue:
    """`bounds`: the upper ends of the ranges but the last. `counts`: of each range, one more than `bounds`."""

    attributes: MetricAttributes
    bounds: tuple[float, ...]
    counts: tuple[int, ...]
    sum: float
    started_ns: int


@dataclass(frozen=True)
class MetricValue:
    """`unit` as OpenTelemetry writes it, such as `s`. Histograms have HistogramValues, others NumberValues."""

    name: str
    description: str
    unit: str
    kind: MetricKind
    points: tuple[NumberValue | HistogramValue, ...]
