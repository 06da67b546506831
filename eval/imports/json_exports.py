"""Reads the JSON exports of Langfuse and LangSmith."""

from collections.abc import Mapping
from typing import Any

from eval.imports.rows import ImportedFile, ImportedRow, limited, merge_fields, read_objects

ARCHIVED = "ARCHIVED"
MAX_LISTED_IDS = 5
TRACE_HINT = "; it is a trace: an output is what a model answered, not a label, so export the items of a dataset"


def read_langfuse(text: str) -> ImportedFile:
    """Items of a dataset, as the API and the export give them. Archived ones are left out."""
    items = list(limited(read_objects(text, "data")))
    archived = [str(item.get("id", place)) for place, item in items if _is_archived(item)]
    rows = tuple(ImportedRow(*_langfuse_row(place, item)) for place, item in items if not _is_archived(item))
    return ImportedFile(rows, (_archived_note(archived),) if archived else ())


def read_langsmith(text: str) -> ImportedFile:
    """Examples of a dataset, one per line or in a list."""
    rows = []
    for location, item in limited(read_objects(text, "examples")):
        fields = merge_fields(inputs=item.get("inputs"), outputs=item.get("outputs"), metadata=item.get("metadata"))
        rows.append(ImportedRow(location, {"id": item.get("id"), **fields}))
    return ImportedFile(tuple(rows))


def _is_archived(item: Mapping[str, Any]) -> bool:
    return str(item.get("status")).upper() == ARCHIVED


def _archived_note(ids: list[str]) -> str:
    more = f" and {len(ids) - MAX_LISTED_IDS} more" if len(ids) > MAX_LISTED_IDS else ""
    return f"left out as archived: {', '.join(ids[:MAX_LISTED_IDS])}{more}"


def _langfuse_row(location: str, item: Mapping[str, Any]) -> tuple[str, Mapping[str, Any], str]:
    expected = item.get("expectedOutput", item.get("expected_output"))
    fields = merge_fields(input=item.get("input"), expectedOutput=expected, metadata=item.get("metadata"))
    is_trace = expected is None and "output" in item
    return location, {"id": item.get("id"), **fields}, TRACE_HINT if is_trace else ""
