"""A cell of the transparency report: a number that the decision log gives, or a place that a person fills."""

from enum import StrEnum
from math import floor, sqrt

import numpy as np

from domain.base import FrozenModel
from insights.estimate import Estimate, normal_quantile

MIN_FOR_INTERVAL = 6  # with fewer values, no two of them bound the median at 95%


class CellSource(StrEnum):
    LOG = "decision log"
    PERSON = "a person"


class Cell(FrozenModel):
    """`by` is the group that the number is of, empty for the whole. `low` and `high` bound the 95% interval. `value`
    None: a person fills it, or no number holds and `note` says why."""

    section: str
    indicator: str
    by: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    size: int | None = None
    source: CellSource = CellSource.LOG
    note: str = ""


def counted(section: str, indicator: str, value: int, by: str = "", note: str = "") -> Cell:
    return Cell(section=section, indicator=indicator, by=by, value=value, note=note)


def estimated(section: str, indicator: str, estimate: Estimate, note: str = "") -> Cell:
    words = "; ".join(filter(None, (estimate.note, note)))
    bounds = {"value": estimate.value, "low": estimate.low, "high": estimate.high, "size": estimate.size}
    return Cell(section=section, indicator=indicator, **bounds, note=words)


def for_person(section: str, indicator: str, note: str = "") -> Cell:
    return Cell(section=section, indicator=indicator, source=CellSource.PERSON, note=note)


def median(values: list[float]) -> Estimate:
    """The median, with the interval between two ordered values (binomial ranks, normal approximation)."""
    if not values:
        return Estimate(None, note="there was none")
    ordered, n = np.sort(np.array(values)), len(values)
    value = float(np.median(ordered))
    if n < MIN_FOR_INTERVAL:
        return Estimate(value, size=n, note="too few for an interval")
    half = normal_quantile() * sqrt(n) / 2
    first, last = max(floor(n / 2 - half), 0), min(floor(n / 2 + half), n - 1)
    return Estimate(value, float(ordered[first]), float(ordered[last]), n)
