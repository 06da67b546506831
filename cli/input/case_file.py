"""Reads a case from a YAML or JSON file, or from text on the command line."""

import json
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from domain.case import Case, ContentItem
from domain.errors import InputError
from policies.parsing.yaml_reader import (
    ScalarType,
    YamlError,
    YamlList,
    YamlMapping,
    YamlScalar,
    YamlValue,
    read_yaml,
    require_unique_keys,
)

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

FACTS = "facts"
MAX_BYTES = 4 * 1024 * 1024
MAX_FIELD_PATH_CHARS = 60
MESSAGES = {
    "string_type": "must be text: put it in quotes",
    "tuple_type": "must be a list of items, each with id, kind and text",
    "model_type": "must be an item with id, kind and text",
    "dict_type": "must be names with values, such as price: 19.99",
    "missing": "is missing: add it",
    "string_too_short": "is empty: give a value, or leave the field out",
}


class CaseFileError(InputError):
    """The file is not a valid case; the message names the place and the remedy."""


def read_case(path: Path, max_chars: int, **overrides: str) -> Case:
    """The case in `path`, with `overrides` in place of its own fields and at most `max_chars` characters of content.
    Raises CaseFileError."""
    raw = _parse(path, _read(path))
    if not isinstance(raw, dict):
        found = {list: "a list", str: "plain text", type(None): "an empty file"}.get(type(raw), f"{raw}")
        raise CaseFileError(f"{path}: a case has fields such as id, content and facts; this is {found}")
    return build_case({"id": path.stem, **raw, **overrides}, str(path), max_chars)


def case_from_text(text: str, max_chars: int, **overrides: str) -> Case:
    """A case with this text as its one item. Raises CaseFileError."""
    item = {"id": "text", "text": text}
    return build_case({"id": "command-line", "content": [item], **overrides}, "--text", max_chars)


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CaseFileError(f"{path}: larger than {MAX_BYTES // 1024**2} MiB; a case is one post: split the file")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CaseFileError(f"{path}: not UTF-8 (byte {error.start}): save the file as UTF-8") from error
    except OSError as error:
        raise CaseFileError(f"{path}: {error.strerror}: give the path of a .yaml or .json case") from error


def _parse(path: Path, text: str) -> Any:
    try:
        if path.suffix.lower() == ".json":
            return json.loads(text, object_pairs_hook=_without_duplicates)
        return parse_yaml(text)
    except json.JSONDecodeError as error:
        raise CaseFileError(f"{path}:{error.lineno}: invalid JSON: {error.msg}") from error
    except YamlError as error:
        raise CaseFileError(f"{path}:{error.line}: {error.problem}") from error
    except RecursionError as error:
        raise CaseFileError(f"{path}: too deeply nested: a case needs three levels, and facts a few more") from error
    except ValueError as error:
        raise CaseFileError(f"{path}: cannot be read: {error}") from error


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f'duplicate field "{next(name for name in names if names.count(name) > 1)}": keep one')
    return fields


def parse_yaml(text: str) -> Any:
    """The one document in `text`. Only facts have types, those of JSON; every other value is text or None. Raises
    YamlError, also for a duplicate key."""
    root = read_yaml(text)
    if root is None:
        return None
    require_unique_keys(root)
    if isinstance(root, YamlMapping):
        return {key.text: _plain_value(value, typed=key.text == FACTS) for key, value in root.pairs}
    return _plain_value(root, typed=False)


def _plain_value(value: YamlValue, *, typed: bool) -> Any:
    match value:
        case YamlMapping():
            return {key.text: _plain_value(inner, typed=typed) for key, inner in value.pairs}
        case YamlList():
            return [_plain_value(item, typed=typed) for item in value.items]
        case YamlScalar(type=ScalarType.NULL):
            return None
        case YamlScalar(type=ScalarType.BOOLEAN) if typed:
            return value.text.lower() == "true"
        case YamlScalar(type=ScalarType.INTEGER) if typed:
            return int(value.text)
        case YamlScalar(type=ScalarType.FLOAT) if typed:
            return float(value.text.lower().replace(".inf", "inf").replace(".nan", "nan"))
        case YamlScalar():
            return value.text


def build_case(raw: dict[str, Any], source: str, max_chars: int) -> Case:
    """The case with these fields; `source` names the file in messages. Raises CaseFileError."""
    try:
        case = Case.model_validate(raw | {"content": _with_ids(raw.get("content", ()))})
    except ValidationError as error:
        problems = sorted(error.errors(), key=lambda one: one["type"] == "missing")  # a misspelt field first
        raise CaseFileError("\n".join(_message(source, problem) for problem in problems)) from error
    exceeded = case.limit_exceeded()
    if exceeded is not None:
        raise CaseFileError(f"{source}: {exceeded}")
    if case.content_characters > max_chars:
        raise CaseFileError(
            f"{source}: {case.content_characters:,} characters of content, at most {max_chars:,} allowed: split the "
            "case, or raise CLAUSEWISE_MAX_CONTENT_CHARS"
        )
    return case


def _with_ids(content: Any) -> Any:
    """Items without an id get `content-1`, `content-2` and so on by their position."""
    if not isinstance(content, list):
        return content
    return [{"id": f"content-{n}", **item} if isinstance(item, dict) else item for n, item in enumerate(content, 1)]


def _message(source: str, error: "ErrorDetails") -> str:
    field = ".".join(str(part) for part in error["loc"])[:MAX_FIELD_PATH_CHARS]
    if error["type"] == "extra_forbidden":
        return f"{source}: {field}: unknown field{_known_fields(error['loc'])}"
    message = MESSAGES.get(error["type"], error["msg"].removeprefix("Value error, "))
    return f"{source}: {field}: {message}" if field else f"{source}: {message}"


def _known_fields(loc: tuple[str | int, ...]) -> str:
    fields = list(ContentItem.model_fields if loc[0] == "content" else Case.model_fields)
    similar = get_close_matches(str(loc[-1]), fields, n=1, cutoff=0.5)
    suggestion = f' (did you mean "{similar[0]}"?)' if similar else ""
    return f"{suggestion}; the fields are {', '.join(fields)}"
