"""Reads a case from a YAML or JSON file, from standard input, or from text on the command line."""

import json
import sys
from datetime import UTC, datetime
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
from text.files import NotUtf8, decode_utf8

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

FACTS = "facts"
STANDARD_INPUT = Path("-")
MAX_BYTES = 4 * 1024 * 1024
MAX_FIELD_PATH_CHARS = MAX_VALUE_CHARS = 60
MAX_PROBLEMS = 20  # of a file, in its message
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
    """The case in `path` (`-`: standard input), with `overrides` in place of its own fields and at most `max_chars`
    characters of content. Raises CaseFileError."""
    if path == STANDARD_INPUT:
        return case_from_bytes(read_standard_input(MAX_BYTES), max_chars, **overrides)
    return _case_of_text(path, _read(path), path.suffix.lower() == ".json", max_chars, overrides)


def read_past_case(path: Path, max_chars: int) -> Case:
    """The case in `path`, which may be one that was stored, whose media were read. Raises CaseFileError."""
    return _case_of_text(path, _read(path), path.suffix.lower() == ".json", max_chars, {}, stored=True)


def case_from_bytes(raw: bytes, max_chars: int, **overrides: str) -> Case:
    """The case of what standard input held, in YAML or JSON. Raises CaseFileError."""
    text = decode(_whole(raw, MAX_BYTES), "standard input")
    is_json = "".join(text[:MAX_FIELD_PATH_CHARS].split())[:2] in ('{"', "{}")  # YAML may start with { too
    return _case_of_text(Path("stdin"), text, is_json, max_chars, overrides)


def _case_of_text(
    path: Path, text: str, is_json: bool, max_chars: int, overrides: dict[str, str], *, stored: bool = False
) -> Case:
    raw = _parse(path, text, is_json=is_json)
    if not isinstance(raw, dict):
        found = {list: "a list", str: "plain text", type(None): "empty"}.get(type(raw), f"{raw}"[:MAX_VALUE_CHARS])
        raise CaseFileError(f"{path}: a case has fields such as id, content and facts; this is {found}")
    return build_case({"id": path.stem, **raw, **overrides}, str(path), max_chars, stored=stored)


def case_from_text(text: str, max_chars: int, **overrides: str) -> Case:
    """A case with this text as its one item. Raises CaseFileError."""
    item = {"id": "text", "text": text}
    return build_case({"id": "command-line", "content": [item], **overrides}, "--text", max_chars)


def read_standard_input(max_bytes: int) -> bytes:
    """All of it. Raises CaseFileError if it is a terminal, empty or larger than `max_bytes`."""
    require_piped()
    return _whole(sys.stdin.buffer.read(max_bytes + 1), max_bytes)


def require_piped() -> None:
    """Raises CaseFileError if standard input is a terminal."""
    if sys.stdin is None or sys.stdin.isatty():
        raise CaseFileError("standard input is a terminal: pipe a file into the command, or give its path")


def _whole(raw: bytes, max_bytes: int) -> bytes:
    if not raw.strip():
        raise CaseFileError("standard input is empty: pipe a case in YAML or JSON into the command")
    return _within_limit(raw, "standard input", max_bytes)


def decode(raw: bytes, source: str) -> str:
    """Raises CaseFileError, which names the source."""
    try:
        return decode_utf8(raw)
    except NotUtf8 as error:
        raise CaseFileError(f"{source}: {error}") from error


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return decode(_within_limit(file.read(MAX_BYTES + 1), str(path), MAX_BYTES), str(path))
    except OSError as error:
        raise CaseFileError(f"{path}: {error.strerror}: give the path of a .yaml or .json case") from error


def _within_limit(raw: bytes, source: str, max_bytes: int) -> bytes:
    if len(raw) > max_bytes:
        raise CaseFileError(f"{source}: larger than {max_bytes // 1024**2} MiB; a case is one post: split the file")
    return raw


def _parse(path: Path, text: str, *, is_json: bool) -> Any:
    try:
        if is_json:
            return json.loads(text, object_pairs_hook=without_duplicates)
        return parse_yaml(text)
    except json.JSONDecodeError as error:
        raise CaseFileError(f"{path}:{error.lineno}: invalid JSON: {error.msg}") from error
    except YamlError as error:
        raise CaseFileError(f"{path}:{error.line}: {error.problem}") from error
    except RecursionError as error:
        raise CaseFileError(f"{path}: too deeply nested: a case needs three levels, and facts a few more") from error
    except ValueError as error:
        raise CaseFileError(f"{path}: cannot be read: {error}") from error


def without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object with these pairs. Raises ValueError if a name repeats."""
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


def build_case(raw: dict[str, Any], source: str, max_chars: int, *, stored: bool = False) -> Case:
    """The case with these fields; `source` names the file in messages. `stored`: it may be one that was stored. Raises
    CaseFileError."""
    try:
        case = Case.model_validate(raw)
    except ValidationError as error:
        problems = sorted(error.errors(), key=lambda one: one["type"] == "missing")  # a misspelt field first
        messages = [_message(source, problem) for problem in problems[:MAX_PROBLEMS]]
        if problems[MAX_PROBLEMS:]:
            messages.append(f"{source}: and {len(problems) - MAX_PROBLEMS:,} more problems")
        raise CaseFileError("\n".join(messages)) from error
    if (forged := case.forged_reading) and not stored:
        raise CaseFileError(f"{source}: {forged}; `clausewise decisions replay` decides a stored case again")
    if refusal := case.limit_exceeded() if stored else case.refusal(datetime.now(UTC)):
        raise CaseFileError(f"{source}: {refusal}")
    if exceeded := case.limit_exceeded(max_chars):
        raise CaseFileError(f"{source}: {exceeded}, or raise CLAUSEWISE_MAX_CONTENT_CHARS")
    return case


def _message(source: str, error: "ErrorDetails") -> str:
    field = ".".join(str(part) for part in error["loc"])[:MAX_FIELD_PATH_CHARS]
    if error["type"] == "extra_forbidden":
        return f"{source}: {field}: unknown field{_known_fields(error['loc'])}"
    message = MESSAGES.get(error["type"], error["msg"].removeprefix("Value error, "))
    return f"{source}: {field}: {message}" if field else f"{source}: {message}"


def _known_fields(loc: tuple[str | int, ...]) -> str:
    inner = {"content": [*ContentItem.model_fields], "media": ["id", "source"]}
    fields = inner.get(str(loc[0]), [*Case.model_fields])
    similar = get_close_matches(str(loc[-1]), fields, n=1, cutoff=0.5)
    suggestion = f' (did you mean "{similar[0]}"?)' if similar else ""
    return f"{suggestion}; the fields are {', '.join(fields)}"
