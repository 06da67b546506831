"""Which days of which jobs are out of date: they never ran, or rows that they read were loaded since."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from warehouse.engines.base import Engine
from warehouse.jobs.job import ALL_DAYS, Job

ACTIVITY = (
    *("posts", "live_sessions", "orders", "refunds", "complaints", "views_sample", "reactions"),
    *("devices", "payouts", "copies", "decisions", "reviews", "appeals"),
)
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class LoadState:
    """`loads`: for each table the newest load of each day; `runs`: for each job the load that each day saw."""

    newest_load: int
    loads: Mapping[str, Mapping[int, int]]
    runs: Mapping[str, Mapping[int, int]]

    @property
    def first_day(self) -> int | None:
        return min((min(days) for name, days in self.loads.items() if name in ACTIVITY), default=None)

    @property
    def last_day(self) -> int | None:
        return max((max(days) for name, days in self.loads.items() if name in ACTIVITY), default=None)

    def outdated(self, job: Job, first: int, last: int) -> list[int]:
        """The days from `first` to `last` that the job has to compute."""
        needed = np.ones(last - first + 1, np.int64)
        for table, lookback in job.reads.items():
            needed = np.maximum(needed, _needed_load(self.loads.get(table, {}), lookback, first, last))
        runs = self.runs.get(job.name, {})
        seen = np.array([runs.get(day, 0) for day in range(first, last + 1)], np.int64)
        return [first + int(place) for place in np.flatnonzero(seen < needed)]


def _needed_load(loads: Mapping[int, int], lookback: int | None, first: int, last: int) -> Ints:
    """For each day, the newest load among the days of which rows count."""
    by_day = np.array([loads.get(day, 0) for day in range(first, last + 1)], np.int64)
    if lookback is ALL_DAYS:
        by_day[0] = max((load for day, load in loads.items() if day <= first), default=0)
        return np.maximum.accumulate(by_day)
    padded = np.array([loads.get(day, 0) for day in range(first - lookback, last + 1)], np.int64)
    newest: Ints = np.lib.stride_tricks.sliding_window_view(padded, lookback + 1).max(axis=1)
    return newest


def read_state(engine: Engine) -> LoadState:
    loads = _nested(engine.rows("SELECT table_name, day, MAX(load_no) FROM loaded_days GROUP BY table_name, day"))
    runs = _nested(engine.rows("SELECT job, day, MAX(load_no) FROM job_days GROUP BY job, day"))
    newest = max((load for days in loads.values() for load in days.values()), default=0)
    return LoadState(newest, loads, runs)


def _nested(rows: list[tuple[Any, ...]]) -> dict[str, dict[int, int]]:
    nested: dict[str, dict[int, int]] = {}
    for name, day, number in rows:
        nested.setdefault(str(name), {})[int(day)] = int(number)
    return nested
