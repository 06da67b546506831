"""Reads the columns of a CSV file that an analysis names, with errors that name the column and the line."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from io import StringIO
from pathlib import Path

import numpy as np

from domain.errors import InputError
from insights.experiments.rows import Floats, Objects
from text.csv_fields import allow_long_fields
from text.files import NotUtf8, read_utf8

FIRST_LINE = 2
LARGEST = 1e50
WORDS = {"": "nan", "na": "nan", "n/a": "nan", "null": "nan", "none": "nan", "true": "1", "false": "0"}


@dataclass(frozen=True)
class CsvTable:
    path: Path
    columns: dict[str, tuple[str, ...]]

    @property
    def size(self) -> int:
        return len(next(iter(self.columns.values())))

    def texts(self, name: str) -> Objects:
        """Raises InputError if one is empty."""
        values = np.array([value.strip() for value in self._column(name)], object)
        empty = np.flatnonzero(values == "")
        if len(empty):
            raise InputError(
                f"{self.path}, line {empty[0] + FIRST_LINE}: {name} is empty ({len(empty):,} such rows): fill it in"
            )
        return values

    def numbers(self, name: str) -> Floats:
        """nan where the text is empty or says so; true and false are 1 and 0. Raises InputError for other texts, and
        for numbers that are infinite or so large that their squares overflow."""
        values = self._column(name)
        try:
            numbers = np.array([float(WORDS.get(value.strip().lower(), value)) for value in values])
        except ValueError:
            place, text = next((i, v) for i, v in enumerate(values) if not _is_number(v))
            raise InputError(
                f"{self.path}, line {place + FIRST_LINE}: {name} is {text!r}, which is no number"
            ) from None
        infinite = np.flatnonzero(np.isinf(numbers))
        if len(infinite):
            raise InputError(f"{self.path}, line {infinite[0] + FIRST_LINE}: {name} is infinite: correct it")
        large = np.flatnonzero(np.abs(numbers) > LARGEST)
        if len(large):
            raise InputError(
                f"{self.path}, line {large[0] + FIRST_LINE}: {name} is {numbers[large[0]]:g}, and numbers up to "
                f"{LARGEST:g} can be computed with: write it in a larger unit, or correct it"
            )
        return numbers

    def complete_numbers(self, name: str) -> Floats:
        """Raises InputError if a number is missing."""
        numbers = self.numbers(name)
        missing = np.flatnonzero(np.isnan(numbers))
        if len(missing):
            raise InputError(
                f"{self.path}, line {missing[0] + FIRST_LINE}: {name} is missing ({len(missing):,} such rows): "
                "fill it in"
            )
        return numbers

    def _column(self, name: str) -> tuple[str, ...]:
        if name in self.columns:
            return self.columns[name]
        close = get_close_matches(name, self.columns, 1)
        hint = f"did you mean {close[0]}?" if close else f"its columns are {', '.join(self.columns)}"
        raise InputError(f"{self.path} has no column {name}: {hint}")


def read_csv_table(path: Path) -> CsvTable:
    """UTF-8 with a header, and commas, semicolons or tabs between values. Raises InputError."""
    try:
        text = read_utf8(path)
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): name a CSV file") from error
    except NotUtf8 as error:
        raise InputError(f"{path} is {error}") from error
    first = text.partition("\n")[0]
    allow_long_fields()
    rows = csv.reader(StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    try:
        header = [name.strip() for name in next(rows, [])]
        lines = [*rows]
    except csv.Error as error:
        raise InputError(f"{path}, line {rows.line_num}: not CSV ({error}): save it again as CSV") from error
    while lines and not any(lines[-1]):
        lines.pop()
    _check(path, header, lines)
    return CsvTable(path, dict(zip(header, zip(*lines, strict=True), strict=True)))


def _check(path: Path, header: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise InputError(f"{path} has two columns {twice[0]!r}: rename one")
    if not lines:
        raise InputError(f"{path} has no rows below a header")
    place = next((i for i, line in enumerate(lines) if len(line) != len(header)), None)
    if place is not None:
        raise InputError(
            f"{path}, line {place + FIRST_LINE}: {len(lines[place])} values, and the header has {len(header)}"
        )


def _is_number(text: str) -> bool:
    try:
        float(WORDS.get(text.strip().lower(), text))
    except ValueError:
        return False
    return True


def named_numbers(texts: Iterable[str], option: str, form: str) -> dict[str, float]:
    """`control=0.5,treatment=0.5`, also from several options. Raises InputError."""
    found: dict[str, float] = {}
    for part in (part.strip() for text in texts for part in text.split(",") if part.strip()):
        name, _, number = part.rpartition("=")
        if not name or not _is_number(number) or not np.isfinite(float(number)):
            raise InputError(f"{option} {part!r} is not of the form {form}")
        if name.strip() in found:
            raise InputError(f"{option} names {name.strip()} twice")
        found[name.strip()] = float(number)
    return found
