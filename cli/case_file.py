"""Reads a case from a YAML or JSON file, or from words on the command line."""

import json
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from domain.case import Case, ContentItem
from domain.errors import InputError

MAX_BYTES = 8 * 1024 * 1024


class CaseFileError(InputError):
    """The file is not a case; the message says where and what would be right."""


def read_case(path: Path, max_chars: int, **given: str) -> Case:
    """The case in `path`, with `given` fields in place of its own; at most `max_chars` characters of content.
    Raises `CaseFileError`."""
    raw = _parse(path, _read(path))
    if not isinstance(raw, dict):
        raise CaseFileError(f"{path}: a case is a mapping with id, content and facts; this is a {type(raw).__name__}")
    return _build({"id": path.stem, **raw, **given}, str(path), max_chars)


def case_from_text(text: str, max_chars: int, **given: str) -> Case:
    """A case of one item with these words. Raises `CaseFileError`."""
    item = {"id": "text", "text": text}
    return _build({"id": "command-line", "content": [item], **given}, "--text", max_chars)


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CaseFileError(f"{path}: larger than {MAX_BYTES // 1024**2} MiB; a case holds one post: split it")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CaseFileError(f"{path}: not UTF-8 (byte {error.start}): save the file as UTF-8") from error
    except OSError as error:
        raise CaseFileError(f"{path}: {error.strerror}: give the path of a .yaml or .json case") from error


def _parse(path: Path, text: str) -> Any:
    try:
        return json.loads(text) if path.suffix.lower() == ".json" else yaml.safe_load(text)
    except json.JSONDecodeError as error:
        raise CaseFileError(f"{path}:{error.lineno}: broken JSON: {error.msg}") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CaseFileError(f"{path}:{line}: broken YAML: {error.problem or error.context}") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise CaseFileError(f"{path}: cannot be read: {' '.join(str(error).split())}") from error


def _build(raw: dict[str, Any], where: str, max_chars: int) -> Case:
    try:
        case = Case.model_validate(raw)
    except ValidationError as error:
        raise CaseFileError("\n".join(_explain(where, e) for e in error.errors())) from error
    size = sum(len(item.text) for item in case.content)
    if size > max_chars:
        raise CaseFileError(
            f"{where}: {size:,} characters of content, at most {max_chars:,}: split the case, or raise "
            "CLAUSEWISE_MAX_CONTENT_CHARS"
        )
    return case


def _explain(where: str, error: Any) -> str:
    place = ".".join(str(part) for part in error["loc"]) or "case"
    if error["type"] == "extra_forbidden":
        known = ContentItem.model_fields if "content" in error["loc"] else Case.model_fields
        return f"{where}: {place}: unknown field; known are {', '.join(known)}"
    return f"{where}: {place}: {error['msg'].removeprefix('Value error, ')}"
