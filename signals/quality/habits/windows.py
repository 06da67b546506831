"""Means over the posts of a creator in the days before a day, for many creators and days at once. O(n log n)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from signals.quality.score.places import Floats, Observed
from signals.quality.score.training import Window

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Asked:
    """Creators and days: each asks for the days from `first` to `last`, both included."""

    creator: Ints
    first: Ints
    last: Ints


@dataclass(frozen=True, eq=False)
class DayRows:
    """Rows of creators with a day, in any order. Creators below zero are not known, and their rows count for nobody."""

    creator: Ints
    day: Ints

    def sums(self, asked: Asked, *columns: Floats) -> list[Floats]:
        """The sum of each column over the rows of the creator in the days that are asked for."""
        order = np.lexsort((self.day, self.creator))
        order = order[self.creator[order] >= 0]
        creator, day = self.creator[order], self.day[order]
        start = int(min(day.min(initial=0), asked.first.min(initial=0)))
        span = int(max(day.max(initial=0), asked.last.max(initial=0))) - start + 2
        position = creator * span + (day - start)
        first = np.searchsorted(position, asked.creator * span + (asked.first - start), side="left")
        last = np.searchsorted(position, asked.creator * span + (asked.last - start), side="right")
        totals = [np.concatenate([[0.0], np.cumsum(column[order])]) for column in columns]
        return [total[last] - total[first] for total in totals]


def weighted_means(rows: DayRows, values: Floats, weights: Floats, asked: Asked) -> Window:
    """`weights`: the confidence of each value, 0 to 1. Posts count as many as their weights add up to."""
    middle = float(values.mean()) if len(values) else 0.0
    centred = values - middle
    number, weight, total, squares = rows.sums(
        asked, np.ones(len(values)), weights, weights * centred, weights * centred**2
    )
    known = weight > 1e-9
    divisor = np.where(known, weight, 1)
    mean = total / divisor
    variance = np.maximum(squares / divisor - mean**2, 0) * number / np.maximum(number - 1, 1)
    deviations = np.where(known & (number > 1), np.sqrt(variance), np.nan)
    return Window(Observed(np.where(known, mean + middle, np.nan), np.where(known, weight, 0.0)), deviations)


def changing_shares(spans: "Spans", asked_creator: Ints, asked_day: Ints) -> Window:
    """Of what holds for a creator at the end of each day that is asked for: the share of 1 among values 0 and 1."""
    starts = DayRows(spans.creator, spans.first)
    ends = DayRows(spans.creator, spans.until)
    asked = Asked(asked_creator, np.full(len(asked_day), EARLIEST), asked_day)
    ones = np.ones(len(spans.value))
    begun, begun_total = starts.sums(asked, ones, spans.value)
    over, over_total = ends.sums(asked, ones, spans.value)
    number = np.round(begun - over)
    share = np.where(number > 0, (begun_total - over_total) / np.maximum(number, 1), np.nan)
    variance = share * (1 - share) * number / np.maximum(number - 1, 1)
    deviations = np.where(number > 1, np.sqrt(np.maximum(variance, 0)), np.nan)
    return Window(Observed(share, number), deviations)


EARLIEST = -100_000  # a day before all others


@dataclass(frozen=True, eq=False)
class Spans:
    """Values that hold for a creator from the day `first` to the day before `until`."""

    creator: Ints
    first: Ints
    until: Ints
    value: Floats


def numbers_of(names: NDArray[np.object_], known: Sequence[str]) -> Ints:
    """The place of each name in `known`, -1 for others."""
    places = {name: place for place, name in enumerate(known)}
    return np.array([places.get(name, -1) for name in names.tolist()], dtype=np.int64)
