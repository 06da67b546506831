"""Corrects values of an answer that have one meaning but another form: `Caught`, `"85%"`, `85`, null for a list.

Works on the errors of a validation, so that it needs to know nothing of the schema.
"""

import re
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

MAX_REPAIRS = 1_000
Place = tuple[int | str, ...]
_DECIMAL = re.compile(r"\s{0,9}(?P<number>[0-9]{1,9}(?:[.,][0-9]{1,20})?)\s{0,9}(?P<percent>%?)\s{0,9}")
_CHOICE = re.compile(r"'([^']{1,80})'")
_EMPTY: dict[str, Any] = {"list_type": [], "string_type": ""}


def repair(answer: dict[str, Any], error: ValidationError) -> bool:
    """Corrects the values in place. Whether something was corrected."""
    errors = error.errors(include_url=False)[:MAX_REPAIRS]
    percentages = {field: _are_percentages(answer, field) for field in map(_field, errors)}
    repaired = [_repair_value(answer, found, percentages[_field(found)]) for found in errors]
    return any(repaired)


def list_field(schema: type[BaseModel]) -> str | None:
    """The only required field, if it is a list: an answer may be that list alone."""
    required = [name for name, field in schema.model_fields.items() if field.is_required()]
    lists = [name for name in required if str(schema.model_fields[name].annotation).startswith(("list", "tuple"))]
    return lists[0] if lists == required and len(lists) == 1 else None


def _field(found: Any) -> str:
    return next((str(part) for part in reversed(found["loc"]) if isinstance(part, str)), "")


def _repair_value(answer: Any, found: Any, are_percentages: bool) -> bool:
    kind, value = found["type"], found["input"]
    if value is None and kind in _EMPTY:
        return _replace(answer, found["loc"], _EMPTY[kind])
    if kind in ("enum", "literal_error") and isinstance(value, str):
        choices = [choice for choice in _CHOICE.findall(str(found["ctx"]["expected"])) if _same(choice, value)]
        return len(choices) == 1 and _replace(answer, found["loc"], choices[0])
    if (
        isinstance(value, str)
        and kind in ("float_parsing", "less_than_equal")
        and (number := _DECIMAL.fullmatch(value[:99]))
    ):
        decimal = float(number["number"].replace(",", "."))
        return _replace(answer, found["loc"], decimal / 100 if number["percent"] else decimal)
    if kind == "less_than_equal" and found["ctx"]["le"] == 1 and are_percentages:
        return _replace_all(answer, _field(found))
    return False


def _same(choice: str, value: str) -> bool:
    return choice.casefold() == re.sub(r"[\s-]{1,9}", "_", value[:99].strip()).casefold()


def _values(answer: Any, field: str) -> list[tuple[dict[str, Any], Any]]:
    """The objects with the field, each with its value."""
    if isinstance(answer, list):
        return [pair for item in answer for pair in _values(item, field)]
    if not isinstance(answer, dict):
        return []
    found = [pair for value in answer.values() for pair in _values(value, field)]
    return [*found, (answer, answer[field])] if field in answer else found


def _are_percentages(answer: Any, field: str) -> bool:
    """Whether all values are from 0 to 100, at least one is above 10, so that they are no scale of ten, and none is a
    fraction of 1."""
    numbers = [value for _, value in _values(answer, field)]
    if not all(isinstance(n, int | float) and not isinstance(n, bool) and 0 <= n <= 100 for n in numbers):
        return False
    return any(n > 10 for n in numbers) and not any(0 < n < 1 for n in numbers)


def _replace_all(answer: Any, field: str) -> bool:
    numbers = _values(answer, field)
    if not any(number > 1 for _, number in numbers):  # they were corrected with the first of them
        return True
    for owner, number in numbers:
        owner[field] = number / 100
    return True


def _replace(answer: Any, place: Sequence[int | str], value: Any) -> bool:
    owner = answer
    try:
        for part in place[:-1]:
            owner = owner[part]
        owner[place[-1]] = value
    except (LookupError, TypeError):
        return False
    return True
