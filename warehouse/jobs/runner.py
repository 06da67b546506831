"""Runs the daily jobs on the days that are out of date, in the order of days. A run that was killed goes on."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np

from warehouse.connection import Warehouse
from warehouse.errors import WarehouseMissing
from warehouse.jobs.job import JOBS, Job
from warehouse.jobs.state import LoadState, read_state
from warehouse.tables.state import JOB_DAYS

Progress = Callable[[int, int], None]
HISTORY_DAYS = 400  # earlier days are not computed: a single stray event would cost years


@dataclass(frozen=True)
class RunReport:
    """`seconds` by job. `days` are those of which at least one job was out of date."""

    first_day: int
    last_day: int
    days: tuple[int, ...] = ()
    runs: int = 0
    seconds: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class JobRunner:
    warehouse: Warehouse
    jobs: Sequence[Job] = JOBS

    def run(
        self, last_day: int | None = None, report: Callable[[int, int], None] = lambda done, total: None
    ) -> RunReport:
        """Computes each day up to `last_day`, or up to the last one with events. Each job of a day is one transaction.
        Raises WarehouseMissing if no events were loaded."""
        state = read_state(self.warehouse.engine)
        if state.first_day is None or state.last_day is None:
            raise WarehouseMissing("no events were loaded yet: load some by `clausewise warehouse load`")
        last = state.last_day if last_day is None else last_day
        first = first_day_of(state, last)
        if last < first:
            return RunReport(first, last)
        outdated = {job.name: {*state.outdated(job, first, last)} for job in self.jobs}
        pending = [(day, job) for day in range(first, last + 1) for job in self.jobs if day in outdated[job.name]]
        seconds: Counter[str] = Counter()
        for done, (day, job) in enumerate(pending):
            report(done, len(pending))
            start = perf_counter()
            self._run_day(job, day, state.newest_load)
            seconds[job.name] += perf_counter() - start  # type: ignore[assignment]
        return RunReport(first, last, tuple(sorted({day for day, _ in pending})), len(pending), seconds)

    def _run_day(self, job: Job, day: int, load: int) -> None:
        """`load` is the newest one when the run began. Rows of a later one may be read, and the day is out of date."""
        engine = self.warehouse.engine
        with engine.transaction():
            engine.replace_day(job.table, day, job.sql, {"day": day})
            noted = {"job": np.array([job.name], object), "day": np.array([day]), "load_no": np.array([load])}
            engine.insert(JOB_DAYS, noted)


def first_day_of(state: LoadState, last: int) -> int:
    """The first day that a run up to `last` looks at."""
    return max(state.first_day or 0, last - HISTORY_DAYS + 1)
