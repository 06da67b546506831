"""What came before each event, by the events of the same key that are earlier: counts, gaps, repetition, entropy."""

from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
NONE = -1  # a code that stands for nothing: no product, no caption


class Past:
    """Events with one key each, such as the creator. Of two events at the same second, the one in the row before is the
    earlier one. Every result has one value for each row, in the order of the rows, computed from the earlier rows of
    the key alone; nan where these do not tell. O(n log n)."""

    def __init__(self, key: Ints, at: Ints) -> None:
        self._order = np.lexsort((np.arange(len(key)), at, key))
        self._key, self._at = key[self._order], at[self._order].astype(np.int64)
        new = np.r_[True, self._key[1:] != self._key[:-1]] if len(key) else np.zeros(0, bool)
        self._group = np.cumsum(new) - 1
        self._first = np.flatnonzero(new)[self._group]
        self._place = np.arange(len(key)) - self._first

    @cached_property
    def count(self) -> Floats:
        return self._in_rows(self._place.astype(np.float64))

    @cached_property
    def age(self) -> Floats:
        """Seconds since the first event of the key."""
        return self._in_rows((self._at - self._at[self._first]).astype(np.float64))

    def gap(self, back: int = 1) -> Floats:
        """Seconds since the event `back` events before."""
        gaps = np.full(len(self._at), np.nan)
        known = self._place >= back
        places = np.flatnonzero(known)
        gaps[known] = self._at[places] - self._at[places - back]
        return self._in_rows(gaps)

    def count_within(self, seconds: int) -> Floats:
        return self._in_rows((np.arange(len(self._at)) - self._start_of(seconds)).astype(np.float64))

    def mean(self, values: Floats) -> Floats:
        """The mean of the earlier values that are not nan."""
        values = values[self._order]
        known = ~np.isnan(values)
        total, number = self._sums_before(np.where(known, values, 0)), self._sums_before(known.astype(np.float64))
        return self._in_rows(_ratio(total, number))

    def deviation(self, values: Floats) -> Floats:
        """The standard deviation of the earlier values that are not nan."""
        middle = float(np.nanmean(values)) if np.isfinite(values).any() else 0.0
        centred = values - middle  # so that large numbers keep their digits
        return np.asarray(np.sqrt(np.maximum(self.mean(centred**2) - self.mean(centred) ** 2, 0)))

    def sum_within(self, values: Floats, seconds: int) -> Floats:
        sums = np.r_[0.0, np.cumsum(values[self._order])]
        return self._in_rows(sums[:-1] - sums[self._start_of(seconds)])

    def before(self, values: Floats) -> Floats:
        """The value of the event before."""
        earlier = np.r_[np.nan, values[self._order][:-1]] if len(values) else values
        return self._in_rows(np.where(self._place > 0, earlier, np.nan))

    def distinct(self, codes: Ints) -> Floats:
        codes = codes[self._order]
        first_time = (self._repeats(codes) == 0) & (codes != NONE)
        return self._in_rows(self._sums_before(first_time.astype(np.float64)))

    def entropy(self, codes: Ints) -> Floats:
        """In bits, of the codes of the earlier events. With counts c of n events it is log n - (sum of c log c) / n,
        and an event changes one term of the sum."""
        codes = codes[self._order]
        known, repeats = codes != NONE, self._repeats(codes).astype(np.float64)
        term = np.where(known, _c_log_c(repeats + 1) - _c_log_c(repeats), 0)
        number, total = self._sums_before(known.astype(np.float64)), self._sums_before(term)
        with np.errstate(divide="ignore", invalid="ignore"):
            bits = np.log2(number) - total / number
        return self._in_rows(np.where(number > 0, np.maximum(bits, 0), np.nan))

    def _start_of(self, seconds: int) -> Ints:
        """The place of the first event of the key that is at most `seconds` before each event."""
        if not len(self._at):
            return np.zeros(0, np.int64)
        since = self._at - self._at.min()
        span = int(since.max()) + seconds + 2
        position = self._group * span + since
        starts = np.searchsorted(position, position - seconds, "left")
        return np.asarray(np.maximum(starts, self._first), dtype=np.int64)

    def _repeats(self, codes: Ints) -> Ints:
        """How many earlier events of the key have the same code; input and output in the inner order."""
        order = np.lexsort((np.arange(len(codes)), codes, self._group))
        same = (codes[order][1:] == codes[order][:-1]) & (self._group[order][1:] == self._group[order][:-1])
        new = np.r_[True, ~same] if len(codes) else np.zeros(0, bool)
        run = np.cumsum(new) - 1
        repeats = np.empty(len(codes), np.int64)
        repeats[order] = np.arange(len(codes)) - np.flatnonzero(new)[run]
        return repeats

    def _sums_before(self, values: Floats) -> Floats:
        sums = np.r_[0.0, np.cumsum(values)]
        return np.asarray(sums[:-1] - sums[self._first])

    def _in_rows(self, values: Floats) -> Floats:
        rows = np.empty(len(values))
        rows[self._order] = values
        return rows


def joined(*codes: Ints) -> Ints:
    """One number for each combination of codes; NONE where one of them is."""
    whole = np.zeros(len(codes[0]), np.int64)
    for one in codes:
        whole = np.unique(whole * (int(one.max(initial=0)) + 2) + one + 1, return_inverse=True)[1].astype(np.int64)
    return np.where(np.any([one == NONE for one in codes], axis=0), NONE, whole)


def _c_log_c(counts: Floats) -> Floats:
    return np.asarray(counts * np.log2(np.maximum(counts, 1)))


def _ratio(total: Floats, number: Floats) -> Floats:
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)
