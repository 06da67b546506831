"""What a metric is in a window, with its interval: by creators, or by the draws of an audit."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from insights.estimate import Estimate, normal_quantile, ratio_from_sums, unknown, wilson
from insights.metrics.metric import Metric
from insights.metrics.reading import UnitSums

MIN_UNITS = 20  # fewer creators or draws give no interval that can be trusted
MIN_EVENTS = 5.0  # of the rarer outcome, for the normal interval of a ratio


def estimate(metric: Metric, strata: Sequence[UnitSums]) -> Estimate:
    """On the scale of the metric. No value where nothing was counted; no interval under MIN_UNITS units."""
    units = sum(one.units for one in strata)
    if metric.kind == "count":
        return _scaled(_count(strata, units), metric.scale)
    if not sum(one.denominator for one in strata):
        return unknown("nothing was counted: the denominator is zero", units)
    found = _audit(strata) if metric.kind == "audit" else _ratio(metric, strata, units)
    if units < MIN_UNITS:
        found = Estimate(found.value, size=units, note=f"fewer than {MIN_UNITS} units: no interval")
    return _scaled(found, metric.scale)


def _ratio(metric: Metric, strata: Sequence[UnitSums], units: int) -> Estimate:
    (one,) = strata
    if metric.kind == "unit_share":
        return wilson(one.numerator, one.denominator)
    found = ratio_from_sums(
        one.numerator, one.denominator, one.numerator_squares, one.products, one.denominator_squares, units
    )
    if metric.unit == "share" and found.low is not None and found.high is not None:
        return _share(found)
    if one.lowest >= 0 and found.low is not None and found.low < 0:
        return replace(found, low=0.0)
    return found


def _share(found: Estimate) -> Estimate:
    """Wilson's interval at the number of independent trials that has the same variance: it holds near 0 and 1."""
    value, half = found.value or 0.0, found.half_width or 0.0
    if not 0 < value < 1 or not half:
        return wilson(value * found.size, found.size)
    trials = value * (1 - value) * (normal_quantile() / half) ** 2
    interval = wilson(value * trials, trials)
    return Estimate(value, interval.low, interval.high, found.size)


def _audit(strata: Sequence[UnitSums]) -> Estimate:
    """Hansen and Hurwitz (1943): draws with replacement, each weighted by 1 / (draws * its chance). Draws without, each
    weighted by 1 / its inclusion probability (Horvitz and Thompson 1952), have the variance of Hajek (1964), which is
    the same formula with factors of one less that probability. The ratio of two such totals is linearised; draws of
    different days are independent."""
    total, weight = sum(one.numerator for one in strata), sum(one.denominator for one in strata)
    rate, variance = total / weight, 0.0
    for one in strata:
        free, numerator, denominator = _free_sums(one)
        squares = one.numerator_squares - 2 * rate * one.products + rate * rate * one.denominator_squares
        if one.units > 1 and free > 0:
            mean = (numerator - rate * denominator) / free
            variance += one.units / (one.units - 1) * max(squares - free * mean * mean, 0.0)
    half = normal_quantile() * float(np.sqrt(variance)) / weight
    return _share(Estimate(rate, rate - half, rate + half, sum(one.units for one in strata)))


def _free_sums(one: UnitSums) -> tuple[float, float, float]:
    if one.free_units is None or one.free_numerator is None or one.free_denominator is None:
        return float(one.units), one.numerator, one.denominator
    return one.free_units, one.free_numerator, one.free_denominator


def _count(strata: Sequence[UnitSums], units: int) -> Estimate:
    """A count is known; its interval says how much it would differ with other creators (each is a draw)."""
    total = sum(one.numerator for one in strata)
    squares = sum(one.numerator_squares for one in strata)
    if not units:
        return Estimate(0.0, size=0)
    half = normal_quantile() * float(np.sqrt(squares))
    return Estimate(total, max(total - half, 0.0), total + half, units)


def _scaled(found: Estimate, scale: float) -> Estimate:
    if scale == 1 or found.value is None:
        return found
    low, high = (None if bound is None else bound * scale for bound in (found.low, found.high))
    return Estimate(found.value * scale, low, high, found.size, found.note)
