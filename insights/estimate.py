"""Estimates with their intervals: shares, ratios of sums by unit, and what cannot be said."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtri

Floats = NDArray[np.float64]
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Estimate:
    """`low` and `high` bound the interval; `size` is the number of units that it rests on. `value` is None where no
    number holds, and `note` says why."""

    value: float | None
    low: float | None = None
    high: float | None = None
    size: int = 0
    note: str = ""

    @property
    def half_width(self) -> float | None:
        return None if self.low is None or self.high is None else (self.high - self.low) / 2


def unknown(note: str, size: int = 0) -> Estimate:
    return Estimate(None, size=size, note=note)


def clopper_pearson(successes: int, trials: int, confidence: float = CONFIDENCE) -> Estimate:
    """The exact interval of a share (Clopper and Pearson, 1934)."""
    if not trials:
        return unknown("nothing was counted")
    tail = (1 - confidence) / 2
    low = float(betaincinv(successes, trials - successes + 1, tail)) if successes else 0.0
    high = float(betaincinv(successes + 1, trials - successes, 1 - tail)) if successes < trials else 1.0
    return Estimate(successes / trials, low, high, trials)


def wilson(successes: float, trials: float, confidence: float = CONFIDENCE) -> Estimate:
    """The score interval of a share of independent trials (Wilson, 1927)."""
    if not trials:
        return unknown("nothing was counted")
    z = normal_quantile(confidence)
    share, spread = successes / trials, z * z / trials
    centre = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * float(np.sqrt(share * (1 - share) / trials + spread / (4 * trials)))
    return Estimate(share, max(centre - half, 0.0), min(centre + half, 1.0), int(trials))


def ratio_of_sums(numerator: Floats, denominator: Floats, confidence: float = CONFIDENCE) -> Estimate:
    """Σ numerator / Σ denominator over independent units, such as creators, one value each. The variance is linearised
    (the delta method), with the correction units / (units - 1)."""
    units = int(np.count_nonzero((denominator != 0) | (numerator != 0)))
    return ratio_from_sums(
        float(numerator.sum()),
        float(denominator.sum()),
        float((numerator**2).sum()),
        float((numerator * denominator).sum()),
        float((denominator**2).sum()),
        units,
        confidence,
    )


def ratio_from_sums(
    numerator: float,
    denominator: float,
    numerator_squares: float,
    products: float,
    denominator_squares: float,
    units: int,
    confidence: float = CONFIDENCE,
) -> Estimate:
    """The same from sums over units: of the values, of their squares and of their products."""
    if not denominator:
        return unknown("the denominator is zero", units)
    ratio = numerator / denominator
    if units < 2:
        return Estimate(ratio, size=units, note="one unit has no interval")
    squares = max(numerator_squares - 2 * ratio * products + ratio * ratio * denominator_squares, 0.0)
    half = normal_quantile(confidence) * float(np.sqrt(squares * units / (units - 1))) / abs(denominator)
    return Estimate(ratio, ratio - half, ratio + half, units)


def normal_quantile(confidence: float = CONFIDENCE) -> float:
    """Of a two-sided interval: 1.96 for 0.95."""
    return float(ndtri(0.5 + confidence / 2))


def bootstrap(
    statistic: Callable[[NDArray[np.int64]], float],
    units: int,
    random: np.random.Generator,
    samples: int = 1000,
    confidence: float = CONFIDENCE,
) -> Estimate:
    """The percentile interval of a statistic of drawn units (with replacement): `statistic` gets their places."""
    if units < 2:
        return unknown("one unit has no interval", units)
    values: NDArray[Any] = np.array([statistic(random.integers(0, units, units)) for _ in range(samples)])
    low, high = np.quantile(values[~np.isnan(values)], [(1 - confidence) / 2, (1 + confidence) / 2])
    return Estimate(statistic(np.arange(units)), float(low), float(high), units)
