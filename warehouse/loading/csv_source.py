"""Reads a CSV file with a header, in UTF-8."""

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from text.csv_fields import allow_long_fields
from warehouse.engines.arrays import objects
from warehouse.errors import SourceUnreadable
from warehouse.loading.header import check_header
from warehouse.loading.report import Batch, Problem
from warehouse.tables.table import Table

HEADER_ROW = 1


def read_csv(path: Path, table: Table, size: int) -> Iterator[Batch]:
    """Bytes that are not UTF-8 become halves of surrogate pairs. Raises OSError or SourceUnreadable."""
    allow_long_fields()
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            header = [name.strip() for name in next(reader, [])]
            check_header(str(path), table, header)
            row = HEADER_ROW + 1
            while rows := [*islice(reader, size)]:
                filled = [line or [""] for line in rows]
                yield _batch(header, filled, row)
                row += len(rows)
        except csv.Error as error:
            raise SourceUnreadable(
                f"{path}, line {reader.line_num}: not CSV ({error}); save it again as CSV"
            ) from error


def _batch(header: list[str], rows: list[list[str]], first_row: int) -> Batch:
    width = len(header)
    problems = tuple(
        Problem(index, header[min(len(row), width) - 1], f"has another number of values than the header: {len(row)}")
        for index, row in enumerate(rows)
        if len(row) != width
    )
    whole = [row if len(row) == width else [*row, *[""] * width][:width] for row in rows]
    columns = {name: objects(values) for name, values in zip(header, zip(*whole, strict=True), strict=True)}
    return Batch(np.arange(first_row, first_row + len(rows)), columns, problems)
