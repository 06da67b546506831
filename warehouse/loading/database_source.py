"""Reads tables of another database that have the names of ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from warehouse.connection import connect
from warehouse.engines.base import Engine, row_count
from warehouse.errors import SourceUnreadable
from warehouse.loading.header import check_header
from warehouse.loading.report import Batch
from warehouse.tables.registry import EVENT_TABLES, event_table
from warehouse.tables.table import Table


@dataclass(frozen=True)
class DatabaseSource:
    engine: Engine

    def tables(self, name: str | None = None) -> list[Table]:
        """Those that the database has, or the one of this name. Raises TableUnknown or SourceUnreadable."""
        wanted = EVENT_TABLES.values() if name is None else [event_table(name)]
        found = [table for table in wanted if self.engine.stored_columns(table.name)]
        if not found:
            raise SourceUnreadable(
                f"{self.engine.location} has no table {' or '.join(table.name for table in wanted)}: look at the "
                "documentation of the tables, and create views of these names"
            )
        return found

    def read(self, table: Table, size: int) -> Iterator[Batch]:
        """Raises SourceUnreadable or WarehouseUnusable."""
        check_header(self.engine.location, table, self.engine.stored_columns(table.name))
        row = 1
        for columns in self.engine.batches(table.name, size):
            rows = row_count(columns)
            named = {name.lower(): values for name, values in columns.items()}
            yield Batch(np.arange(row, row + rows), named)
            row += rows


@contextmanager
def open_source(url: str, schema: str) -> Iterator[DatabaseSource]:
    """Raises WarehouseUrlInvalid, WarehouseMissing, WarehouseUnusable or ExtraMissing."""
    engine = connect(url, schema, read_only=True)
    try:
        yield DatabaseSource(engine)
    finally:
        engine.close()
