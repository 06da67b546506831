"""Finds the tables in files and folders by their names, such as posts.csv or posts-2026-11.parquet."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import SourceUnreadable
from warehouse.loading.csv_source import read_csv
from warehouse.loading.parquet_source import read_parquet
from warehouse.loading.report import Batch
from warehouse.tables.registry import EVENT_TABLES, event_table
from warehouse.tables.table import Table

READERS = {".csv": read_csv, ".parquet": read_parquet}


@dataclass(frozen=True)
class TableFile:
    path: Path
    table: Table

    def read(self, size: int) -> Iterator[Batch]:
        """Raises SourceUnreadable, ExtraMissing or OSError."""
        return READERS[self.path.suffix.lower()](self.path, self.table, size)


def find_files(paths: Sequence[Path], table: str | None = None) -> list[TableFile]:
    """The files in the order in which the tables are documented. `table` is that of every file. Raises SourceUnreadable
    or TableUnknown."""
    files = [file for path in paths for file in (_in_folder(path) if path.is_dir() else [path])]
    found = [TableFile(file, event_table(table) if table else _table_of(file)) for file in map(_check_kind, files)]
    order = [*EVENT_TABLES]
    return sorted(found, key=lambda file: (order.index(file.table.name), str(file.path)))


def _in_folder(folder: Path) -> list[Path]:
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in READERS)
    if not files:
        raise SourceUnreadable(f"{folder} contains no CSV or Parquet file, such as posts.csv")
    return files


def _check_kind(path: Path) -> Path:
    if path.suffix.lower() not in READERS:
        raise SourceUnreadable(f"{path} is neither .csv nor .parquet: save it as one of these")
    if not path.is_file():
        raise SourceUnreadable(f"{path} does not exist")
    return path


def _table_of(path: Path) -> Table:
    names = [path.stem, re.split(r"[-.]", path.stem)[0]]
    for name in names:
        if name in EVENT_TABLES:
            return EVENT_TABLES[name]
    raise SourceUnreadable(
        f"the name of {path} is not that of a table: name the table by --table, or call the file posts.csv or so"
    )
