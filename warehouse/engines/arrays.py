"""Rows of a database as arrays, and arrays as plain values of Python."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from warehouse.engines.base import Columns, Row
from warehouse.tables.links import LINK_TABLES
from warehouse.tables.registry import EVENT_TABLES
from warehouse.tables.results import RESULT_TABLES
from warehouse.tables.table import Column

TEXT_NAMES = {
    column.name
    for table in (*EVENT_TABLES.values(), *RESULT_TABLES.values(), *LINK_TABLES.values())
    for column in table.stored
    if column.type == "text"
}


def to_arrays(names: Sequence[str], rows: Sequence[Row]) -> dict[str, NDArray[Any]]:
    """int64, float64 with nan for None, or objects. A column without any value has the type of the tables' columns of
    this name, or else float64."""
    values = zip(*rows, strict=True) if rows else ([] for _ in names)
    return {name: to_array(column, name) for name, column in zip(names, values, strict=True)}


def to_array(values: Iterable[Any], name: str = "") -> NDArray[Any]:
    column = [*values]
    kinds = {type(value) for value in column}
    if kinds <= {type(None)} and name in TEXT_NAMES:
        return objects(column)
    if kinds & {Decimal}:
        return to_array([_number(value) for value in column])
    if kinds and kinds <= {int, bool}:
        return np.array(column, np.int64)
    if kinds <= {int, bool, float, type(None)}:
        return np.array([np.nan if value is None else value for value in column], np.float64)
    return objects(column)


def objects(values: Sequence[Any]) -> NDArray[Any]:
    """One-dimensional also for values that are sequences."""
    array = np.empty(len(values), object)
    array[:] = values
    return array


def plain_lists(columns: Columns, chosen: Iterable[Column]) -> list[list[Any]]:
    """Each chosen column as values that every driver accepts: nan as None, whole numbers as int."""
    return [_plain(columns[column.name], column.type == "integer") for column in chosen]


def _plain(values: NDArray[Any], whole: bool) -> list[Any]:
    if values.dtype.kind != "f":
        return list(values.tolist())
    missing = np.isnan(values)
    plain = np.where(missing, 0, values).astype(np.int64 if whole else np.float64).astype(object)
    plain[missing] = None
    return list(plain.tolist())


def fill_masked(values: NDArray[Any]) -> NDArray[Any]:
    """Of a masked array: nan or None where a value is missing."""
    if not isinstance(values, np.ma.MaskedArray):
        return values.astype(np.int64) if values.dtype.kind in "biu" else values
    mask = np.ma.getmaskarray(values)
    if values.dtype.kind == "O":
        plain = values.data.copy()
        plain[mask] = None
        return plain
    if not mask.any() and values.dtype.kind in "biu":
        return values.data.astype(np.int64)
    numbers = values.data.astype(np.float64)
    numbers[mask] = np.nan
    return numbers


def _number(value: Any) -> int | float | None:
    if not isinstance(value, Decimal):
        return value  # type: ignore[no-any-return]
    return int(value) if value == value.to_integral_value() else float(value)
