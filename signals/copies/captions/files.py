"""Reads captions from files: the text of a .txt file, or the column `caption` of a .csv file."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from signals.copies.evidence import NotMeasured
from text.csv_fields import allow_long_fields
from text.files import NotUtf8, read_utf8

SUFFIXES = frozenset({".txt", ".csv"})
MAX_BYTES = 200_000_000
MAX_FIELD = 1_000_000  # characters of one field


def read_captions(path: Path) -> dict[str, str] | NotMeasured:
    """The captions by the name of the file, or of the file and `post_id` or the line's number. Raises OSError."""
    if path.stat().st_size > MAX_BYTES:
        return NotMeasured(f"the file has more than {MAX_BYTES:,} bytes")
    try:
        text = read_utf8(path)
        return dict(_rows(path, text)) if path.suffix.lower() == ".csv" else {str(path): text}
    except NotUtf8 as error:
        return NotMeasured(f"the file is {error}")
    except (csv.Error, ValueError) as error:
        return NotMeasured(str(error))


def _rows(path: Path, text: str) -> Iterator[tuple[str, str]]:
    allow_long_fields()
    rows = csv.DictReader(StringIO(text, newline=""))
    if "caption" not in (rows.fieldnames or ()):
        raise ValueError("the file has no column `caption`")
    for row in rows:
        if any(len(str(value or "")) > MAX_FIELD for value in row.values()):
            raise ValueError(f"line {rows.line_num}: a field has more than {MAX_FIELD:,} characters")
        yield f"{path}:{row.get('post_id') or rows.line_num}", row["caption"] or ""
