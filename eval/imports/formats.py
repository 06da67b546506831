"""The formats of files that can be imported: CSV, JSON, Label Studio, Langfuse, LangSmith and promptfoo."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path

from eval.dataset.dataset import MAX_BYTES, DatasetError, read_dataset_text
from eval.imports.csv_table import read_csv
from eval.imports.json_exports import read_json, read_langfuse, read_langsmith
from eval.imports.label_studio import read_label_studio
from eval.imports.promptfoo import read_promptfoo
from eval.imports.rows import ImportedFile
from text.files import NotUtf8, decode_utf8

MAX_DETECTED_CHARS = 100_000  # an entry has its fields in the first of them


class ImportFormat(StrEnum):
    CSV = "csv"
    JSON = "json"
    LABEL_STUDIO = "label-studio"
    LANGFUSE = "langfuse"
    LANGSMITH = "langsmith"
    PROMPTFOO = "promptfoo"


READERS: Mapping[ImportFormat, Callable[[str], ImportedFile]] = {
    ImportFormat.CSV: read_csv,
    ImportFormat.JSON: read_json,
    ImportFormat.LABEL_STUDIO: read_label_studio,
    ImportFormat.LANGFUSE: read_langfuse,
    ImportFormat.LANGSMITH: read_langsmith,
    ImportFormat.PROMPTFOO: read_promptfoo,
}


ENCODING_HINT = ", or name its --encoding, such as windows-1252 or shift_jis"
OWN_FIELDS = (
    (ImportFormat.PROMPTFOO, ('"testCase"',)),
    (ImportFormat.PROMPTFOO, ('"vars"', '"assert"')),
    (ImportFormat.LABEL_STUDIO, ('"annotations"', '"data"')),
    (ImportFormat.LABEL_STUDIO, ('"annotation_id"', '"annotator"')),
    (ImportFormat.LANGFUSE, ('"expectedOutput"',)),
    (ImportFormat.LANGSMITH, ('"inputs"', '"outputs"')),
)


def read_import(
    path: Path, form: ImportFormat | None = None, content: bytes | None = None, encoding: str = ""
) -> ImportedFile:
    """The rows of the file, or of its `content`, with the path in their locations. Without a format, the content
    decides. Raises DatasetError where it cannot be read as that format."""
    text = _text(path, content, encoding)
    form, is_named = form or detect_format(text), form is not None
    notes = () if is_named or form is ImportFormat.CSV else (f"read as {form}",)
    try:
        imported = READERS[form](text)
    except ValueError as error:
        raise DatasetError(f"{path}: {error} (read as {form}; --format names another format)") from error
    if not imported.rows:
        raise DatasetError(f"{path}: has no rows{''.join(f'; {note}' for note in imported.notes)}")
    rows = tuple(row._replace(location=f"{path}: {row.location}") for row in imported.rows)
    return ImportedFile(rows, (*notes, *imported.notes))


def detect_format(text: str) -> ImportFormat:
    """By fields that only one format has; other JSON is `json`, and everything else is a table."""
    start = text.lstrip()[:MAX_DETECTED_CHARS]
    if not start.startswith(("{", "[")):
        return ImportFormat.CSV
    named = (form for form, fields in OWN_FIELDS if all(field in start for field in fields))
    return next(named, ImportFormat.JSON)


def _text(path: Path, content: bytes | None, encoding: str) -> str:
    try:
        if content is None and path.stat().st_size > MAX_BYTES:
            return read_dataset_text(path)  # which says so
        return decode_utf8(path.read_bytes() if content is None else content, encoding)
    except OSError as error:
        raise DatasetError(f"{path}: {error.strerror}; name a file to import") from error
    except NotUtf8 as error:
        hint = ENCODING_HINT if str(error).endswith("save it as UTF-8") else ""
        raise DatasetError(f"{path}: {error}{hint}") from error
