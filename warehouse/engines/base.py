"""The interface of a database of events. Every statement is written in the words that SQLite has in common with all."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from warehouse.tables.table import Table

Columns = Mapping[str, NDArray[Any]]
Parameters = Mapping[str, int | float | str]
Row = tuple[Any, ...]
NO_PARAMETERS: Parameters = MappingProxyType({})


class Engine(Protocol):
    """A parameter is written `:name`. Results of `columns` are int64, float64 (with nan for null) or objects (text,
    with None for null); a sum of integers is an int64 if it is cast to BIGINT. Methods raise WarehouseUnusable."""

    @property
    def dialect(self) -> str:
        """The name by which sqlglot knows the language of the database."""

    @property
    def location(self) -> str:
        """Where the database is, for messages; without a password."""

    @property
    def can_update(self) -> bool:
        """Whether stored rows can be changed."""

    def execute(self, sql: str, parameters: Parameters = NO_PARAMETERS) -> None: ...

    def rows(self, sql: str, parameters: Parameters = NO_PARAMETERS) -> list[Row]: ...

    def columns(self, sql: str, parameters: Parameters = NO_PARAMETERS) -> dict[str, NDArray[Any]]: ...

    def batches(self, table: str, size: int) -> Iterator[dict[str, NDArray[Any]]]:
        """The rows of a stored table in parts of at most `size`."""

    def insert(self, table: Table, columns: Columns) -> None:
        """Appends rows; `columns` holds every column of the table."""

    def replace_day(self, table: Table, day: int, sql: str, parameters: Parameters) -> None:
        """Replaces the rows of a day by those that the query returns: every column of the table in its order."""

    def create(self, table: Table) -> None:
        """Creates the table unless there is one."""

    def stored_columns(self, table: str) -> list[str]:
        """The columns of a table in lower case; empty if there is no such table."""

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing, and one writer at a time. Spark has no transactions: there, each statement stands alone."""

    def close(self) -> None: ...


def row_count(columns: Columns) -> int:
    return len(next(iter(columns.values()))) if columns else 0


def select(columns: Columns, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> dict[str, NDArray[Any]]:
    """The chosen rows."""
    return {name: values[chosen] for name, values in columns.items()}
