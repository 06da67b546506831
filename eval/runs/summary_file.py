"""The rows of a run: of its folder, or of a small file without content that can be kept with the code."""

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from eval.runs.folder import RunError, RunFolder
from eval.runs.summary_row import Row, row_of

_ROW: TypeAdapter[Row] = TypeAdapter(Row)


def read_rows(path: Path) -> list[Row]:
    """Raises RunError where there are none."""
    rows = list(_of_file(path)) if path.is_file() else [row_of(result) for result in RunFolder(path).results()]
    if not rows:
        raise RunError(f"{path} holds no results: make some with clausewise eval run --out {path}")
    return rows


def write_rows(path: Path, rows: Sequence[Row]) -> None:
    """A line a row, compressed; the same rows always make the same file."""
    ordered = sorted(rows, key=lambda row: (row.case_id, row.repeat))
    lines = "".join(f"{json.dumps(_told(row), ensure_ascii=False, sort_keys=True)}\n" for row in ordered)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(lines.encode(), mtime=0))


def _told(row: Row) -> dict[str, Any]:
    """Without the label's reasons and words of content, which a gate has no use for."""
    told: dict[str, Any] = _ROW.dump_python(row, mode="json")
    told["gold"] = {name: told["gold"][name] for name in ("outcome", "violated", "alternatives", "clauses")}
    return told


def _of_file(path: Path) -> Iterator[Row]:
    try:
        for line in gzip.decompress(path.read_bytes()).decode().splitlines():
            yield _ROW.validate_json(line)
    except (OSError, EOFError, ValidationError) as error:
        raise RunError(f"{path}: no rows of a run ({error}): write it with clausewise eval baseline") from error
