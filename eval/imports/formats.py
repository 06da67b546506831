"""Reads files of other tools into rows: CSV, and the JSON exports of Langfuse, LangSmith and promptfoo."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from eval.dataset.dataset import DatasetError


class ImportFormat(StrEnum):
    CSV = "csv"
    LANGFUSE = "langfuse"
    LANGSMITH = "langsmith"
    PROMPTFOO = "promptfoo"


class ImportedRow(NamedTuple):
    """`location` is a line or an entry, as the file counts them. `fields` are flat."""

    location: str
    fields: Mapping[str, Any]


def read_import(path: Path, form: ImportFormat) -> tuple[ImportedRow, ...]:
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
        raise DatasetError(f"{path}: has no rows")
    return rows


def merge_fields(**parts: Any) -> dict[str, Any]:
    """The fields of all parts in one mapping. A part that is not a mapping becomes one field with its name. Earlier
    parts take precedence."""
    fields: dict[str, Any] = {}
    for name, part in parts.items():
        new = part if isinstance(part, Mapping) else {name: part}
        fields = {**new, **fields}
    return {name: value for name, value in fields.items() if value is not None}


def _read_csv(text: str) -> Iterator[ImportedRow]:
    reader = csv.DictReader(io.StringIO(text), strict=True)
    for row in reader:
        if None in row:
            raise ValueError(f"line {reader.line_num} has more cells than the header")
        yield ImportedRow(f"line {reader.line_num}", {name: cell for name, cell in row.items() if cell})


def _read_langfuse(text: str) -> Iterator[ImportedRow]:
    """Items of a dataset, as the API and the dataset export give them."""
    for location, item in _read_items(text, "data"):
        fields = merge_fields(
            input=item.get("input"), expectedOutput=item.get("expectedOutput"), metadata=item.get("metadata")
        )
        yield ImportedRow(location, {"id": item.get("id"), **fields})


def _read_langsmith(text: str) -> Iterator[ImportedRow]:
    """Examples of a dataset, one per line or in a list."""
    for location, item in _read_items(text, "examples"):
        fields = merge_fields(inputs=item.get("inputs"), outputs=item.get("outputs"), metadata=item.get("metadata"))
        yield ImportedRow(location, {"id": item.get("id"), **fields})


def _read_promptfoo(text: str) -> Iterator[ImportedRow]:
    """Results of an evaluation: the variables of a test, and the value that it asserts."""
    content = json.loads(text)
    results = content.get("results", {}) if isinstance(content, dict) else {}
    entries = results.get("results") if isinstance(results, dict) else results
    if not isinstance(entries, list):
        raise ValueError("there is no list under results.results")
    for number, entry in enumerate(entries, 1):
        test = entry.get("testCase") or {}
        expected = [a.get("value") for a in test.get("assert") or [] if a.get("type") in ("equals", "contains")]
        fields = merge_fields(
            vars=entry.get("vars") or test.get("vars"), expected=(expected or [None])[0], metadata=test.get("metadata")
        )
        yield ImportedRow(f"result {number}", fields)


def _read_items(text: str, key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a list, of a list under a key, or one per line, each with its location."""
    try:
        content = json.loads(text)
    except ValueError:
        items = [(f"line {n}", json.loads(line)) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    else:
        entries = content.get(key, [content]) if isinstance(content, dict) else content
        items = [(f"entry {n}", entry) for n, entry in enumerate(entries, 1)]
    for location, item in items:
        if not isinstance(item, dict):
            raise ValueError(f"{location} is not an object")
        yield location, item


READERS: Mapping[ImportFormat, Callable[[str], Iterator[ImportedRow]]] = {
    ImportFormat.CSV: _read_csv,
    ImportFormat.LANGFUSE: _read_langfuse,
    ImportFormat.LANGSMITH: _read_langsmith,
    ImportFormat.PROMPTFOO: _read_promptfoo,
}
