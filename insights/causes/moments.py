"""The first moment of a change: the stretch of days in which a series differs from the others the most."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from domain.base import FrozenModel
from domain.days import date_of
from insights.metrics.rows import DailySeries, Floats

MIN_DAYS = 10  # of a series in which a change can be found
CLEAR = 12.0  # squared distance of the two levels over its variance; by chance, the largest is above it in about 1%
LONGER = 0.8  # a stretch that lasts until the end is preferred if it explains this part of the best


class FirstMoment(FrozenModel):
    """`day` is the first day of the change, `last_day` the last one; both None where no change is clear."""

    day: date | None = None
    last_day: date | None = None
    note: str = ""


def first_moment(series: DailySeries, sign: int, is_count: bool, from_day: int, to_day: int) -> FirstMoment:
    """`sign` is 1 for a movement up. The stretch touches the days from `from_day` to `to_day`."""
    values = series.numerator if is_count else series.ratio
    weights = np.ones(len(values)) if is_count else series.denominator
    known = np.isfinite(values) & (weights > 0)
    days, values, weights = series.day[known], values[known], weights[known]
    if len(days) < MIN_DAYS:
        return FirstMoment(note=f"fewer than {MIN_DAYS} days with data: the first moment is not known")
    first, last, clear = _best_stretch(values, weights, sign, (days >= from_day) & (days <= to_day))
    if clear < CLEAR:
        return FirstMoment(note="no single day stands out: the change is gradual, or too small for one")
    return FirstMoment(day=date_of(int(days[first])), last_day=date_of(int(days[last])))


def _best_stretch(values: Floats, weights: Floats, sign: int, inside: NDArray[np.bool_]) -> tuple[int, int, float]:
    """The places of the first and last day, and the squared difference of levels over its variance."""
    size, total = len(values), weights.sum()
    weight = np.concatenate([[0.0], np.cumsum(weights)])
    sums = np.concatenate([[0.0], np.cumsum(weights * values)])
    touches = np.concatenate([[0], np.cumsum(inside)])
    starts, ends = np.triu_indices(size)
    inner_weight = weight[ends + 1] - weight[starts]
    outer_weight = total - inner_weight
    usable = (touches[ends + 1] > touches[starts]) & (ends - starts + 1 <= size * 2 // 3) & (outer_weight > 0)
    starts, ends, inner_weight, outer_weight = starts[usable], ends[usable], inner_weight[usable], outer_weight[usable]
    inner = sums[ends + 1] - sums[starts]
    difference = inner / inner_weight - (sums[-1] - inner) / outer_weight
    gain = inner_weight * outer_weight / total * difference**2 * (difference * sign > 0)
    best = int(np.argmax(gain))
    open_ended = np.flatnonzero(ends == size - 1)
    if len(open_ended):
        longer = int(open_ended[np.argmax(gain[open_ended])])
        best = longer if gain[longer] >= LONGER * gain[best] else best
    squares = float((weights * (values - sums[-1] / total) ** 2).sum()) - float(gain[best])
    variance = max(squares, 1e-12 * float((weights * values**2).sum()), 1e-300) / max(size - 2, 1)
    return int(starts[best]), int(ends[best]), float(gain[best]) / variance
