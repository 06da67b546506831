"""What the warehouse holds: rows and days of each table, days that jobs computed, and what looks incomplete."""

from collections.abc import Iterator
from dataclasses import dataclass

from warehouse.engines.base import Engine
from warehouse.jobs.job import JOBS
from warehouse.jobs.runner import first_day_of
from warehouse.jobs.state import LoadState, read_state
from warehouse.tables.registry import EVENT_TABLES
from warehouse.tables.table import Table

ACTORS = ("posts", "live_sessions", "orders", "complaints", "devices", "payouts", "decisions")


@dataclass(frozen=True)
class TableStatus:
    """`first_day` and `last_day` are None for a table that is empty or has no time."""

    name: str
    rows: int
    first_day: int | None
    last_day: int | None


@dataclass(frozen=True)
class JobStatus:
    """`outdated`: the days, up to the last one with events, that a run would compute."""

    name: str
    days: int
    last_day: int | None
    outdated: int


@dataclass(frozen=True)
class WarehouseStatus:
    location: str
    tables: tuple[TableStatus, ...]
    jobs: tuple[JobStatus, ...]
    notes: tuple[str, ...]


def read_status(engine: Engine) -> WarehouseStatus:
    state = read_state(engine)
    return WarehouseStatus(
        engine.location,
        tuple(_table(engine, table) for table in EVENT_TABLES.values()),
        tuple(_jobs(state)),
        tuple(_notes(engine)),
    )


def _table(engine: Engine, table: Table) -> TableStatus:
    days = "MIN(day), MAX(day)" if table.time else "NULL, NULL"
    ((rows, first, last),) = engine.rows(f"SELECT COUNT(*), {days} FROM {table.name}")
    return TableStatus(table.name, int(rows), first, last)


def _jobs(state: LoadState) -> Iterator[JobStatus]:
    for job in JOBS:
        days = state.runs.get(job.name, {})
        outdated = 0
        if state.last_day is not None:
            outdated = len(state.outdated(job, first_day_of(state, state.last_day), state.last_day))
        yield JobStatus(job.name, len(days), max(days, default=None), outdated)


def _notes(engine: Engine) -> Iterator[str]:
    has_post = "SELECT 1 FROM posts AS p WHERE p.creator_id = c.creator_id"
    ((silent,),) = engine.rows(f"SELECT COUNT(*) FROM creators AS c WHERE NOT EXISTS ({has_post})")
    if silent:
        yield f"creators without a post: {silent:,}; nothing is measured of them"
    for name in ACTORS:
        ((unknown,),) = engine.rows(
            f"SELECT COUNT(DISTINCT t.creator_id) FROM {name} AS t "
            "WHERE NOT EXISTS (SELECT 1 FROM creators AS c WHERE c.creator_id = t.creator_id)"
        )
        if unknown:
            yield f"creators in {name} that are not in creators: {unknown:,}; load them, or their market is unknown"
