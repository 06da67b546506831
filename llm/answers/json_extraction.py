"""Extracts the one answer from a model's text, whatever the model wrote around it.

Reasoning is set aside. An object inside a broken object never counts, because it may be a quotation.
"""

import json
from collections.abc import Iterator
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from llm.answers.objects import BROKEN, FoundObjects, find_objects
from llm.answers.repairs import list_field, repair
from text.linear_patterns import linear_pattern

T = TypeVar("T", bound=BaseModel)
MAX_ERRORS = 8
MAX_REPAIR_ROUNDS = 2  # "85" becomes 85, and then .85
EMPTY = "it is empty"
NO_OBJECT = "it contains no complete JSON object"
NO_ANSWER = "it contains reasoning and no answer after it"
SEVERAL_ANSWERS = "it contains more than one answer"
NOT_CLOSED = "its reasoning is not closed and contains more than one answer"
CALL_FIELDS = ("tool_calls", "function", "function_call")
ARGUMENT_FIELDS = ("arguments", "parameters", "args", "input")
FENCED = linear_pattern(r"(?s)\s*(?:```[a-z]*\s)?\s*(?P<json>[\[\x22].*[\]\x22])\s*(?:```)?\s*", ignore_case=True)


class ExtractedJson(NamedTuple, Generic[T]):
    """Either the value, or an error message for the model."""

    value: T | None
    error: str


def extract_json(text: str, schema: type[T]) -> ExtractedJson[T]:
    """A text with two different valid answers has no value: one of them may be repeated from the content."""
    if not text.strip():
        return ExtractedJson(None, EMPTY)
    text = _opened(text, schema)
    found = find_objects(text)
    if found.reasoning is None or found.objects or found.problem:
        return _answer(found, schema)
    return _answer_in_reasoning(found, schema)


def _opened(text: str, schema: type[BaseModel]) -> str:
    """The text that a JSON text holds, and the object that a list alone stands for."""
    found = FENCED.fullmatch(text)
    try:
        value = json.loads(found["json"]) if found else None
    except (ValueError, RecursionError):
        return text
    if isinstance(value, str):
        return value
    name = list_field(schema)
    items = value if isinstance(value, list) else []
    is_answer = bool(name and items) and all(isinstance(item, dict) and name not in item for item in items)
    return json.dumps({name: items}) if is_answer else text


def _answer_in_reasoning(found: FoundObjects, schema: type[T]) -> ExtractedJson[T]:
    """Some servers put the answer into the reasoning, and some models do not close it. The last words of the reasoning
    may be the answer, if nothing else in it is one."""
    reasoning = found.reasoning or ""
    extracted = _answer(find_objects(reasoning, marks=False), schema)
    if extracted.error == SEVERAL_ANSWERS:
        return ExtractedJson(None, NOT_CLOSED if found.is_open else NO_ANSWER)
    at_end = reasoning.rstrip("` \n\t").endswith("}")
    return extracted if extracted.value is not None and at_end else ExtractedJson(None, NO_ANSWER)


def _answer(found: FoundObjects, schema: type[T]) -> ExtractedJson[T]:
    values: list[T] = []
    message = found.problem or NO_OBJECT
    for candidate in found.objects:
        valid, message = _validated(candidate, schema)
        values += [value for value in valid if value not in values]
    if len(values) > 1:
        return ExtractedJson(None, SEVERAL_ANSWERS)
    return ExtractedJson(values[0], "") if values else ExtractedJson(None, message)


def _validated(candidate: dict[str, Any], schema: type[T]) -> tuple[list[T], str]:
    """The values of the object, else of the objects that it wraps, and the error of the object."""
    try:
        return [_valid(candidate, schema)], ""
    except ValidationError as error:
        message = _summary(error)
    except RecursionError:
        return [], BROKEN
    values = []
    for inner in _wrapped(candidate):
        try:
            values.append(_valid(inner, schema))
        except (ValidationError, RecursionError):
            continue
    return values, message


def _valid(candidate: Any, schema: type[T]) -> T:
    """The value, with its values in another form corrected. Raises ValidationError, RecursionError."""
    for _ in range(MAX_REPAIR_ROUNDS):
        try:
            return schema.model_validate_json(json.dumps(candidate))
        except ValidationError as error:
            if not isinstance(candidate, dict) or not repair(candidate, error):
                raise
    return schema.model_validate_json(json.dumps(candidate))


def _wrapped(wrapper: dict[str, Any]) -> Iterator[Any]:
    """The objects one level below the wrapper, and the arguments of a call of a tool, which may be a text."""
    for name, value in wrapper.items():
        inner = value[0] if isinstance(value, list) and len(value) == 1 else value
        if isinstance(inner, str) and name in ARGUMENT_FIELDS:
            yield from find_objects(inner, marks=False).objects
        elif isinstance(inner, dict):
            yield inner
            if name in CALL_FIELDS:
                yield from _wrapped(inner)


def _summary(error: ValidationError) -> str:
    """Paths and messages, without the values, because the model wrote those."""
    errors = error.errors(include_url=False, include_context=False, include_input=False)
    lines = [f"{'.'.join(map(str, item['loc'])) or 'the answer'}: {item['msg']}" for item in errors[:MAX_ERRORS]]
    return "; ".join([*lines, *([f"and {len(errors) - MAX_ERRORS} more"] if len(errors) > MAX_ERRORS else [])])
