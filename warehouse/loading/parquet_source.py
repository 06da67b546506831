"""Reads a Parquet file, by DuckDB."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from warehouse.engines.arrays import fill_masked
from warehouse.engines.extras import require
from warehouse.errors import SourceUnreadable
from warehouse.loading.header import check_header
from warehouse.loading.report import Batch
from warehouse.tables.table import Table

if TYPE_CHECKING:
    import duckdb


def read_parquet(path: Path, table: Table, size: int) -> Iterator[Batch]:
    """Raises ExtraMissing, or SourceUnreadable."""
    require("duckdb", "intelligence")
    import duckdb

    try:
        with duckdb.connect() as connection:
            source = connection.read_parquet(str(path), file_row_number=True)
            names = [name for name in source.columns if name != "file_row_number"]
            check_header(str(path), table, names)
            (total,) = source.aggregate("count(*)").fetchall()[0]
            for start in range(0, total, size):
                yield _batch(source, start, size)
    except duckdb.Error as error:
        raise SourceUnreadable(f"{path} cannot be read as Parquet: {error}") from error


def _batch(source: "duckdb.DuckDBPyRelation", start: int, size: int) -> Batch:
    part = source.filter(f"file_row_number BETWEEN {start} AND {start + size - 1}").order("file_row_number")
    columns = {name: fill_masked(values) for name, values in part.fetchnumpy().items()}
    return Batch(columns.pop("file_row_number").astype(np.int64) + 1, columns)
