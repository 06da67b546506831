"""Reads the metrics of Prometheus as OpenTelemetry names them: what is counted once goes both ways."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import isinf

from prometheus_client import CollectorRegistry
from prometheus_client.metrics_core import Metric

from tracing.metric_values import HistogramValue, MetricAttributes, MetricKind, MetricValue, NumberValue

KINDS = {"counter": MetricKind.SUM, "gauge": MetricKind.GAUGE, "histogram": MetricKind.HISTOGRAM}
SECONDS = "_seconds"
PREFIX = "clausewise_"
NAMES = {
    "clausewise_http_request_seconds": "http.server.request.duration",
    "gen_ai_client_operation_duration_seconds": "gen_ai.client.operation.duration",
    "gen_ai_client_token_usage": "gen_ai.client.token.usage",
}
UNITS = {"gen_ai_client_token_usage": "{token}"}
LABELS = {
    "method": "http.request.method",
    "route": "http.route",
    "status": "http.response.status_code",
    "error_type": "error.type",
    "gen_ai_operation_name": "gen_ai.operation.name",
    "gen_ai_provider_name": "gen_ai.provider.name",
    "gen_ai_request_model": "gen_ai.request.model",
    "gen_ai_token_type": "gen_ai.token.type",
}
STATUS = "http.response.status_code"


def metric_values(registry: CollectorRegistry, started_ns: int) -> Iterator[MetricValue]:
    """`started_ns`: when the process began to count. A metric of our own has its Prometheus name with a dot behind
    `clausewise`, without the unit and `_total`; the metrics of the conventions have their names."""
    for family in registry.collect():
        kind = KINDS.get(family.type)
        if kind is None:
            continue
        unit = UNITS.get(family.name, "s" if family.name.endswith(SECONDS) else "")
        points = _histograms(family, started_ns) if kind is MetricKind.HISTOGRAM else _numbers(family, started_ns)
        yield MetricValue(_name(family.name), family.documentation, unit, kind, tuple(points))


def _name(name: str) -> str:
    own = name.removesuffix(SECONDS)
    return NAMES.get(name) or (f"clausewise.{own.removeprefix(PREFIX)}" if own.startswith(PREFIX) else own)


def _numbers(family: Metric, started_ns: int) -> Iterator[NumberValue]:
    for sample in family.samples:
        if not sample.name.endswith("_created"):
            yield NumberValue(_attributes(family.name, sample.labels.items()), sample.value, started_ns)


@dataclass
class _Ranges:
    """Of one combination of labels: how many values are at most each bound, and their sum."""

    up_to: dict[float, int] = field(default_factory=dict)
    sum: float = 0.0


def _histograms(family: Metric, started_ns: int) -> Iterator[HistogramValue]:
    """Prometheus counts all up to a bound, OpenTelemetry those of a range."""
    found: dict[tuple[tuple[str, str], ...], _Ranges] = defaultdict(_Ranges)
    for sample in family.samples:
        labels = tuple((name, value) for name, value in sample.labels.items() if name != "le")
        if sample.name.endswith("_bucket"):
            found[labels].up_to[float(sample.labels["le"])] = int(sample.value)
        elif sample.name.endswith("_sum"):
            found[labels].sum = sample.value
    for labels, ranges in found.items():
        totals = [ranges.up_to[bound] for bound in sorted(ranges.up_to)]
        counts = tuple(total - below for total, below in zip(totals, [0, *totals], strict=False))
        bounds = tuple(bound for bound in sorted(ranges.up_to) if not isinf(bound))
        yield HistogramValue(_attributes(family.name, labels), bounds, counts, ranges.sum, started_ns)


def _attributes(family: str, labels: Iterable[tuple[str, str]]) -> MetricAttributes:
    """An empty label is left out. Labels of our own metrics stay as they are."""
    named = {LABELS.get(name, name) if family in NAMES else name: value for name, value in labels if value}
    status = named.get(STATUS, "")
    return {**named, STATUS: int(status)} if status.isdecimal() else named
