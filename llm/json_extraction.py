"""Finds the answer in what a model wrote around it."""

import json
from collections.abc import Iterator
from typing import Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

T = TypeVar("T", bound=BaseModel)
STARTS = 64
FAULTS = 8


class Extracted(NamedTuple, Generic[T]):
    """Either the one value that the text holds, or what is wrong with it, for the model to read."""

    value: T | None
    wrong: str


def extract_json(text: str, schema: type[T]) -> Extracted[T]:
    """Text that holds two different valid answers holds none: one of them may be somebody else's, repeated."""
    values: list[T] = []
    wrong = "it holds no whole JSON object"
    for found in [text.strip()] if _whole(text) else list(_objects(text)):
        try:
            value = schema.model_validate_json(found)
        except ValidationError as error:
            wrong = _told(error)
        else:
            values += [value] if value not in values else []
    if len(values) > 1:
        return Extracted(None, "it holds more than one answer")
    return Extracted(values[0], "") if values else Extracted(None, wrong)


def _whole(text: str) -> bool:
    return 0 < _end(text.strip(), 0) == len(text.strip())


def _objects(text: str) -> Iterator[str]:
    """The outermost JSON objects of a text, from the first on; one that is never closed is passed over."""
    at = 0
    for _ in range(STARTS):
        start = text.find("{", at)
        if start < 0:
            return
        end = _end(text, start)
        if end:
            yield text[start:end]
        at = end or start + 1


def _end(text: str, start: int) -> int:
    """Where the JSON object that begins at `start` ends; 0 where none does."""
    try:
        value, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return 0
    return end if isinstance(value, dict) else 0


def _told(error: ValidationError) -> str:
    """Paths and messages, without the values: those are the model's own."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    told = [f"{'.'.join(map(str, fault['loc'])) or 'the answer'}: {fault['msg']}" for fault in faults[:FAULTS]]
    return "; ".join([*told, *([f"and {len(faults) - FAULTS} more"] if len(faults) > FAULTS else [])])
