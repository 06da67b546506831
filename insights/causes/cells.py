"""The smallest slices of two periods: their sums before and after, with values of dimensions as numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from domain.errors import InputError
from insights.metrics.rows import Floats, MetricRows

Codes = NDArray[np.int64]
Kind = Literal["rate", "count"]
CALM = 1.25  # a period before that is further than this factor from the usual one is left out


@dataclass(frozen=True)
class Cells:
    """Row i of each array is one combination of values. `codes` (cells x dimensions) are places in `values`.

    `before` and `exposure_before` are sums over calm periods; of a count, the exposure is the expected number.
    """

    dimensions: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]
    codes: Codes
    before: Floats
    exposure_before: Floats
    after: Floats
    exposure: Floats
    is_count: bool

    @property
    def size(self) -> int:
        return len(self.after)


def build_cells(
    before: MetricRows, after: MetricRows, dimensions: Sequence[str], kind: Kind = "rate", sign: int = 0
) -> Cells:
    """`kind`: a rate is compared at the volume of each slice, a count by periods. `sign` is 1 for a movement up, -1 for
    one down, 0 where the rows are to say it. Raises InputError if there is nothing to compare."""
    for name in dimensions:
        if name not in before.dimensions or name not in after.dimensions:
            raise InputError(f"the rows have no dimension {name}: there are {', '.join(before.dimensions) or 'none'}")
    if not before.size or not after.size:
        raise InputError(f"there are no rows {'before' if not before.size else 'after'}: choose other days")
    usual = _calm_rows(before, after, kind == "count", sign)
    calm = before if usual.all() else before.select(usual)
    numbered = [_number(calm.dimensions[name], after.dimensions[name]) for name in dimensions]
    joined = np.zeros((calm.size + after.size, len(numbered)), np.int64, "F")
    for column, (numbers, _) in enumerate(numbered):
        joined[:, column] = numbers
    keys = combined(joined, [len(values) for _, values in numbered])
    first, place = distinct(keys)
    old, new, size = place[: calm.size], place[calm.size :], len(first)
    x0, x1 = totals(old, calm.numerator, size), totals(new, after.numerator, size)
    if kind == "count":
        periods = len(np.unique(after.day)) / len(np.unique(calm.day))
        n0, n1 = x0, x0 * periods
    else:
        n0, n1 = totals(old, calm.denominator, size), totals(new, after.denominator, size)
    codes = np.asfortranarray(joined[first])
    values = tuple(values for _, values in numbered)
    return Cells(tuple(dimensions), values, codes, x0, n0, x1, n1, kind == "count")


def combined(codes: Codes, sizes: Sequence[int]) -> Codes:
    """One number for each row of codes (rows x dimensions). Numbers are shortened where they would overflow."""
    keys, bound = np.zeros(len(codes), np.int64), 1
    for place, size in enumerate(sizes):
        if bound * max(size, 1) >= 2**62:
            _, keys = np.unique(keys, return_inverse=True)
            bound = int(keys.max(initial=0)) + 1
        keys, bound = keys * size + codes[:, place], bound * size
    return keys


def distinct(keys: Codes) -> tuple[Codes, Codes]:
    """Where each distinct key first stands, and the place of each key among them, in the order of keys."""
    bound = int(keys.max(initial=0)) + 1
    if bound > max(4 * len(keys), 100_000):
        _, first, place = np.unique(keys, return_index=True, return_inverse=True)
        return first, place
    first = np.full(bound, -1, np.int64)
    first[keys[::-1]] = np.arange(len(keys) - 1, -1, -1)
    used = first >= 0
    return first[used], (np.cumsum(used) - 1)[keys]


def totals(place: NDArray[np.int64], values: Floats, size: int) -> Floats:
    """The sums of values by their place."""
    return np.asarray(np.bincount(place, values, size), np.float64)


def _calm_rows(before: MetricRows, after: MetricRows, is_count: bool, sign: int) -> NDArray[np.bool_]:
    """The rows of periods that have not moved already in the direction of `sign`, or of the movement against the last
    third of them: an earlier incident of the same kind is no baseline."""
    days, level = _levels(before, is_count)
    moved = _levels(after, is_count)[1]
    if len(days) < 3 or not np.isfinite(level).any() or not np.isfinite(moved).any():
        return np.ones(before.size, bool)
    usual = float(np.nanmedian(level))
    if usual <= 0:
        return np.ones(before.size, bool)
    recent = level[-max(len(days) // 3, 1) :]
    compared = np.nanmedian(recent) if np.isfinite(recent).any() else usual
    went_up = sign > 0 or (sign == 0 and np.nanmean(moved) >= compared)
    calm = level <= usual * CALM if went_up else level >= usual / CALM
    return np.isin(before.day, days[calm])


def _levels(rows: MetricRows, is_count: bool) -> tuple[NDArray[np.int64], Floats]:
    """The periods, and the rate (nan without volume) or number of each."""
    days, place = np.unique(rows.day, return_inverse=True)
    numerator = totals(place, rows.numerator, len(days))
    denominator = totals(place, rows.denominator, len(days))
    return days, numerator if is_count else numerator / np.where(denominator == 0, np.nan, denominator)


def _number(before: NDArray[Any], after: NDArray[Any]) -> tuple[Codes, tuple[Any, ...]]:
    """A number for each value, in the order of first use."""
    joined = [*before.tolist(), *after.tolist()]
    numbers = {value: number for number, value in enumerate(dict.fromkeys(joined))}
    return np.fromiter(map(numbers.__getitem__, joined), np.int64, len(joined)), tuple(numbers)
