"""Warehouses of the tests: in memory, in files, in PostgreSQL if TEST_POSTGRES_URL names one; and rows to load."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.store.databases import needs_postgres, new_database
from warehouse.connection import Warehouse, create_tables
from warehouse.engines.arrays import to_arrays
from warehouse.engines.base import Columns, Engine, Row
from warehouse.engines.sqlite_engine import SqliteEngine
from warehouse.jobs.runner import JobRunner
from warehouse.loading.loader import Loader
from warehouse.loading.report import Batch, LoadReport, Problem
from warehouse.tables.registry import EVENT_TABLES
from warehouse.tables.results import RESULT_TABLES

DAY = 86_400
FIRST = 20_605  # 2026-06-01
NOW = (FIRST + 150) * DAY
FILES = ["sqlite", "duckdb"]
WAREHOUSES = [*FILES, pytest.param("postgresql", marks=[needs_postgres, pytest.mark.slow])]
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class CollectedProblems:
    """Collects what is set aside: the row in the source, the column and the reason."""

    lines: list[tuple[int, str, str]] = field(default_factory=list)

    def write(self, source: str, batch: Batch, problems: Iterable[Problem]) -> None:
        del source
        self.lines.extend((int(batch.rows[p.index]), p.column, p.reason) for p in problems)


def warehouse_url(kind: str, tmp_path: Path) -> str:
    """The URL of a new warehouse."""
    return new_database(tmp_path) if kind == "postgresql" else f"{kind}:///{tmp_path}/events.{kind}"


@contextmanager
def memory_warehouse() -> Iterator[Warehouse]:
    engine = SqliteEngine(sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False), "memory")
    create_tables(engine)
    yield Warehouse(engine)
    engine.close()


def load_rows(warehouse: Warehouse, rows: Rows, now: int = NOW) -> dict[str, LoadReport]:
    """Fails if a row is set aside."""
    loader = Loader(warehouse, CollectedProblems(), now)
    reports = {table: loader.add(table, as_columns(table, found)) for table, found in rows.items() if found}
    assert [report for report in reports.values() if report.set_aside] == []
    return reports


def load_columns(warehouse: Warehouse, tables: Mapping[str, Columns]) -> None:
    loader = Loader(warehouse, CollectedProblems(), NOW)
    for table, columns in tables.items():
        assert loader.add(table, columns).set_aside == 0


def as_columns(table: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, np.ndarray[Any, Any]]:
    names = [column.name for column in EVENT_TABLES[table].columns]
    return to_arrays(names, [tuple(row.get(name) for name in names) for row in rows])


def run_jobs(warehouse: Warehouse, last_day: int | None = None) -> int:
    """How many jobs ran."""
    return JobRunner(warehouse).run(last_day).runs


def contents(engine: Engine, table: str, day: int | None = None) -> list[Row]:
    """The rows of a result in the order of its key; real numbers rounded, as each database adds in its own order."""
    found = RESULT_TABLES[table]
    names = ", ".join(found.names)
    where = "" if day is None else f" WHERE day = {day}"
    rows = engine.rows(f"SELECT {names} FROM {table}{where} ORDER BY {', '.join(found.key)}")
    return [tuple(round(value, 4) if isinstance(value, float) else value for value in row) for row in rows]


def all_contents(engine: Engine, day: int | None = None) -> dict[str, list[Row]]:
    return {table: contents(engine, table, day) for table in RESULT_TABLES}
