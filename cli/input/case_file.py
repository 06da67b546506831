"""Reads a case from a YAML or JSON file, or from words on the command line."""

import json
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from cli.input import case_yaml
from domain.case import Case, ContentItem
from domain.errors import InputError

MAX_BYTES = 4 * 1024 * 1024
LONGEST_PLACE = 60
TOLD = {
    "string_type": "must be text: put it in quotes",
    "tuple_type": "must be a list of items, each with id, kind and text",
    "model_type": "must be an item with id, kind and text",
    "dict_type": "must be names with values, such as price: 19.99",
    "missing": "is missing: add it",
    "string_too_short": "is empty: fill it, or leave it out",
}


class CaseFileError(InputError):
    """The file is not a case; the message says where and what would be right."""


def read_case(path: Path, max_chars: int, **given: str) -> Case:
    """The case in `path`, with `given` fields in place of its own; at most `max_chars` characters of content.
    Raises `CaseFileError`."""
    raw = _parse(path, _read(path))
    if not isinstance(raw, dict):
        shape = {list: "a list", str: "plain text", type(None): "an empty file"}.get(type(raw), f"{raw}")
        raise CaseFileError(f"{path}: a case has fields such as id, content and facts; this is {shape}")
    return case_of({"id": path.stem, **raw, **given}, str(path), max_chars)


def case_from_text(text: str, max_chars: int, **given: str) -> Case:
    """A case of one item with these words. Raises `CaseFileError`."""
    item = {"id": "text", "text": text}
    return case_of({"id": "command-line", "content": [item], **given}, "--text", max_chars)


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
        if path.suffix.lower() == ".json":
            return json.loads(text, object_pairs_hook=_once)
        return case_yaml.parse(text)
    except json.JSONDecodeError as error:
        raise CaseFileError(f"{path}:{error.lineno}: broken JSON: {error.msg}") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CaseFileError(f"{path}:{line}: broken YAML: {error.problem or error.context}") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise CaseFileError(f"{path}:{line}: control character U+{ord(text[error.position]):04X}: remove it") from error
    except RecursionError as error:
        raise CaseFileError(f"{path}: nested too deeply: a case needs three levels, and facts a few") from error
    except ValueError as error:
        raise CaseFileError(f"{path}: cannot be read: {error}") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f'"{next(name for name in names if names.count(name) > 1)}" is given twice: keep one')
    return fields


def case_of(raw: dict[str, Any], where: str, max_chars: int) -> Case:
    """The case of these fields, read at `where`. Raises `CaseFileError`."""
    try:
        case = Case.model_validate(raw | {"content": _numbered(raw.get("content", ()))})
    except ValidationError as error:
        faults = sorted(error.errors(), key=lambda fault: fault["type"] == "missing")  # a misspelt field is missing too
        raise CaseFileError("\n".join(_explain(where, fault) for fault in faults)) from error
    excess = case.limit_exceeded()
    if excess is not None:
        raise CaseFileError(f"{where}: {excess}")
    if case.content_characters > max_chars:
        raise CaseFileError(
            f"{where}: {case.content_characters:,} characters of content, at most {max_chars:,}: split the case, or raise "
            "CLAUSEWISE_MAX_CONTENT_CHARS"
        )
    return case


def _numbered(content: Any) -> Any:
    """The items, those that came without an id called `content-1` and so on by their place."""
    if not isinstance(content, list):
        return content
    return [{"id": f"content-{n}", **item} if isinstance(item, dict) else item for n, item in enumerate(content, 1)]


def _explain(where: str, error: Any) -> str:
    place = ".".join(str(part) for part in error["loc"])[:LONGEST_PLACE]
    if error["type"] == "extra_forbidden":
        return f"{where}: {place}: unknown field{_known(error['loc'])}"
    said = TOLD.get(error["type"], error["msg"].removeprefix("Value error, "))
    return f"{where}: {place}: {said}" if place else f"{where}: {said}"


def _known(loc: tuple[str | int, ...]) -> str:
    fields = list(ContentItem.model_fields if loc[0] == "content" else Case.model_fields)
    near = get_close_matches(str(loc[-1]), fields, n=1, cutoff=0.5)
    meant = f' (did you mean "{near[0]}"?)' if near else ""
    return f"{meant}; known are {', '.join(fields)}"
