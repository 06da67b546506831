"""Rows of a metric: a numerator and a denominator for each day and slice. Ratios are formed after sums only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class MetricRows:
    """One value a row in each array. `day` counts from 1970-01-01; `dimensions` maps a name such as market to texts,
    None where unknown."""

    day: NDArray[np.int64]
    numerator: Floats
    denominator: Floats
    dimensions: Mapping[str, NDArray[Any]]

    @property
    def size(self) -> int:
        return len(self.day)

    def select(self, chosen: NDArray[np.bool_]) -> "MetricRows":
        return MetricRows(
            self.day[chosen],
            self.numerator[chosen],
            self.denominator[chosen],
            {name: values[chosen] for name, values in self.dimensions.items()},
        )

    def between(self, first_day: int, last_day: int) -> "MetricRows":
        return self.select((self.day >= first_day) & (self.day <= last_day))

    def slice(self, values: Mapping[str, str | None]) -> "MetricRows":
        """The rows with these values of dimensions."""
        chosen = np.ones(self.size, bool)
        for name, value in values.items():
            chosen &= self.dimensions[name] == value
        return self.select(chosen)


@dataclass(frozen=True)
class DailySeries:
    """One value a day without gaps, in the order of days; a day without rows has zeros."""

    day: NDArray[np.int64]
    numerator: Floats
    denominator: Floats

    @property
    def ratio(self) -> Floats:
        """nan where the denominator is zero."""
        safe = np.where(self.denominator == 0, 1, self.denominator)
        return np.where(self.denominator == 0, np.nan, self.numerator / safe)


def daily(rows: MetricRows, first_day: int, last_day: int) -> DailySeries:
    """The sums by day."""
    inside = rows.between(first_day, last_day)
    days, place = last_day - first_day + 1, inside.day - first_day
    return DailySeries(
        np.arange(first_day, last_day + 1, dtype=np.int64),
        np.bincount(place, inside.numerator, days).astype(np.float64),
        np.bincount(place, inside.denominator, days).astype(np.float64),
    )


def grouped(rows: MetricRows, names: Sequence[str]) -> dict[tuple[str | None, ...], tuple[float, float]]:
    """The sums of numerator and denominator by the values of these dimensions."""
    sums: dict[tuple[str | None, ...], tuple[float, float]] = {}
    keys = zip(*(rows.dimensions[name].tolist() for name in names), strict=True) if names else [()] * rows.size
    for key, numerator, denominator in zip(keys, rows.numerator.tolist(), rows.denominator.tolist(), strict=True):
        before = sums.get(key, (0.0, 0.0))
        sums[key] = (before[0] + numerator, before[1] + denominator)
    return sums
