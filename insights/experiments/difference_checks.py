"""Checks of a difference in differences: the trend before, effects where there can be none, and permutations."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from insights.experiments.difference_report import MarketPlacebo, Placebo, Trend
from insights.experiments.period_rows import Contrast, PeriodRows, before_and_after, contrast
from insights.experiments.rows import Floats, Objects

MIN_PERIODS = 4
MAX_PLACEBO_GROUPS = 200
PLACEBO_DRAWS = 999
SEED = 20260801


def early_placebos(earlier: PeriodRows, before: Sequence[int], confidence: float) -> tuple[Placebo, ...]:
    """Changes that never were: at a third, at half and at two thirds of the time before."""
    if len(before) < MIN_PERIODS:
        return ()
    periods = sorted({before[round(len(before) * part)] for part in (1 / 3, 1 / 2, 2 / 3)} - {before[0]})
    found = [(period, before_and_after(earlier, period)) for period in periods]
    return tuple(
        Placebo(
            period=period,
            difference=one.value,
            low=one.interval(confidence)[0],
            high=one.interval(confidence)[1],
            p_value=one.p_value,
        )
        for period, one in found
        if not np.isnan(one.value)
    )


def market_placebos(rows: PeriodRows, first_after: int) -> tuple[MarketPlacebo, ...]:
    if rows.market is None:
        return ()
    others = rows.select(~rows.treated)
    names = sorted({str(market) for market in rows.market[~rows.treated]})
    if len(names) < 2:
        return ()
    found = [(name, before_and_after(replace(others, treated=_is(others.market, name)), first_after)) for name in names]
    return tuple(MarketPlacebo(market=name, difference=one.value) for name, one in found if not np.isnan(one.value))


def _is(market: Objects | None, name: str) -> NDArray[np.bool_]:
    return np.array([] if market is None else [str(one) == name for one in market], bool)


def early_trend(rows: PeriodRows, before: Sequence[int], first_after: int, confidence: float) -> Trend | None:
    """The slope of (treated - control) over the periods before, with clustered errors."""
    periods = np.array(before, np.float64)
    slopes = (periods - periods.mean()) / ((periods - periods.mean()) ** 2).sum()
    slot = np.searchsorted(before, rows.period)
    slot = np.where(rows.period < first_after, slot, -1)
    one = contrast(rows, slot, np.array([-slopes, slopes]))
    if np.isnan(one.value):
        return None
    low, high = one.interval(confidence)
    later = rows.period[rows.period >= first_after]
    distance = float(np.unique(later).mean() - periods.mean())
    return Trend(
        slope=one.value,
        low=low,
        high=high,
        p_value=one.p_value,
        drift=one.value * distance,
        drift_low=low * distance,
        drift_high=high * distance,
    )


def permutation_p_value(rows: PeriodRows, first_after: int, effect: Contrast) -> float | None:
    """Clusters are called treated at random, as many as there are; the statistic is the t of the effect. None where
    clusters are so many that their errors need no such test."""
    names, place = np.unique(rows.cluster.astype(str), return_inverse=True)
    if len(names) > MAX_PLACEBO_GROUPS or not effect.error:
        return None
    treated = np.zeros(len(names), bool)
    treated[place[rows.treated]] = True
    random = np.random.default_rng(SEED)
    drawn = np.array([random.permutation(treated) for _ in range(PLACEBO_DRAWS)])
    cell = place * 2 + (rows.period >= first_after)
    size = 2 * len(names)
    numerator, denominator = (
        np.bincount(cell, part, size).astype(np.float64).reshape(-1, 2) for part in (rows.numerator, rows.denominator)
    )
    found = np.abs(_t_values(drawn, numerator, denominator))
    as_large = np.count_nonzero(found >= abs(effect.value / effect.error) - 1e-9)
    return (as_large + 1) / (PLACEBO_DRAWS + 1)


def _t_values(drawn: NDArray[np.bool_], numerator: Floats, denominator: Floats) -> Floats:
    """`drawn`: (draws, clusters), who is called treated; the sums are (clusters, 2), before and after. As in
    `before_and_after`; 0 where a group has no denominator."""
    values, variances = np.zeros(len(drawn)), np.zeros(len(drawn))
    for group, sign in ((drawn, 1.0), (~drawn, -1.0)):
        below = group @ denominator
        safe = np.where(below == 0, np.nan, below)
        ratios = group @ numerator / safe
        scores = (numerator - ratios[:, None, :] * denominator) / safe[:, None, :]
        changes = (scores[:, :, 1] - scores[:, :, 0]) * group
        size = group.sum(axis=1)
        values += sign * (ratios[:, 1] - ratios[:, 0])
        variances += (changes**2).sum(axis=1) * size / np.maximum(size - 1, 1)
    usable = np.isfinite(values) & (variances > 0)
    return np.where(usable, values / np.sqrt(np.where(usable, variances, 1)), 0)
