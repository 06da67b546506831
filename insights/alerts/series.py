"""The daily series of a metric: everything, and each value of each dimension."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from insights.metrics.metric import Metric
from insights.metrics.rows import Floats, MetricRows

MAX_VALUES = 50  # of a dimension, those with the largest volume; smaller ones have too few cases for alerts


@dataclass(frozen=True)
class SeriesSet:
    """Row i of `numerator` and `denominator` (series x days from `first_day` on) belongs to `slices[i]`; row 0 is
    everything. The denominator of a count is 1 each day."""

    metric: Metric
    first_day: int
    slices: tuple[dict[str, str | None], ...]
    numerator: Floats
    denominator: Floats

    @property
    def is_count(self) -> bool:
        return self.metric.kind == "count"

    @property
    def volume(self) -> Floats:
        """What there is to measure: cases, or of a count the count."""
        return self.numerator if self.is_count else self.denominator

    @property
    def days(self) -> int:
        return int(self.numerator.shape[1])

    @property
    def unit(self) -> float:
        """The size of one event: 1 where numerators count, else the mean value of a case."""
        if self.is_count or bool(np.all(self.numerator == np.rint(self.numerator))):
            return 1.0
        return max(float(np.abs(self.numerator[0]).sum() / max(self.denominator[0].sum(), 1e-12)), 1e-12)

    @property
    def is_share(self) -> bool:
        return not self.is_count and self.unit == 1.0 and bool(np.all(self.numerator <= self.denominator))


def series_set(metric: Metric, rows: MetricRows, first_day: int, last_day: int) -> SeriesSet:
    """Sums by day; a day without rows has zeros."""
    inside = rows.between(first_day, last_day)
    days, place = last_day - first_day + 1, inside.day - first_day
    slices: list[dict[str, str | None]] = [{}]
    tops, bottoms = [_by_day(place, inside.numerator, days)], [_by_day(place, inside.denominator, days)]
    for name in metric.dimensions:
        values = inside.dimensions[name]
        codes = {value: code for code, value in enumerate(dict.fromkeys(values.tolist()))}
        numbers = np.fromiter((codes[value] for value in values.tolist()), np.int64, inside.size)
        cells = numbers * days + place
        top = _by_day(cells, inside.numerator, days * len(codes)).reshape(-1, days)
        bottom = _by_day(cells, inside.denominator, days * len(codes)).reshape(-1, days)
        size = (top if metric.kind == "count" else bottom).sum(axis=1)
        chosen = np.argsort(-size, kind="stable")[:MAX_VALUES]
        known = [*codes]
        slices += [{name: known[code]} for code in chosen.tolist()]
        tops += [*top[chosen]]
        bottoms += [*bottom[chosen]]
    numerator, denominator = np.array(tops), np.array(bottoms)
    return SeriesSet(
        metric, first_day, tuple(slices), numerator, np.ones_like(numerator) if metric.kind == "count" else denominator
    )


def _by_day(place: NDArray[np.int64], values: Floats, size: int) -> Floats:
    return np.asarray(np.bincount(place, values, size), np.float64)
