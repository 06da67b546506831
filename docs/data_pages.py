"""Generates the pages of the data: the JSON of a decision, and the tables of the warehouse."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter

SIMPLE_TYPES = {str: "string", bool: "boolean", int: "integer", float: "number", NoneType: "null"}
JSON_TYPES = SIMPLE_TYPES | {date: "date", datetime: "date and time"}


def decision_page() -> str:
    from domain.decision import Decision

    about = (
        "The JSON of a decision, as `clausewise adjudicate --json` prints it and the API returns it. Generated from "
        "the code. Offsets count Unicode code points: the text of a quote is `item.text[start:end]`."
    )
    lines = ["# Decision", "", about, ""]
    for kind in _reachable(Decision):
        lines += [f"::: {kind.__module__}.{kind.__name__}", "    options: {members: false}", ""]
        if issubclass(kind, Enum):
            lines += [", ".join(f"`{TypeAdapter(kind).dump_python(member, mode='json')}`" for member in kind), ""]
        else:
            rows = [(f"`{name}`", _type_text(annotation)) for name, annotation in _annotations(kind).items()]
            lines += table(("field", "type"), rows)
    return "\n".join(lines)


def warehouse_page() -> str:
    from warehouse.tables.registry import EVENT_TABLES
    from warehouse.tables.results import RESULT_TABLES

    lines = [
        "# Warehouse tables",
        "",
        "Generated from the code. [The warehouse of events](../warehouse.md) says how they are filled. A value marked",
        "*optional* may be missing; derived columns are computed while rows are loaded.",
        "",
    ]
    groups = (("Tables to load", EVENT_TABLES), ("Tables that the daily jobs write", RESULT_TABLES))
    for title, tables in groups:
        lines += [f"## {title}", ""]
        for event_table in tables.values():
            lines += [
                f"### {event_table.name}",
                "",
                f"{event_table.meaning} Key: {', '.join(f'`{k}`' for k in event_table.key)}.",
                "",
            ]
            lines += table(("column", "type", "meaning"), [*map(_column, event_table.columns)])
            if event_table.derived:
                lines += ["Derived:", "", *table(("column", "type", "meaning"), [*map(_column, event_table.derived)])]
    return "\n".join(lines)


def _column(column: Any) -> tuple[str, str, str]:
    kind = f"{column.type}, optional" if column.nullable else column.type
    choices = f" One of {', '.join(f'`{choice}`' for choice in column.choices)}." if column.choices else ""
    return f"`{column.name}`", kind, f"{column.meaning}{choices}"


def _reachable(model: type[BaseModel]) -> list[Any]:
    """The models and enumerations of a JSON document, in the order in which a reader meets them."""
    found: list[Any] = [model]
    for kind in found:
        for annotation in _annotations(kind).values():
            found += [part for part in _parts(annotation) if _is_documented(part) and part not in found]
    return found


def _annotations(kind: Any) -> dict[str, Any]:
    if not is_model(kind):
        return {}
    fields = {name: field.annotation for name, field in kind.model_fields.items()}
    return fields | {name: field.return_type for name, field in kind.model_computed_fields.items()}


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from _parts(part)


def _type_text(annotation: Any) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if _is_documented(annotation):
        return f"[{annotation.__name__}](#{annotation.__module__}.{annotation.__name__})"
    if origin in (Union, UnionType):
        return " or ".join(map(_type_text, arguments))
    if origin in (tuple, list, frozenset):
        return f"list of {_type_text(arguments[0])}"
    if origin is dict:
        return f"object of {_type_text(arguments[1])}"
    return JSON_TYPES.get(annotation, "any JSON value")


def _is_documented(annotation: Any) -> bool:
    return isinstance(annotation, type) and not get_args(annotation) and issubclass(annotation, BaseModel | Enum)


def is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and not get_args(annotation) and issubclass(annotation, BaseModel)


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    cells = [head, tuple("---" for _ in head), *rows]
    return [*(f"| {' | '.join(_cell(cell) for cell in row)} |" for row in cells), ""]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
