"""Writes the tables of a sample as Parquet, or as CSV without DuckDB, with the truth beside them."""

import csv
import json
from pathlib import Path

from warehouse.engines.arrays import plain_lists
from warehouse.engines.base import Columns
from warehouse.sample.ecosystem import Ecosystem
from warehouse.tables.registry import event_table
from warehouse.tables.table import Table

TRUTH = "truth.json"
DUCKDB_TYPES = {"text": "VARCHAR", "integer": "BIGINT", "real": "DOUBLE"}


def write_ecosystem(ecosystem: Ecosystem, folder: Path, parquet: bool) -> list[Path]:
    """The files of the tables. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    write = _write_parquet if parquet else _write_csv
    files = [write(folder, event_table(name), columns) for name, columns in ecosystem.tables.items()]
    (folder / TRUTH).write_text(json.dumps(ecosystem.truth, indent=1) + "\n", encoding="utf-8")
    return files


def _write_csv(folder: Path, table: Table, columns: Columns) -> Path:
    path = folder / f"{table.name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.name for column in table.columns])
        writer.writerows(zip(*plain_lists(columns, table.columns), strict=True))
    return path


def _write_parquet(folder: Path, table: Table, columns: Columns) -> Path:
    import duckdb

    path = folder / f"{table.name}.parquet"
    chosen = ", ".join(
        f'CAST("{column.name}" AS {DUCKDB_TYPES[column.type]}) AS "{column.name}"' for column in table.columns
    )
    with duckdb.connect() as connection:
        connection.register("rows_to_write", dict(columns))
        target = str(path).replace("'", "''")
        connection.execute(f"COPY (SELECT {chosen} FROM rows_to_write) TO '{target}' (FORMAT parquet)")
    return path
