"""Rows of an imported file, and the fields of JSON values."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, NamedTuple, TypeVar

from eval.dataset.dataset import MAX_CASES

Row = TypeVar("Row")
ABSENT = object()
MAX_NAMED_DEPTH = 8
_DECODER = json.JSONDecoder()
_BETWEEN = re.compile(r"[\s,\x1e\ufeff]*+")
KINDS = {bool: "a truth value", int: "a number", float: "a number", str: "text", list: "a list", dict: "an object"}


class ImportedRow(NamedTuple):
    """`location` is a line or an entry, as the file counts them. `fields` are flat. `hint` follows the message that a
    label is missing."""

    location: str
    fields: Mapping[str, Any]
    hint: str = ""


@dataclass(frozen=True)
class ImportedFile:
    """`notes`: sentences on how the file was read, and on what was left out."""

    rows: tuple[ImportedRow, ...]
    notes: tuple[str, ...] = ()


def limited(rows: Iterable[Row]) -> Iterator[Row]:
    """Raises ValueError after as many rows as a dataset may have."""
    for number, row in enumerate(rows):
        if number == MAX_CASES:
            raise ValueError(f"it has more than {MAX_CASES:,} rows, and a dataset at most so many: import a sample")
        yield row


def kind_of(value: Any) -> str:
    return KINDS.get(type(value), "null")


def require_object(value: Any, place: str) -> Mapping[str, Any]:
    """Raises ValueError."""
    if not isinstance(value, Mapping):
        raise ValueError(f"{place} is {kind_of(value)} and should be an object")
    return value


def parse_json(text: str) -> Any:
    """Raises ValueError that names line and column."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"line {error.lineno}, column {error.colno}: {error.msg}") from error
    except RecursionError as error:
        raise ValueError("the JSON is too deeply nested") from error


def merge_fields(**parts: Any) -> dict[str, Any]:
    """The fields of all parts in one mapping. A part that is not a mapping becomes one field with its name; a text that
    holds a JSON object gives that object's fields, too. Earlier parts take precedence."""
    fields: dict[str, Any] = {}
    for name, part in parts.items():
        opened = open_json(part)
        new = opened if isinstance(opened, Mapping) else {name: opened}
        fields = {**({name: part} if isinstance(part, str) else {}), **new, **fields}
    return {name: value for name, value in fields.items() if value is not None}


def open_json(value: Any) -> Any:
    """The object or list that a text holds; any other value unchanged."""
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return value
    try:
        opened = parse_json(value)
    except ValueError:
        return value
    return opened if isinstance(opened, dict | list) else value


def read_objects(text: str, *keys: str, name: str = "entry") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The objects of a JSON list, of the list under `keys`, or of one value after another (JSON Lines, the output of
    jq), each with its location. Raises ValueError that names the place of what is not an object."""
    values = _values(text)
    first = list(islice(values, 2))
    if len(first) > 1:
        for line, value in chain(first, values):
            yield f"line {line}", require_object(value, f"line {line}")
        return
    content = first[0][1] if first else parse_json(text)
    for number, item in enumerate(_list_under(content, keys), 1):
        yield f"{name} {number}", require_object(item, f"{name} {number}")


def _values(text: str) -> Iterator[tuple[int, Any]]:
    """Each value with the line where it begins. Raises ValueError that names line and column."""
    line, counted = 1, 0
    position = _next_value(text, 0)
    while position < len(text):
        line, counted = line + text.count("\n", counted, position), position
        try:
            value, end = _DECODER.raw_decode(text, position)
        except json.JSONDecodeError as error:
            raise ValueError(f"line {error.lineno}, column {error.colno}: {error.msg}") from error
        except RecursionError as error:
            raise ValueError("the JSON is too deeply nested") from error
        yield line, value
        position = _next_value(text, end)


def _next_value(text: str, position: int) -> int:
    """The offset after blanks, commas and record separators (RFC 7464)."""
    found = _BETWEEN.match(text, position)
    return found.end() if found else position


def _list_under(content: Any, keys: tuple[str, ...]) -> list[Any]:
    """A list of the top level, or under the keys, or one object alone."""
    value, path = content, ""
    for key in keys:
        if isinstance(value, Mapping) and key in value:
            value, path = value[key], f"{path}.{key}".lstrip(".")
    if isinstance(value, list):
        return value
    if path or not isinstance(value, Mapping):
        raise ValueError(f"there is no list under {'.'.join(keys)}: {path or 'the file'} is {kind_of(value)}")
    return [value]


def field_value(fields: Mapping[str, Any], name: str) -> Any:
    """The value of a field, also by a path such as `data.text` or `label.0`; ABSENT where there is none. Texts that
    hold JSON are opened on the way."""
    if name in fields:
        return fields[name]
    value: Any = fields
    for part in name.split("."):
        value = open_json(value)
        if isinstance(value, Mapping) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return ABSENT
    return value


def field_names(fields: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """The paths of the values, of a list only those of its first entry."""
    for name, value in fields.items():
        path, opened = f"{prefix}{name}", open_json(value)
        inner = {"0": opened[0]} if isinstance(opened, list) and opened else opened
        if isinstance(inner, Mapping) and inner and path.count(".") < MAX_NAMED_DEPTH:
            yield from field_names(inner, f"{path}.")
        else:
            yield path
