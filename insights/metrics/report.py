"""The report of metrics as of a day: each with its interval, its change, its series and its slices."""

from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np
from pydantic import Field

from domain.base import FrozenModel
from domain.days import date_of
from insights.estimate import Estimate, unknown
from insights.metrics.estimates import estimate
from insights.metrics.health_index import HealthIndex, health_index, read_index
from insights.metrics.metric import Direction, Metric
from insights.metrics.reading import UnitSums, read_unit_sums
from insights.metrics.registry import MetricFileInvalid, Registry, require_dimension
from warehouse.engines.base import Engine

WINDOW_DAYS = 28
MAX_SLICES = 40
NO_VALUE = "unknown"  # of a dimension


class Reading(FrozenModel):
    """A value with its 95% interval. `size`: creators, or draws of an audit. `note` says why something is null."""

    value: float | None
    low: float | None = None
    high: float | None = None
    size: int = 0
    note: str = ""


class Point(FrozenModel):
    """`value` is null on a day without anything to count; `low` and `high` are null where so few units give none."""

    day: date
    value: float | None
    low: float | None = None
    high: float | None = None


class SliceReading(FrozenModel):
    name: str
    reading: Reading


class MetricReading(FrozenModel):
    """`now` is the window that ends with the last complete day, `before` the one of equal length before it; `moved`
    says whether their intervals are apart."""

    metric: str
    title: str
    meaning: str
    owner: str
    unit: str
    direction: Direction
    version: int
    live: bool
    caveats: tuple[str, ...]
    population: str
    first_day: date
    last_day: date
    now: Reading
    before: Reading
    moved: bool
    series: tuple[Point, ...] = ()
    by: str | None = None
    slices: tuple[SliceReading, ...] = Field(default=(), description=f"The largest, at most {MAX_SLICES}.")


class MetricsReport(FrozenModel):
    as_of: date
    window_days: int
    health: HealthIndex | None
    metrics: tuple[MetricReading, ...]


def metrics_report(
    engine: Engine, registry: Registry, day: int, window_days: int = WINDOW_DAYS, live: bool | None = None
) -> MetricsReport:
    """Every metric as of `day`, without slices; with `live`, those of LIVE sessions only, or the others only. A metric
    that cannot be computed has no value, and its note says why."""
    chosen = [one for one in registry.metrics.values() if live is None or one.live is live]
    readings = [_reading_or_reason(engine, metric, day, window_days) for metric in chosen]
    found = {one.metric: _estimate(one.now) for one in readings}
    return MetricsReport(
        as_of=date_of(day),
        window_days=window_days,
        health=None if live else health_index(read_index(), found),
        metrics=tuple(readings),
    )


def metric_reading(
    engine: Engine, metric: Metric, day: int, window_days: int = WINDOW_DAYS, by: str | None = None
) -> MetricReading:
    """One metric as of `day`; `by` is a dimension. Raises MetricFileInvalid and MetricUnknown."""
    if by is not None:
        require_dimension(metric, by)
    last = day - metric.complete_after_days
    first = last - window_days + 1
    now = _window(engine, metric, first, last, day)
    before = _window(engine, metric, first - window_days, first - 1, day)
    slices = read_unit_sums(engine, metric, first, last, (by,), day) if by else {}
    series = _series(engine, metric, first - window_days, last, day)
    found = _of_windows(metric, day, window_days, now, before)
    return found.model_copy(update={"series": series, "by": by, "slices": tuple(_slices(metric, slices))})


def _reading_or_reason(engine: Engine, metric: Metric, day: int, window_days: int) -> MetricReading:
    try:
        return metric_reading(engine, metric, day, window_days)
    except MetricFileInvalid as error:
        nothing = unknown(" ".join(str(error).split()))
        return _of_windows(metric, day, window_days, nothing, nothing)


def _of_windows(metric: Metric, day: int, window_days: int, now: Estimate, before: Estimate) -> MetricReading:
    """Without a series and slices."""
    last = day - metric.complete_after_days
    return MetricReading(
        **metric.model_dump(include={*("title", "meaning", "owner", "unit", "direction", "version", "live")}),
        metric=metric.id,
        caveats=metric.caveats,
        population=metric.population,
        first_day=date_of(last - window_days + 1),
        last_day=date_of(last),
        now=_reading(now),
        before=_reading(before),
        moved=_apart(now, before),
    )


def _window(engine: Engine, metric: Metric, first: int, last: int, as_of: int) -> Estimate:
    sums = read_unit_sums(engine, metric, first, last, (), as_of)
    return estimate(metric, sums[()]) if () in sums else unknown("there are no rows in these days")


def _series(engine: Engine, metric: Metric, first: int, last: int, as_of: int) -> tuple[Point, ...]:
    sums = read_unit_sums(engine, metric, first, last, ("day",), as_of)
    by_day = {int(day): estimate(metric, strata) for (day,), strata in sums.items() if day is not None}
    nothing = Estimate(None if metric.has_ratio else 0.0)
    found = ((day, by_day.get(day, nothing)) for day in range(first, last + 1))
    return tuple(Point(day=date_of(day), value=one.value, low=one.low, high=one.high) for day, one in found)


def _slices(metric: Metric, slices: Mapping[tuple[str | None, ...], tuple[UnitSums, ...]]) -> Iterable[SliceReading]:
    """The largest first."""
    found = [(name, estimate(metric, sums)) for (name,), sums in slices.items()]
    for name, one in sorted(found, key=lambda item: (-item[1].size, item[0] or ""))[:MAX_SLICES]:
        yield SliceReading(name=NO_VALUE if name is None else name, reading=_reading(one))


def _reading(found: Estimate) -> Reading:
    return Reading(value=found.value, low=found.low, high=found.high, size=found.size, note=found.note)


def _estimate(reading: Reading) -> Estimate:
    return Estimate(reading.value, reading.low, reading.high, reading.size, reading.note)


def _apart(one: Estimate, other: Estimate) -> bool:
    """Whether the difference is larger than the root of the squares of both half-widths."""
    if one.value is None or other.value is None or one.half_width is None or other.half_width is None:
        return False
    return abs(one.value - other.value) > float(np.hypot(one.half_width, other.half_width))
