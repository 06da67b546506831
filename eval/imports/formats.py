"""Reads foreign files into rows: CSV, and the JSON that Langfuse, LangSmith and promptfoo write."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

from eval.dataset.dataset import DatasetError
from eval.imports.row import ForeignRow, flat


class Format(StrEnum):
    CSV = "csv"
    LANGFUSE = "langfuse"
    LANGSMITH = "langsmith"
    PROMPTFOO = "promptfoo"


def read_foreign(path: Path, form: Format) -> tuple[ForeignRow, ...]:
    """Raises DatasetError where the file cannot be read as that format."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DatasetError(f"{path}: {error.strerror}; name a file to import") from error
    except UnicodeDecodeError as error:
        raise DatasetError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    try:
        rows = tuple(READERS[form](text))
    except (ValueError, csv.Error) as error:
        raise DatasetError(f"{path}: not a {form} export, {error}; choose another --format") from error
    if not rows:
        raise DatasetError(f"{path}: holds no rows")
    return rows


def _csv(text: str) -> Iterator[ForeignRow]:
    reader = csv.DictReader(io.StringIO(text), strict=True)
    for row in reader:
        if None in row:
            raise ValueError(f"line {reader.line_num} has more cells than the header")
        yield ForeignRow(f"line {reader.line_num}", {name: cell for name, cell in row.items() if cell})


def _langfuse(text: str) -> Iterator[ForeignRow]:
    """Items of a dataset, as the API and the export of a dataset give them."""
    for place, item in _items(text, "data"):
        fields = flat(input=item.get("input"), expectedOutput=item.get("expectedOutput"), metadata=item.get("metadata"))
        yield ForeignRow(place, {"id": item.get("id"), **fields})


def _langsmith(text: str) -> Iterator[ForeignRow]:
    """Examples of a dataset, one a line or in a list."""
    for place, item in _items(text, "examples"):
        fields = flat(inputs=item.get("inputs"), outputs=item.get("outputs"), metadata=item.get("metadata"))
        yield ForeignRow(place, {"id": item.get("id"), **fields})


def _promptfoo(text: str) -> Iterator[ForeignRow]:
    """Results of an evaluation: the variables of a test, and what it asserts to be equal."""
    told = json.loads(text)
    results = told.get("results", {}) if isinstance(told, dict) else {}
    listed = results.get("results") if isinstance(results, dict) else results
    if not isinstance(listed, list):
        raise ValueError("there is no list under results.results")
    for number, one in enumerate(listed, 1):
        test = one.get("testCase") or {}
        expected = [a.get("value") for a in test.get("assert") or [] if a.get("type") in ("equals", "contains")]
        fields = flat(
            vars=one.get("vars") or test.get("vars"), expected=(expected or [None])[0], metadata=test.get("metadata")
        )
        yield ForeignRow(f"result {number}", fields)


def _items(text: str, key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a list, of a list under a key, or one a line."""
    try:
        told = json.loads(text)
    except ValueError:
        lines = [(f"line {n}", json.loads(line)) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    else:
        listed = told.get(key, [told]) if isinstance(told, dict) else told
        lines = [(f"entry {n}", item) for n, item in enumerate(listed, 1)]
    for place, item in lines:
        if not isinstance(item, dict):
            raise ValueError(f"{place} is no object")
        yield place, item


READERS: dict[Format, Callable[[str], Iterator[ForeignRow]]] = {
    Format.CSV: _csv,
    Format.LANGFUSE: _langfuse,
    Format.LANGSMITH: _langsmith,
    Format.PROMPTFOO: _promptfoo,
}
