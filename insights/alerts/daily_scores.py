"""Scores of days: how far the last one, three or seven days are from expectation, and where data is missing or late."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from insights.alerts.expectation import Expectation, expect
from insights.alerts.series import SeriesSet
from insights.metrics.rows import Floats

WINDOWS = (1, 3, 7)  # days that are scored together, so that a small change that stays is seen
MIN_CASES = 30.0  # denominators of the days that are scored together; fewer give no alert
MIN_EVENTS = 5.0  # of a count, seen or expected
MISSING = 0.1  # a day with less of its usual volume lacks data
LATE = 0.5  # the last days with less of the usual volume of everything are not complete
MIN_VOLUME = 12.0  # expected of a day, to say that its data is missing or late
SETTLED = 3.0 / 8.0  # Anscombe (1948): the square root of a Poisson number + 3/8 has about the variance 1/4


class Window(NamedTuple):
    """Sums over some days of each series: numerator, its expectation, cases, and the variance over Poisson's."""

    seen: Floats
    expected: Floats
    cases: Floats
    spread: Floats


@dataclass(frozen=True)
class DailyScores:
    """Arrays (series x days). `score` is signed, in standard deviations, 0 where nothing can be said; `days` is how
    many days it rests on. `missing` are days whose volume fell to near zero. `late` last days were not scored."""

    series: SeriesSet
    expectation: Expectation
    usable: NDArray[np.bool_]
    score: Floats
    days: NDArray[np.int64]
    missing: NDArray[np.bool_]
    late: int

    def window(self, day: int, days: int) -> Window:
        """Of the `days` days until `day` (a place), against what was expected before the first of them."""
        first = day - days + 1
        some, usable = slice(first, day + 1), self.usable[:, first : day + 1]
        numerator, denominator = self.series.numerator[:, some] * usable, self.series.denominator[:, some] * usable
        adjusted = (denominator * self.expectation.weekday[:, some]).sum(axis=1)
        expected = self.expectation.level[:, first] * adjusted
        in_level = np.maximum(self.expectation.weight[:, first], 1e-300)
        spread = self.expectation.spread[:, first] * (1 + adjusted / in_level)
        return Window(numerator.sum(axis=1), expected, denominator.sum(axis=1), spread)


def score_days(series: SeriesSet, late_days: int | None = None) -> DailyScores:
    """`late_days`: of the metric, how many of the last days are late; None: to be found by volume."""
    missing, late = _volume(series)
    late = late if late_days is None else late_days
    usable = ~missing & (series.denominator > 0) & _since_first(series)
    if late:
        usable[:, series.days - late :] = False
        missing[:, series.days - late :] = False
    expectation = expect(series.numerator, series.denominator, usable, series.unit, series.is_share)
    empty = np.zeros(series.numerator.shape)
    found = DailyScores(series, expectation, usable, empty, np.ones(empty.shape, np.int64), missing, late)
    for days in WINDOWS:
        for day in range(days - 1, series.days):
            score = window_scores(found, day, days)
            better = np.abs(score) > np.abs(found.score[:, day])
            found.score[better, day], found.days[better, day] = score[better], days
    return found


def interval(window: Window, unit: float, z: float) -> tuple[Floats, Floats]:
    """What numerators chance would give at expectation: the bounds on the scale on which scores are formed."""
    root, half = np.sqrt(window.expected / unit + SETTLED), z * np.sqrt(window.spread) / 2
    low = np.maximum(root - half, 0) ** 2 - SETTLED
    return np.maximum(low * unit, 0), ((root + half) ** 2 - SETTLED) * unit


def window_scores(found: DailyScores, day: int, days: int) -> Floats:
    """Of the `days` days until `day`, in standard deviations, by the square root that settles the variance; of a share
    above one half, of what is left of it."""
    series, window = found.series, found.window(day, days)
    seen, expected = window.seen / series.unit, window.expected / series.unit
    sign = np.ones(len(seen))
    if series.is_share:
        turned = expected > window.cases / 2
        seen, expected = (
            np.where(turned, window.cases - seen, seen),
            np.where(turned, window.cases - expected, expected),
        )
        sign = np.where(turned, -1.0, 1.0)
    with np.errstate(invalid="ignore"):
        roots = np.sqrt(seen + SETTLED) - np.sqrt(np.maximum(expected, 0) + SETTLED)
        score = sign * 2 * roots / np.sqrt(window.spread)
        enough = np.maximum(seen, expected) >= MIN_EVENTS if series.is_count else window.cases >= MIN_CASES
    return np.where(np.isfinite(score) & enough & found.usable[:, day], score, 0.0)


def _volume(series: SeriesSet) -> tuple[NDArray[np.bool_], int]:
    """Which days of which series lack data, and how many of the last days are late for everything."""
    volume = series.volume
    usual = expect(volume, np.ones_like(volume), _since_first(series), 1.0, False)
    expected = np.nan_to_num(usual.level * usual.weekday)
    enough = expected >= MIN_VOLUME
    missing = enough & (volume < MISSING * expected) & (volume < _lowest(volume) / 2)
    late, low = 0, enough[0] & (volume[0] < LATE * expected[0])
    while late < series.days and low[series.days - 1 - late]:
        late += 1
    return missing, late


def _since_first(series: SeriesSet) -> NDArray[np.bool_]:
    """The days from the first one with data: what was before is not zero, it is not known."""
    known = (series.volume[0] > 0).cumsum() > 0
    return np.broadcast_to(known, series.volume.shape).copy()


def _lowest(volume: Floats) -> Floats:
    """Of the four weeks before each day; days without volume are no measure."""
    found = np.full(volume.shape, np.inf)
    positive = np.where(volume > 0, volume, np.inf)
    for day in range(1, volume.shape[1]):
        found[:, day] = positive[:, max(day - 28, 0) : day].min(axis=1)
    return found
