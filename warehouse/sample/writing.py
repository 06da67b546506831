"""Writes the tables of a sample as Parquet, or as CSV without DuckDB, with the truth beside them."""

import csv
import json
from pathlib import Path

from domain.days import date_of
from warehouse.engines.arrays import plain_lists
from warehouse.engines.base import Columns
from warehouse.sample.ecosystem import Ecosystem
from warehouse.tables.registry import event_table
from warehouse.tables.table import Table

TRUTH, EXPERIMENTS = "truth.json", "experiments"
EXPERIMENT_FILE = """id = "{id}"
version = 1
owner = "creator education"
hypothesis = "Letters that show an example make fewer complaints."
assignment = "external"
start = {start}
end = {end}
metric = "complaint_rate"
outcome_days = {outcome_days}
covariate_days = 28

[[arms]]
name = "control"
share = 0.5

[[arms]]
name = "treatment"
share = 0.5
"""
DUCKDB_TYPES = {"text": "VARCHAR", "integer": "BIGINT", "real": "DOUBLE"}


def write_ecosystem(ecosystem: Ecosystem, folder: Path, parquet: bool) -> list[Path]:
    """The files of the tables. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    write = _write_parquet if parquet else _write_csv
    files = [write(folder, event_table(name), columns) for name, columns in ecosystem.tables.items()]
    (folder / TRUTH).write_text(json.dumps(ecosystem.truth, indent=1) + "\n", encoding="utf-8")
    _write_experiment(folder, ecosystem)
    return files


def _write_experiment(folder: Path, ecosystem: Ecosystem) -> None:
    """The definition of the experiment, as `clausewise insights experiments analyse` reads it."""
    about, options = ecosystem.truth["experiment"], ecosystem.truth["options"]
    values = {
        "id": about["id"],
        "start": date_of(about["day"]),
        "end": date_of(about["day"] + 1),
        "outcome_days": ecosystem.truth["first_day"] + options["days"] - 1 - about["day"],
    }
    path = folder / EXPERIMENTS / f"{about['id']}.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(EXPERIMENT_FILE.format(**values), encoding="utf-8")


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
