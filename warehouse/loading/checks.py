"""Checks rows against each other and the clock: times in the future, ends before beginnings, repeated keys."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from warehouse.loading.report import Problem
from warehouse.tables.table import Table

FIRST_TIME = 946_684_800  # 2000-01-01: an earlier time is a mistake of the source
MILLISECONDS = 100_000_000_000  # a number above it would be a second after the year 5138
CLOCK_TOLERANCE = 300  # seconds that a correct clock may be ahead
SAME = -1
MAX_VERSIONS = 4  # of a row in one batch; later ones are set aside
Values = Mapping[str, NDArray[Any]]


def time_problems(table: Table, columns: Values, now: int) -> Iterator[Problem]:
    last = MILLISECONDS if table.planned else now + CLOCK_TOLERANCE
    for name in dict.fromkeys((table.time, *(table.after or ()))):
        values = columns[name]
        for index in np.flatnonzero((values < FIRST_TIME) | (values > last)):
            yield Problem(int(index), name, _time_reason(int(values[index]), now))
    if table.after:
        first, second = table.after
        for index in np.flatnonzero(columns[second] < columns[first]):
            yield Problem(int(index), second, f"is before {first}")


def _time_reason(value: int, now: int) -> str:
    if value > MILLISECONDS:
        return f"is in milliseconds, it seems: {value}; write Unix seconds"
    if value < FIRST_TIME:
        return f"is before the year 2000: {value}; write Unix seconds"
    return f"is in the future: {value - now:,} seconds after now; the clock of its source is ahead"


def occurrences(table: Table, columns: Values) -> NDArray[np.int64]:
    """For each row, how many different rows of the same key come before it; SAME if an equal row does."""
    keys = [*zip(*(columns[name].tolist() for name in table.key), strict=True)]
    numbers = np.zeros(len(keys), np.int64)
    if len({*keys}) == len(keys):
        return numbers
    rows = zip(*(columns[column.name].astype(object) for column in table.columns), strict=True)
    seen: dict[tuple[Any, ...], list[str]] = {}
    for place, (key, row) in enumerate(zip(keys, map(str, rows), strict=True)):
        earlier = seen.setdefault(key, [])
        numbers[place] = SAME if row in earlier else len(earlier)
        earlier += [] if row in earlier or len(earlier) > MAX_VERSIONS else [row]
    return numbers
