"""Invented daily series of a metric."""

import numpy as np

from insights.alerts.series import SeriesSet
from insights.metrics.rows import Floats
from tests.insights.causes.made import POSTS, VIDEO_SHARE

FIRST_DAY = 20_000


def share_series(numerator: Floats, denominator: Floats) -> SeriesSet:
    """Series x days; row 0 is everything."""
    return SeriesSet(VIDEO_SHARE, FIRST_DAY, slices(len(numerator)), numerator, denominator)


def count_series(numerator: Floats) -> SeriesSet:
    return SeriesSet(POSTS, FIRST_DAY, slices(len(numerator)), numerator, np.ones_like(numerator))


def slices(count: int) -> tuple[dict[str, str | None], ...]:
    named: list[dict[str, str | None]] = [{"market": f"m{number}"} for number in range(1, count)]
    return ({}, *named)


def quiet_shares(seed: int, slices_: int = 6, days: int = 90, rate: float = 0.1, cases: int = 300) -> SeriesSet:
    """Binomial noise with a day of the week on which everything doubles."""
    random = np.random.default_rng(seed)
    chance = np.where(np.arange(days) % 7 == 2, 2 * rate, rate)
    denominator = np.full((slices_, days), float(cases))
    numerator = random.binomial(cases, np.broadcast_to(chance, (slices_, days))).astype(np.float64)
    numerator = np.vstack([numerator.sum(axis=0), numerator])
    return share_series(numerator, np.vstack([denominator.sum(axis=0), denominator]))
