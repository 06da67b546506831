"""Reads the values of a column as text, whole numbers or numbers, and names those that are neither."""

from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from warehouse.engines.arrays import objects
from warehouse.loading.report import Problem
from warehouse.tables.table import Column

MAX_TEXT = 20_000
MAX_SHOWN = 40
INT64 = np.iinfo(np.int64)
Read = tuple[NDArray[Any], list[Problem]]


def read_column(column: Column, raw: NDArray[Any]) -> Read:
    """The values, and the problems of the rows that cannot be stored; their values have no meaning."""
    if column.type == "text":
        return _read_text(column, raw)
    if raw.dtype.kind in "iub" or (raw.dtype.kind == "f" and column.type == "real"):
        return _check_numbers(column, raw.astype(np.int64 if column.type == "integer" else np.float64))
    parsed = _parse_all(column, raw)
    return _check_numbers(column, parsed) if parsed is not None else _read_numbers(column, raw)


def _read_text(column: Column, raw: NDArray[Any]) -> Read:
    empty = "" if column.blank else None
    values = [str(value) if value is not None and value == value and value != "" else empty for value in raw.tolist()]
    if _all_fit(column, values):
        return objects(values), []
    problems = [
        Problem(index, column.name, reason)
        for index, value in enumerate(values)
        if (reason := _text_problem(column, value))
    ]
    return objects(values), problems


def _all_fit(column: Column, values: list[str | None]) -> bool:
    """Checks all values at once, which is several times faster than one by one."""
    different = {*values}
    texts = different - {None}
    if None in different and not column.nullable:
        return False
    if column.choices and not texts <= {*column.choices}:
        return False
    whole = "".join(text for text in texts if text)
    return "\0" not in whole and _is_unicode(whole) and all(len(text or "") <= MAX_TEXT for text in texts)


def _text_problem(column: Column, value: str | None) -> str:
    if value is None:
        return "" if column.nullable else "is empty"
    if len(value) > MAX_TEXT:
        return f"is longer than {MAX_TEXT:,} characters"
    if column.choices and value not in column.choices:
        return f"is none of {', '.join(column.choices)}: {value[:MAX_SHOWN]!r}"
    if "\0" in value:
        return "contains a null character"
    return "" if value.isascii() or _is_unicode(value) else "is not UTF-8"


def _is_unicode(value: str) -> bool:
    """Bytes that are not UTF-8 were read as halves of surrogate pairs."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _parse_all(column: Column, raw: NDArray[Any]) -> NDArray[Any] | None:
    """Every value at once, or None if one is missing or no number."""
    try:
        if raw.dtype.kind == "f":
            return raw.astype(np.int64) if bool((raw == np.floor(raw)).all()) else None
        if {*map(type, raw.tolist())} - {str, int}:
            return None  # a float among objects would be cut off to a whole number
        return raw.astype(np.int64 if column.type == "integer" else np.float64)
    except (ValueError, TypeError, OverflowError):
        return None


def _read_numbers(column: Column, raw: NDArray[Any]) -> Read:
    numbers: list[float] = []
    problems: list[Problem] = []
    whole = column.type == "integer"
    for index, value in enumerate(raw.tolist()):
        number = None if _is_missing(value) else _number(value, whole)
        numbers.append(np.nan if number is None else number)
        if _is_missing(value):
            problems += [] if column.nullable else [Problem(index, column.name, "is empty")]
        elif number is None:
            kind = "a whole number" if whole else "a number"
            problems.append(Problem(index, column.name, f"is not {kind}: {str(value)[:MAX_SHOWN]!r}"))
    return np.array(numbers, np.float64), problems


def _is_missing(value: Any) -> bool:
    return value is None or value == "" or value != value


def _number(value: Any, whole: bool) -> float | None:
    """None for what is no number, or none of the kind."""
    try:
        number = int(value) if whole and isinstance(value, str) else float(value)
        if not whole:
            return number if isfinite(number) else None
        return int(number) if number == int(number) and INT64.min <= number <= INT64.max else None
    except (ValueError, TypeError, OverflowError):
        return None


def _check_numbers(column: Column, values: NDArray[Any]) -> Read:
    if values.dtype.kind != "f":
        return values, []
    infinite = np.isinf(values)
    missing = np.isnan(values) & (not column.nullable)
    problems = [Problem(int(i), column.name, "is not a number: infinite") for i in np.flatnonzero(infinite)]
    return values, problems + [Problem(int(i), column.name, "is empty") for i in np.flatnonzero(missing)]
