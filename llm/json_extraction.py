"""Extracts the JSON object from a model's text, whatever the model wrote around it."""

import json
from collections.abc import Iterator
from typing import Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

T = TypeVar("T", bound=BaseModel)
MAX_CANDIDATES = 64
MAX_ERRORS = 8


class ExtractedJson(NamedTuple, Generic[T]):
    """Either the value, or an error message for the model."""

    value: T | None
    error: str


def extract_json(text: str, schema: type[T]) -> ExtractedJson[T]:
    """A text with two different valid answers has no value: one of them may be repeated from the content."""
    values: list[T] = []
    message = "it contains no complete JSON object"
    for candidate in [text.strip()] if _is_object(text) else list(_objects(text)):
        try:
            value = schema.model_validate_json(candidate)
        except ValidationError as error:
            message = _summary(error)
        else:
            values += [value] if value not in values else []
    if len(values) > 1:
        return ExtractedJson(None, "it contains more than one answer")
    return ExtractedJson(values[0], "") if values else ExtractedJson(None, message)


def _is_object(text: str) -> bool:
    return 0 < _object_end(text.strip(), 0) == len(text.strip())


def _objects(text: str) -> Iterator[str]:
    """The outermost JSON objects of a text, in order. An object that is never closed is skipped."""
    position = 0
    for _ in range(MAX_CANDIDATES):
        start = text.find("{", position)
        if start < 0:
            return
        end = _object_end(text, start)
        if end:
            yield text[start:end]
        position = end or start + 1


def _object_end(text: str, start: int) -> int:
    """The end offset of the JSON object that starts at `start`; 0 if there is none."""
    try:
        value, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return 0
    return end if isinstance(value, dict) else 0


def _summary(error: ValidationError) -> str:
    """Paths and messages, without the values, because the model wrote those."""
    errors = error.errors(include_url=False, include_context=False, include_input=False)
    lines = [f"{'.'.join(map(str, item['loc'])) or 'the answer'}: {item['msg']}" for item in errors[:MAX_ERRORS]]
    return "; ".join([*lines, *([f"and {len(errors) - MAX_ERRORS} more"] if len(errors) > MAX_ERRORS else [])])
