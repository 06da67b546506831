"""Writes the rows that cannot be stored to a CSV file: source, row, column, reason and the whole row."""

import csv
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from text.csv_fields import allow_long_fields
from warehouse.loading.report import Batch, Problem

HEADER = ("source", "row", "column", "reason", "values")


class SetAside(Protocol):
    def write(self, source: str, batch: Batch, problems: Iterable[Problem]) -> None: ...


@dataclass(frozen=True)
class SetAsideFile:
    """Created with the first bad row; later ones are appended."""

    path: Path

    def write(self, source: str, batch: Batch, problems: Iterable[Problem]) -> None:
        lines = [
            (source, int(batch.rows[p.index]), p.column, p.reason, _row_json(batch, p.index))
            for p in sorted(problems, key=lambda problem: problem.index)
        ]
        if not lines:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not self.path.exists()
        with self.path.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADER, *lines] if is_new else lines)


def remove_rows(path: Path, names: Collection[str]) -> int:
    """Removes the rows of such a file that hold one of the names as a whole value. Returns how many."""
    allow_long_fields()
    with path.open(encoding="utf-8", newline="") as file:
        lines = [*csv.reader(file)]
    others = [line for line in lines if not _holds(line, names)]
    if len(others) < len(lines):
        partial = path.with_suffix(".partial")
        with partial.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(others)
        partial.replace(path)
    return len(lines) - len(others)


def _holds(line: Sequence[str], names: Collection[str]) -> bool:
    try:
        row = json.loads(line[-1]) if line else None
    except ValueError:  # the header, or a line that was cut off
        row = None
    return any(str(value) in names for value in (row.values() if isinstance(row, dict) else line))


def _row_json(batch: Batch, index: int) -> str:
    row: dict[str, Any] = {name: _plain(values[index]) for name, values in batch.columns.items()}
    return json.dumps(row, default=str)


def _plain(value: Any) -> Any:
    """A number of Python in place of numpy's, None in place of nan."""
    plain = value.item() if hasattr(value, "item") else value
    return None if plain != plain else plain
