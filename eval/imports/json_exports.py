"""Reads objects in JSON: of any tool, and the exports of Langfuse and LangSmith, which may also be tables of JSON."""

from collections.abc import Iterator, Mapping
from typing import Any

from eval.imports.csv_table import SEPARATORS, read_csv
from eval.imports.rows import ImportedFile, ImportedRow, limited, merge_fields, read_objects

ARCHIVED = "ARCHIVED"
MAX_LISTED_IDS = 5
LISTS = ("data", "items", "examples", "records", "rows")
NOT_ACCEPTED = ("reject", "ignore")
TRACE_HINT = "; it is a trace: an output is what a model answered, not a label, so export the items of a dataset"


def read_json(text: str) -> ImportedFile:
    """Objects, as a list, under one of LISTS, or one after another. What an annotator rejected or ignored (Prodigy) is
    left out: its label is not the case's."""
    items = list(limited(_entries(text)))
    left_out = [str(item.get("id", place)) for place, item in items if item.get("answer") in NOT_ACCEPTED]
    rows = tuple(ImportedRow(place, item) for place, item in items if item.get("answer") not in NOT_ACCEPTED)
    return ImportedFile(rows, (_left_out_note("rejected or ignored by the annotator", left_out),) if left_out else ())


def _entries(text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    entries = read_objects(text)
    for place, item in entries:
        name = next((name for name in LISTS if isinstance(item.get(name), list)), None)
        yield from read_objects(text, name) if name and place == "entry 1" else [(place, item)]


def read_langfuse(text: str) -> ImportedFile:
    """Items of a dataset, as the API and the export give them. Archived ones are left out."""
    items = list(limited(_items(text, "data")))
    archived = [str(item.get("id", place)) for place, item in items if _is_archived(item)]
    rows = tuple(ImportedRow(*_langfuse_row(place, item)) for place, item in items if not _is_archived(item))
    return ImportedFile(rows, (_left_out_note("archived", archived),) if archived else ())


def read_langsmith(text: str) -> ImportedFile:
    """Examples of a dataset, one per line or in a list."""
    rows = []
    for location, item in limited(_items(text, "examples")):
        fields = merge_fields(inputs=item.get("inputs"), outputs=item.get("outputs"), metadata=item.get("metadata"))
        rows.append(ImportedRow(location, {"id": item.get("id"), **fields}))
    return ImportedFile(tuple(rows))


def _is_archived(item: Mapping[str, Any]) -> bool:
    return str(item.get("status")).upper() == ARCHIVED


def _items(text: str, key: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The objects, or the rows of a table: Langfuse's pages export one with JSON in its cells."""
    first_line = text.lstrip().partition("\n")[0]
    if first_line.startswith(("{", "[")) or not any(mark in first_line for mark in SEPARATORS):
        yield from read_objects(text, key)
        return
    for row in read_csv(text).rows:
        yield row.location, {name: None if cell == "null" else cell for name, cell in row.fields.items()}


def _left_out_note(why: str, ids: list[str]) -> str:
    more = f" and {len(ids) - MAX_LISTED_IDS} more" if len(ids) > MAX_LISTED_IDS else ""
    return f"left out as {why}: {', '.join(ids[:MAX_LISTED_IDS])}{more}"


def _langfuse_row(location: str, item: Mapping[str, Any]) -> tuple[str, Mapping[str, Any], str]:
    expected = item.get("expectedOutput", item.get("expected_output"))
    fields = merge_fields(input=item.get("input"), expectedOutput=expected, metadata=item.get("metadata"))
    is_trace = expected is None and "output" in item
    return location, {"id": item.get("id"), **fields}, TRACE_HINT if is_trace else ""
