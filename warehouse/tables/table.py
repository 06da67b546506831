"""A table of the warehouse: documented columns, the primary key and the time column."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

ColumnType = Literal["text", "integer", "real"]


@dataclass(frozen=True)
class Column:
    """`choices`, if any, are the only values. A column that is `nullable` may be filled in by a later load, and a text
    may be empty if it may be `blank`."""

    name: str
    type: ColumnType
    meaning: str
    nullable: bool = False
    choices: Collection[str] = ()
    blank: bool = False


@dataclass(frozen=True)
class Table:
    """`derived` columns are computed while rows are loaded; a source does not contain them.

    `after` names a pair of time columns of which the second is never before the first. `planned` rows may be loaded
    before their time. `indexes`: columns by which the tools that read one creator find rows; databases without indexes
    scan.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    time: str = ""
    derived: tuple[Column, ...] = ()
    after: tuple[str, str] | None = None
    planned: bool = False
    indexes: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def stored(self) -> tuple[Column, ...]:
        """Every column, in the order of the database."""
        return (*self.columns, *self.derived)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.stored)

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.stored}

    @cached_property
    def fillable(self) -> tuple[str, ...]:
        """The columns of a source that a later load may fill in."""
        return tuple(column.name for column in self.columns if column.nullable)


def text(name: str, meaning: str, *choices: str, nullable: bool = False) -> Column:
    return Column(name, "text", meaning, nullable, choices)


def integer(name: str, meaning: str, nullable: bool = False) -> Column:
    return Column(name, "integer", meaning, nullable)


def real(name: str, meaning: str, nullable: bool = False) -> Column:
    return Column(name, "real", meaning, nullable)


DAY = integer("day", "The day of the time column: whole days since 1970-01-01, UTC.")
