"""Rows of an imported file, and the fields of JSON values."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from eval.dataset.dataset import MAX_CASES

Row = TypeVar("Row")
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
    """The objects of a JSON list, of the list under `keys`, or of JSON Lines, each with its location. Lines end with
    a line feed only. Raises ValueError that names the place of what is not an object."""
    if _is_json_lines(text):
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                yield f"line {number}", require_object(_parse_line(line, number), f"line {number}")
        return
    for number, item in enumerate(_list_under(parse_json(text), keys), 1):
        yield f"{name} {number}", require_object(item, f"{name} {number}")


def _is_json_lines(text: str) -> bool:
    """Whether the first line is an object by itself and others follow."""
    first, _, rest = text.lstrip().partition("\n")
    try:
        return bool(rest.strip()) and isinstance(parse_json(first), dict)
    except ValueError:
        return False


def _parse_line(line: str, number: int) -> Any:
    try:
        return parse_json(line)
    except ValueError as error:
        raise ValueError(str(error).replace("line 1,", f"line {number},", 1)) from error


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
