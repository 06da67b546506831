"""The formats of files that can be imported: CSV, and the JSON exports of Langfuse, LangSmith and promptfoo."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path

from eval.dataset.dataset import DatasetError, read_dataset_text
from eval.imports.csv_table import read_csv
from eval.imports.json_exports import read_langfuse, read_langsmith
from eval.imports.promptfoo import read_promptfoo
from eval.imports.rows import ImportedFile


class ImportFormat(StrEnum):
    CSV = "csv"
    LANGFUSE = "langfuse"
    LANGSMITH = "langsmith"
    PROMPTFOO = "promptfoo"


READERS: Mapping[ImportFormat, Callable[[str], ImportedFile]] = {
    ImportFormat.CSV: read_csv,
    ImportFormat.LANGFUSE: read_langfuse,
    ImportFormat.LANGSMITH: read_langsmith,
    ImportFormat.PROMPTFOO: read_promptfoo,
}


def read_import(path: Path, form: ImportFormat) -> ImportedFile:
    """The rows, with the path in their locations. Raises DatasetError where the file cannot be read as that format."""
    text = read_dataset_text(path, "name a file to import")
    try:
        imported = READERS[form](text)
    except ValueError as error:
        raise DatasetError(f"{path}: {error} (read as {form}; --format names another format)") from error
    if not imported.rows:
        raise DatasetError(f"{path}: has no rows{''.join(f'; {note}' for note in imported.notes)}")
    rows = tuple(row._replace(location=f"{path}: {row.location}") for row in imported.rows)
    return ImportedFile(rows, imported.notes)
