"""Reads a table of comma-separated values, or of values separated by semicolons, tabs or bars."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from eval.imports.rows import ImportedFile, ImportedRow, limited
from text.csv_fields import allow_long_fields

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
EXCEL_SEPARATOR = "sep="
QUOTE = '"'
MAX_HEADER_CHARS = 10_000
MAX_TITLE_ROWS = 10


class _Row(NamedTuple):
    line: int
    cells: list[str]


def read_csv(text: str) -> ImportedFile:
    """The first line names the columns and decides the separator, unless Excel's `sep=` comes before it. Line ends may
    be of any kind, and stay as they are in quoted cells. Raises ValueError that names the line."""
    if text.lstrip().startswith(("{", "[")):
        raise ValueError("it holds JSON")
    separator, table, skipped = _separator(text)
    rows = _rows(table, separator, skipped)
    titles, header_row, body = _split_header(rows)
    header = _column_names(header_row)
    named = SEPARATORS.get(separator, f'"{separator}"')
    imported = tuple(_imported(row, header) for row in limited(body))
    notes = (
        [f"the names of the columns are in line {header_row.line}, and what is above was left out"] if titles else []
    )
    return ImportedFile(imported, (f"read as values separated by {named}", *notes))


def _split_header(rows: Iterator[_Row]) -> tuple[list[_Row], _Row, Iterator[_Row]]:
    """The rows of titles above the header, which have one cell, the header and the rows below."""
    first = list(islice(rows, MAX_TITLE_ROWS))
    place = next((n for n, row in enumerate(first) if sum(bool(cell.strip()) for cell in row.cells) > 1), 0)
    return first[:place], first[place] if first else _Row(0, []), chain(first[place + 1 :], rows)


def _separator(text: str) -> tuple[str, str, int]:
    """The separator, the text from the header on, and the number of lines before it."""
    stripped = text.lstrip("\r\n")
    skipped = _count_lines(text[: len(text) - len(stripped)])
    first = next(iter(io.StringIO(stripped, newline="")), "")
    declared = first.strip("\r\n").strip(QUOTE)
    if declared.lower().startswith(EXCEL_SEPARATOR) and len(declared) > len(EXCEL_SEPARATOR):
        return declared[len(EXCEL_SEPARATOR)], stripped[len(first) :], skipped + 1
    header = _header(stripped)
    if not _has_separator(header):  # a title
        titled = (line for line in islice(io.StringIO(stripped, newline=""), MAX_TITLE_ROWS) if _has_separator(line))
        header = next(titled, header)
    counts = Counter(char for piece in header.split(QUOTE)[::2] for char in piece if char in SEPARATORS)
    return max(SEPARATORS, key=lambda char: counts[char]), stripped, skipped


def _has_separator(line: str) -> bool:
    return any(mark in line for mark in SEPARATORS)


def _header(table: str) -> str:
    """The first line, and those that the quotation marks of its cells open."""
    header = ""
    for line in io.StringIO(table, newline=""):
        header += line
        if header.count(QUOTE) % 2 == 0 or len(header) > MAX_HEADER_CHARS:
            break
    return header


def _count_lines(text: str) -> int:
    return sum(1 for _ in io.StringIO(text, newline=""))


def _rows(table: str, separator: str, skipped: int) -> Iterator[_Row]:
    """The rows that are not empty, each with the line where it begins."""
    allow_long_fields()  # a case limits the content, so that the message names it
    spaced = f"{separator} " in _header(table) and separator != " "
    reader = csv.reader(io.StringIO(table, newline=""), delimiter=separator, strict=True, skipinitialspace=spaced)
    line = skipped + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _Row(line, cells)
            line = skipped + reader.line_num + 1
    except csv.Error as error:
        raise ValueError(f"line {line}: {_explained(str(error))}") from error


def _explained(error: str) -> str:
    if "unexpected end of data" in error:
        return "a quoted cell begins here and never ends; close its quotation mark"
    if "expected after" in error:
        return f"text follows the closing quotation mark of a cell; write a mark inside a cell twice ({QUOTE * 2})"
    return error


def _column_names(row: _Row) -> list[str]:
    names = [cell.strip() for cell in row.cells]
    repeated = [name for name, times in Counter(names).items() if name and times > 1]
    if repeated:
        raise ValueError(f'line {row.line}: two columns are named "{repeated[0]}"; rename one')
    return names


def _imported(row: _Row, names: Sequence[str]) -> ImportedRow:
    """Columns without a name are left out."""
    if any(cell.strip() for cell in islice(row.cells, len(names), None)):
        raise ValueError(
            f"line {row.line} has more cells than the header ({len(row.cells)}, not {len(names)}); "
            "put a cell that holds the separator in quotation marks"
        )
    cells = row.cells + [""] * (len(names) - len(row.cells))
    return ImportedRow(f"line {row.line}", {name: cell for name, cell in zip(names, cells, strict=False) if name})
