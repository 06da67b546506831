"""Shares of groups and the gaps between them, with intervals that know repeated creators and weights.

The interval of a share is Wilson's with the effective size of Korn and Graubard (1998, Survey Methodology 24): the
size at which independent cases have the variance that the units show. The interval of a gap joins those of the two
shares (MOVER: Newcombe 1998, Statistics in Medicine 17; with correlation: Zou and Donner 2008, the same 27)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from insights.estimate import CONFIDENCE, Estimate, Floats, unknown

Interval = tuple[float, float]
MAX_CONFIDENCE = 1 - 1e-9


@dataclass(frozen=True, eq=False)
class Share:
    """A share Σ numerator / Σ denominator over units, such as creators. `influence` has one value a unit: how far the
    unit moves the share; the sum of its squares is the variance (linearised). `cases` counts rows."""

    value: float
    influence: Floats
    weights: Floats
    cases: int

    @cached_property
    def variance(self) -> float:
        return float((self.influence**2).sum())

    @cached_property
    def units(self) -> int:
        return int(np.count_nonzero(self.weights))

    def interval(self, confidence: float = CONFIDENCE) -> Interval:
        size, quantile = self.effective_size, t_quantile(confidence, self.units)
        spread = quantile**2 / size
        centre = (self.value + spread / 2) / (1 + spread)
        inner = self.value * (1 - self.value) * spread + spread**2 / 4
        half = float(np.sqrt(max(inner, 0.0))) / (1 + spread)
        return max(min(centre - half, self.value), 0.0), min(max(centre + half, self.value), 1.0)

    def estimate(self, confidence: float = CONFIDENCE) -> Estimate:
        if self.units < 2:
            return Estimate(self.value, size=self.units, note="one unit has no interval")
        return Estimate(self.value, *self.interval(confidence), self.units)

    @cached_property
    def effective_size(self) -> float:
        """In independent cases. At a share of 0 or 1, which shows no variance, each unit counts once."""
        counted = float(self.weights.sum() ** 2 / (self.weights**2).sum())
        spread = self.value * (1 - self.value)
        if self.variance <= 1e-15 or spread <= 1e-15:
            return max(counted, 1.0)
        return float(np.clip(spread / self.variance, 1.0, max(self.cases, 1)))


@dataclass(frozen=True, eq=False)
class GroupSums:
    """Sums of a measure by unit and group: `numerator` and `denominator` have shape (units, groups), `cases` counts the
    rows of each group with a denominator."""

    units: NDArray[np.object_]
    groups: tuple[str, ...]
    numerator: Floats
    denominator: Floats
    cases: NDArray[np.int64]

    def share(self, group: int) -> Share | None:
        return share_of(self.numerator[:, group], self.denominator[:, group], int(self.cases[group]))

    def others(self, group: int) -> Share | None:
        """All groups but this one, as one."""
        rest = [place for place in range(len(self.groups)) if place != group]
        numerator, denominator = self.numerator[:, rest].sum(axis=1), self.denominator[:, rest].sum(axis=1)
        return share_of(numerator, denominator, int(self.cases[rest].sum()))

    def total(self) -> Share | None:
        return share_of(self.numerator.sum(axis=1), self.denominator.sum(axis=1), int(self.cases.sum()))


def group_sums(numerator: Floats, denominator: Floats, units: Sequence[str], groups: Sequence[str | None]) -> GroupSums:
    """One value a row. Rows without a group or with a denominator of zero are left out."""
    chosen = np.array([group is not None for group in groups], bool) & (denominator != 0)
    names, group = np.unique(np.asarray(groups, object)[chosen].astype(str), return_inverse=True)
    owners, unit = np.unique(np.asarray(units, object)[chosen].astype(str), return_inverse=True)
    shape, place = (len(owners), len(names)), unit * max(len(names), 1) + group
    size = len(owners) * len(names)
    return GroupSums(
        owners.astype(object),
        tuple(str(name) for name in names),
        sums(place, numerator[chosen], size).reshape(shape),
        sums(place, denominator[chosen], size).reshape(shape),
        np.bincount(group, minlength=len(names)).astype(np.int64),
    )


def sums(place: NDArray[np.int64], values: Floats, size: int) -> Floats:
    """The sum of the values at each place."""
    return np.asarray(np.bincount(place, values, size), np.float64)


def share_of(numerator: Floats, denominator: Floats, cases: int) -> Share | None:
    """None where the denominator is zero."""
    total = float(denominator.sum())
    if not total:
        return None
    value = float(numerator.sum()) / total
    units = int(np.count_nonzero(denominator))
    correction = units / (units - 1) if units > 1 else 1.0
    influence = (numerator - value * denominator) / total * float(np.sqrt(correction))
    return Share(min(max(value, 0.0), 1.0), influence, denominator, cases)


def gap_interval(one: Share, other: Share, confidence: float = CONFIDENCE) -> Interval:
    """Of `one - other`. Units that are in both make them correlated."""
    gap = one.value - other.value
    (low, high), (other_low, other_high) = one.interval(confidence), other.interval(confidence)
    correlation = _correlation(one, other)
    below = _joined(one.value - low, other_high - other.value, correlation)
    above = _joined(high - one.value, other.value - other_low, correlation)
    return max(gap - below, -1.0), min(gap + above, 1.0)


def gap_estimate(one: Share, other: Share, confidence: float = CONFIDENCE) -> Estimate:
    units = int(np.count_nonzero(one.weights + other.weights))
    if min(one.units, other.units) < 2:
        return unknown("a group of one unit has no interval", units)
    return Estimate(one.value - other.value, *gap_interval(one, other, confidence), units)


def gap_p_value(one: Share, other: Share) -> float:
    """One less the highest confidence whose interval leaves out zero, so that it agrees with the interval."""
    if min(one.units, other.units) < 2 or one.value == other.value:
        return 1.0
    low, high = 0.0, MAX_CONFIDENCE
    if not _leaves_out_zero(gap_interval(one, other, 1e-6)):
        return 1.0
    for _ in range(40):
        middle = (low + high) / 2
        if _leaves_out_zero(gap_interval(one, other, middle)):
            low = middle
        else:
            high = middle
    return 1 - low


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjusted for so many comparisons (Holm, 1979)."""
    adjusted, running = [1.0] * len(p_values), 0.0
    for place, index in enumerate(sorted(range(len(p_values)), key=lambda one: (p_values[one], one))):
        running = max(running, min((len(p_values) - place) * p_values[index], 1.0))
        adjusted[index] = running
    return adjusted


def t_quantile(confidence: float, units: int) -> float:
    """Student's, two-sided, of so many units."""
    return float(stdtrit(max(units - 1, 1), 0.5 + confidence / 2))


def _leaves_out_zero(interval: Interval) -> bool:
    return interval[0] > 0 or interval[1] < 0


def _joined(first: float, second: float, correlation: float) -> float:
    return float(np.sqrt(max(first**2 + second**2 - 2 * correlation * first * second, 0.0)))


def _correlation(one: Share, other: Share) -> float:
    spread = one.variance * other.variance
    return 0.0 if spread <= 0 else float(np.clip((one.influence * other.influence).sum() / np.sqrt(spread), -1, 1))
