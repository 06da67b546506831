"""Facts of a case: named JSON values of bounded depth, with readable text and finite numbers."""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, JsonValue

from domain.plain_text import check_text

MAX_FACT_DEPTH = 32  # checks and prompts read facts by recursion; a fact of a post needs a few levels


def check_depth(fact: Any) -> Any:
    """Raises ValueError if the value has lists and objects within too many others."""
    level, depth = [fact], 0
    while level:
        if depth == MAX_FACT_DEPTH:
            raise ValueError(f"lists and objects within more than {depth} others: give the fact a flatter form")
        level, depth = [inner for value in level for inner in _inner_values(value)], depth + 1
    return fact


def check_fact(fact: JsonValue) -> JsonValue:
    """Raises ValueError if the value has NaN, infinity or a control character at any depth."""
    for value in values_of(fact):
        match value:
            case float() if not math.isfinite(value):
                raise ValueError(
                    f"{value} is not a valid number: give a finite number, or leave the fact out if it is unknown"
                )
            case str():
                check_text(value)
            case Mapping():
                check_text(" ".join(value))
    return fact


def values_of(*facts: JsonValue) -> Iterator[JsonValue]:
    """The values and all values in them."""
    unvisited = [*facts]
    while unvisited:
        value = unvisited.pop()
        yield value
        unvisited += _inner_values(value)


def _inner_values(fact: JsonValue) -> Iterable[JsonValue]:
    match fact:
        case Mapping():
            return fact.values()
        case list():
            return fact
    return ()


def characters_of(fact: JsonValue) -> int:
    """Of the value itself and of the names in it; the values in it are not counted."""
    match fact:
        case str():
            return len(fact)
        case Mapping():
            return sum(map(len, fact))
        case int():
            return 1 + fact.bit_length() // 3
    return 1


Fact = Annotated[JsonValue, BeforeValidator(check_depth), AfterValidator(check_fact)]
