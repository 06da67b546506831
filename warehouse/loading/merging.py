"""Merges checked rows into a table: new ones are added, missing values filled in, known ones left, others refused."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from warehouse.engines.base import Engine, row_count
from warehouse.loading.report import Problem
from warehouse.tables.table import Table, integer

NO_DAY = -1  # of rows without a time
PLACE = integer("place", "The place of the row in its batch.")


@dataclass(frozen=True)
class Merged:
    """The rows that were added and filled by day, and those that were refused."""

    added: Mapping[int, int]
    filled: Mapping[int, int]
    refused: tuple[Problem, ...]

    @property
    def days(self) -> list[int]:
        return sorted({*self.added, *self.filled})


@dataclass(frozen=True)
class Merger:
    engine: Engine

    def merge(self, table: Table, columns: Mapping[str, NDArray[Any]], places: NDArray[np.int64]) -> Merged:
        """`columns` are those of the table, without two rows of one key. `places` are those of the rows in the batch.
        The caller opens the transaction."""
        if not self.engine.rows(f"SELECT 1 FROM {table.name} LIMIT 1"):
            self.engine.insert(table, columns)
            return Merged(_rows_by_day(table, columns), {}, ())
        staged = replace(table, name=f"staged_{table.name}", derived=(*table.derived, PLACE), time="")
        self.engine.execute(f"DROP TABLE IF EXISTS {staged.name}")
        self.engine.create(staged)
        self.engine.insert(staged, {**columns, PLACE.name: places})
        refused = [*self._conflicts(table, staged)]
        filled: dict[int, int] = {}
        if self.engine.can_update:
            filled = self._fill(table, staged, bool(refused))
        else:
            refused += self._unfillable(table, staged)
        added = self._add(table, staged)
        self.engine.execute(f"DROP TABLE {staged.name}")
        return Merged(added, filled, tuple(refused))

    def _conflicts(self, table: Table, staged: Table) -> Iterator[Problem]:
        """Rows that are stored with another value. An empty value conflicts with none."""
        compared = _compared(table)
        if not compared:
            return
        flags = ", ".join(f"CASE WHEN s.{name} <> t.{name} THEN 1 ELSE 0 END" for name in compared)
        join = f"FROM {staged.name} AS s JOIN {table.name} AS t ON {_same_key('s', 't', table)}"
        for place, *differ in self.engine.rows(f"SELECT s.place, {flags} {join} WHERE {_differs('s', 't', table)}"):
            name = next(name for name, flag in zip(compared, differ, strict=True) if flag)
            yield Problem(place, name, f"differs from the stored row with the same {' and '.join(table.key)}")

    def _fill(self, table: Table, staged: Table, has_conflicts: bool) -> dict[int, int]:
        """Gives stored rows the values that they lack. Returns their number by day."""
        if not table.fillable:
            return {}
        if has_conflicts:
            stored = f"SELECT 1 FROM {table.name} AS t WHERE {_same_key(staged.name, 't', table)}"
            self.engine.execute(
                f"DELETE FROM {staged.name} WHERE EXISTS ({stored} AND ({_differs(staged.name, 't', table)}))"
            )
        lacking = (
            f"FROM {staged.name} AS s JOIN {table.name} AS t ON {_same_key('s', 't', table)} WHERE {_lacks(table)}"
        )
        filled = self._count_by_day("t", table, lacking)
        for name in table.fillable if filled else ():
            value = f"SELECT s.{name} FROM {staged.name} AS s WHERE {_same_key('s', table.name, table)}"
            self.engine.execute(
                f"UPDATE {table.name} SET {name} = ({value}) WHERE {name} IS NULL AND EXISTS "
                f"({value} AND s.{name} IS NOT NULL)"
            )
        return filled

    def _unfillable(self, table: Table, staged: Table) -> Iterator[Problem]:
        if table.fillable:
            join = f"FROM {staged.name} AS s JOIN {table.name} AS t ON {_same_key('s', 't', table)}"
            for (place,) in self.engine.rows(f"SELECT s.place {join} WHERE {_lacks(table)}"):
                reason = f"has a value that the stored row lacks: {self.engine.location} cannot change stored rows"
                yield Problem(place, table.fillable[0], reason)

    def _add(self, table: Table, staged: Table) -> dict[int, int]:
        """Adds the rows whose key is new. Returns their number by day."""
        known = f"SELECT 1 FROM {table.name} AS t WHERE {_same_key('s', 't', table)}"
        new = f"FROM {staged.name} AS s WHERE NOT EXISTS ({known})"
        added = self._count_by_day("s", table, new)
        if added:
            chosen = ", ".join(f"s.{name}" for name in table.names)
            self.engine.execute(f"INSERT INTO {table.name} ({', '.join(table.names)}) SELECT {chosen} {new}")
        return added

    def _count_by_day(self, alias: str, table: Table, rows: str) -> dict[int, int]:
        if not table.time:
            ((number,),) = self.engine.rows(f"SELECT COUNT(*) {rows}")
            return {NO_DAY: int(number)} if number else {}
        counts = self.engine.rows(f"SELECT {alias}.day, COUNT(*) {rows} GROUP BY {alias}.day")
        return {int(day): int(number) for day, number in counts}


def _compared(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.name not in table.key]


def _same_key(one: str, other: str, table: Table) -> str:
    return " AND ".join(f"{one}.{name} = {other}.{name}" for name in table.key)


def _differs(one: str, other: str, table: Table) -> str:
    return " OR ".join(f"{one}.{name} <> {other}.{name}" for name in _compared(table))


def _lacks(table: Table) -> str:
    return " OR ".join(f"(t.{name} IS NULL AND s.{name} IS NOT NULL)" for name in table.fillable)


def _rows_by_day(table: Table, columns: Mapping[str, NDArray[Any]]) -> dict[int, int]:
    day = columns["day"] if table.time else np.full(row_count(columns), NO_DAY)
    days, counts = np.unique(day, return_counts=True)
    return dict(zip(days.tolist(), counts.tolist(), strict=True))
