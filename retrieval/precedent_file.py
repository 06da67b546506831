"""Reads precedents from JSON lines: labelled cases a judge may learn from."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError

from domain.errors import InputError
from domain.evidence import Precedent


class PrecedentFileError(InputError):
    """A line is not a precedent; the message says which, and what would be right."""


def read_precedents(path: Path) -> tuple[tuple[Precedent, ...], str]:
    """The precedents of a file and its fingerprint. A line is `{"id", "text", "violated": [clause ids]}`, or a labelled
    case of a dataset: `{"id", "content", "gold": {"clauses": [...]}, "scope"?}`."""
    try:
        content = path.read_bytes()
        lines = content.decode("utf-8").splitlines()
    except OSError as error:
        raise PrecedentFileError(f"{path}: {error.strerror}: give the path of a .jsonl file of precedents") from error
    except UnicodeDecodeError as error:
        raise PrecedentFileError(f"{path}: not UTF-8 (byte {error.start}): save the file as UTF-8") from error
    return tuple(_read(path, lines)), sha256(content).hexdigest()


def _read(path: Path, lines: list[str]) -> Iterator[Precedent]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _precedent(f"{path}:{number}", line)


def _precedent(where: str, line: str) -> Precedent:
    try:
        raw = json.loads(line)
        if "gold" in raw:
            raw = {
                "id": raw["id"],
                "text": raw["content"],
                "violated": raw["gold"]["clauses"],
                "scope": raw.get("scope"),
            }
        return Precedent.model_validate(raw)
    except (json.JSONDecodeError, ValidationError, TypeError, KeyError) as error:
        first = str(error).splitlines()[0]
        raise PrecedentFileError(f"{where}: not a precedent ({first}): give id, text and violated") from error
