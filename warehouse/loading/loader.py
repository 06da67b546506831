"""Loads batches into tables: checks rows, sets bad ones aside, merges the others and notes the days that changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from warehouse.connection import Warehouse
from warehouse.engines.base import row_count, select
from warehouse.loading.checks import MAX_VERSIONS, SAME, occurrences, time_problems
from warehouse.loading.derived import derive
from warehouse.loading.merging import Merged, Merger
from warehouse.loading.report import Batch, LoadReport, Problem, count_reasons
from warehouse.loading.set_aside import SetAside
from warehouse.loading.values import read_column
from warehouse.tables.registry import event_table
from warehouse.tables.state import LOADED_DAYS
from warehouse.tables.table import Column, Table

BATCH_ROWS = 250_000  # in memory at once


@dataclass(frozen=True)
class Loader:
    """Each batch is one transaction. A load that was killed is repeated: rows that are stored already are known.

    `now`: Unix seconds; later times are refused, except of what is planned, such as assignments.
    """

    warehouse: Warehouse
    set_aside: SetAside
    now: int

    def load(self, table: Table, source: str, batches: Iterable[Batch]) -> LoadReport:
        report = LoadReport(table.name)
        for batch in batches:
            report += self._load_batch(table, source, batch)
        return report

    def add(self, table: str, columns: Mapping[str, NDArray[Any]]) -> LoadReport:
        """Adds rows that a program computed, such as copies. Raises TableUnknown."""
        batch = Batch(np.arange(1, row_count(columns) + 1), columns)
        return self.load(event_table(table), "computed rows", [batch])

    def _load_batch(self, table: Table, source: str, batch: Batch) -> LoadReport:
        columns, problems = _check(table, batch, self.now)
        bad = np.zeros(len(batch.rows), bool)
        bad[[problem.index for problem in problems]] = True
        places = np.flatnonzero(~bad)
        valid = _whole_numbers(table, select(columns, places))
        versions = occurrences(table, valid)
        report = LoadReport(table.name, read=len(batch.rows))
        for version in range(min(int(versions.max(initial=SAME)), MAX_VERSIONS) + 1):
            chosen = versions == version
            merged, late = self._merge(table, select(valid, chosen), places[chosen])
            added, filled = sum(merged.added.values()), sum(merged.filled.values())
            report += LoadReport(table.name, added=added, filled=filled, late=late)
            problems += merged.refused
        repeated = places[versions > MAX_VERSIONS]
        problems += [Problem(int(place), table.key[0], "is repeated with other values") for place in repeated]
        self.set_aside.write(source, batch, problems)
        set_aside = len({problem.index for problem in problems})
        known = report.read - report.added - report.filled - set_aside
        return report + LoadReport(table.name, known=known, set_aside=set_aside, reasons=count_reasons(problems))

    def _merge(
        self, table: Table, columns: Mapping[str, NDArray[Any]], places: NDArray[np.int64]
    ) -> tuple[Merged, int]:
        engine = self.warehouse.engine
        with engine.transaction():
            merged = Merger(engine).merge(table, {**columns, **derive(table, columns)}, places)
            return merged, self._note(table, merged)

    def _note(self, table: Table, merged: Merged) -> int:
        """Notes which days changed. Returns how many rows came after the jobs of their day had run."""
        if not merged.days:
            return 0
        engine = self.warehouse.engine
        ((last_load, last_day),) = engine.rows(
            "SELECT (SELECT MAX(load_no) FROM loaded_days), (SELECT MAX(day) FROM job_days)"
        )
        days = np.array(merged.days, np.int64)
        added = np.array([merged.added.get(day, 0) for day in merged.days], np.int64)
        filled = np.array([merged.filled.get(day, 0) for day in merged.days], np.int64)
        noted = {
            "load_no": np.full(len(days), (last_load or 0) + 1),
            "table_name": np.full(len(days), table.name, object),
            "day": days,
            "rows_added": added,
            "rows_filled": filled,
        }
        engine.insert(LOADED_DAYS, noted)
        return int((added + filled)[days <= last_day].sum()) if last_day is not None and table.time else 0


def _check(table: Table, batch: Batch, now: int) -> tuple[dict[str, NDArray[Any]], list[Problem]]:
    """The values of every column, and the problems; a row has at most one problem in a column."""
    columns: dict[str, NDArray[Any]] = {}
    problems = [*batch.problems]
    bad = {problem.index for problem in problems}
    for column in table.columns:
        raw = batch.columns.get(column.name)
        values, found = (_missing(column, len(batch.rows)), []) if raw is None else read_column(column, raw)
        columns[column.name] = values
        problems += [problem for problem in found if problem.index not in bad]
    if table.time:
        bad = {problem.index for problem in problems}
        problems += [problem for problem in time_problems(table, columns, now) if problem.index not in bad]
    return columns, problems


def _missing(column: Column, rows: int) -> NDArray[Any]:
    return np.full(rows, None, object) if column.type == "text" else np.full(rows, np.nan)


def _whole_numbers(table: Table, columns: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Whole numbers were read as float64 if one was missing or wrong; without these rows they are whole again."""
    whole = [column.name for column in table.columns if column.type == "integer" and not column.nullable]
    return columns | {name: columns[name].astype(np.int64) for name in whole}
