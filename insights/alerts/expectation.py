"""What is expected of each day of many series, from the weeks before: level x day of the week, and its spread."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from insights.metrics.rows import Floats

LEVEL_DAYS = 28
WEEKDAY_DAYS = 56
HALF_LIFE = 14.0  # days, of the weight of a day in the level
SHRINK = 50.0  # events at which a day of the week counts half as much as that of everything
MIN_HISTORY = 14  # usable days before a day is scored
CLIP = 4.0  # spreads beyond which a day is drawn in before it becomes history
SPREAD_PRIOR = 7.0  # days
SPREAD_DAYS = 42


@dataclass(frozen=True)
class Expectation:
    """Arrays (series x days). `level` is the numerator for each unit of the denominator on a usual weekday, `weekday`
    its factor, `spread` the variance of a day over that of a Poisson number, `weight` the denominators in the level.
    All of a day rest on the days before it; nan where history is too short."""

    level: Floats
    weekday: Floats
    spread: Floats
    weight: Floats


def expect(
    numerator: Floats, denominator: Floats, usable: NDArray[np.bool_], unit: float, is_share: bool
) -> Expectation:
    """Series x days; row 0 is everything. Days that are not `usable` are no history. `unit` is the size of an event."""
    series, days = numerator.shape
    shape = (series, days)
    level, weekday = np.full(shape, np.nan), np.ones(shape)
    spread, weight = np.full(shape, np.nan), np.zeros(shape)
    clean, cases = np.where(usable, numerator, 0.0), np.where(usable, denominator, 0.0)
    residuals = np.full(shape, np.nan)
    for day in range(MIN_HISTORY, days):
        factors = _weekday_factors(clean, cases, day, unit)
        weekday[:, day] = factors[:, day % 7]
        level[:, day], weight[:, day] = _level(clean, cases, factors, day)
        level[usable[:, :day].sum(axis=1) < MIN_HISTORY, day] = np.nan
        if day == MIN_HISTORY:
            usual = level[:, [day]] * cases[:, :day]
            residuals[:, :day] = _residuals(numerator[:, :day], usual, usable[:, :day], unit)
        spread[:, day] = _spread(residuals[:, max(day - SPREAD_DAYS, 0) : day], level[:, day], unit, is_share)
        expected = level[:, day] * weekday[:, day] * denominator[:, day]
        residuals[:, day] = _residuals(numerator[:, day], expected, usable[:, day], unit)
        drawn_in = np.clip(residuals[:, day], -CLIP * np.sqrt(spread[:, day]), CLIP * np.sqrt(spread[:, day]))
        clipped = expected + drawn_in * np.sqrt(np.maximum(expected, unit) * unit)
        clean[:, day] = np.where(np.isfinite(clipped), np.maximum(clipped, 0), clean[:, day])
    return Expectation(level, weekday, spread, weight)


def _residuals(numerator: Floats, expected: Floats, usable: NDArray[np.bool_], unit: float) -> Floats:
    """Pearson's: of variance 1 for a Poisson number of events; nan where a day is no history."""
    found = (numerator - expected) / np.sqrt(np.maximum(expected, unit) * unit)
    return np.where(usable, found, np.nan)


def _level(clean: Floats, cases: Floats, factors: Floats, day: int) -> tuple[Floats, Floats]:
    """The weighted ratio of the last weeks, freed of the day of the week, and its weight."""
    days = np.arange(max(day - LEVEL_DAYS, 0), day)
    weights = 0.5 ** ((day - days) / HALF_LIFE)
    below = (cases[:, days] * factors[:, days % 7]) @ weights
    return (clean[:, days] @ weights) / np.where(below > 0, below, np.nan), below


def _weekday_factors(clean: Floats, cases: Floats, day: int, unit: float) -> Floats:
    """Series x 7: the ratio of a day of the week over that of all days. Small series lean on everything, that on 1."""
    days = np.arange(max(day - WEEKDAY_DAYS, 0), day)
    same = (days[:, None] % 7 == np.arange(7)).astype(np.float64)
    top, bottom = clean[:, days], cases[:, days]
    overall = top.sum(axis=1) / np.maximum(bottom.sum(axis=1), 1e-300)
    events, expected = (top @ same) / unit, (bottom @ same) * (overall / unit)[:, None]
    whole = (events[0] + SHRINK) / (expected[0] + SHRINK)
    return np.asarray((events + SHRINK * whole) / (expected + SHRINK))


def _spread(residuals: Floats, level: Floats, unit: float, is_share: bool) -> Floats:
    """The mean square of the residuals of the last weeks, drawn in to three robust deviations. Numbers vary by Poisson
    or more, shares by the binomial or more; amounts may vary less."""
    known = np.isfinite(residuals)
    seen = known.sum(axis=1)
    low = np.full(len(level), 0.05 if unit != 1.0 else 1.0)
    floor = np.maximum(1 - np.nan_to_num(level), 0.05) if is_share else low
    middle = np.nanmedian(np.where(known | (seen == 0)[:, None], np.abs(np.nan_to_num(residuals)), np.nan), axis=1)
    bound = 3 * np.maximum(1.4826 * middle, np.sqrt(floor))[:, None]
    squares = (np.clip(np.nan_to_num(residuals), -bound, bound) ** 2).sum(axis=1)
    return np.asarray(np.maximum((squares + SPREAD_PRIOR) / (seen + SPREAD_PRIOR), floor))
