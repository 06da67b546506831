"""A TOML file of a corpus, read whole, with the line of what is wrong in it."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from domain.base import FrozenModel
from policies.parsing.diagnostics import Complaints

Row = TypeVar("Row", bound=FrozenModel)


def read_table(source: str, complaints: Complaints) -> dict[str, Any]:
    """Raises CorpusErrors where it is not TOML."""
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+),", str(error))
        line = int(at.group(1)) if at else source.count("\n") + 1
        complaints.add(line, f"broken TOML, {str(error).split(' (at')[0]}", 'write name = "value"')
        complaints.settle()
        raise


def line_of(source: str, key: str) -> int:
    """Where the key is defined, for tomllib does not say; 1 where it is nowhere."""
    found = re.search(rf"^\s*\[?(?:\w+\.)*\"?{re.escape(key)}\b", source, re.MULTILINE)
    return source.count("\n", 0, found.end()) + 1 if found else 1


def read_rows(
    source: str, table: str, row: type[Row], sample: str, complaints: Complaints
) -> Iterator[tuple[str, Row]]:
    """The named rows of the one table that the file may hold: `[table.name]` and its fields. Complains of any other,
    with `sample` as the remedy."""
    found = read_table(source, complaints)
    for key in found.keys() - {table}:
        complaints.add(line_of(source, key), f'there is no "{key}" in this file', f"write {sample}")
    rows = found.get(table, {})
    if not isinstance(rows, Mapping):
        complaints.add(line_of(source, table), f'"{table}" is not a table', f"write {sample}")
        return
    for name, fields in rows.items():
        try:
            yield name, row.model_validate(fields)
        except ValidationError as error:
            for wrong in error.errors():
                field = ".".join(str(part) for part in wrong["loc"])
                message = (
                    f'"{name}" is wrong: {field + ": " if field else ""}{wrong["msg"].removeprefix("Value error, ")}'
                )
                complaints.add(line_of(source, name), message, f"write {sample}")
