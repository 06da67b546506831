"""Reads the message, the code and the status in an error body, whatever form the provider gives it."""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

MAX_MESSAGE_CHARS = 160
MAX_READ_CHARS = 4_000  # an error message that is longer says nothing more
MAX_DEPTH = 8
MAX_MESSAGES = 12
TEXT_FIELDS = ("message", "msg", "error_msg", "status_msg", "detail", "error", "errors", "title", "raw")
GROUP_FIELDS = ("error", "errors", "detail", "metadata", "base_resp", "data")
CODE_FIELDS = ("code", "status", "status_code", "error_code", "type", "error_type", "__type")
VAGUE_MESSAGES = ("provider returned error", "error", "bad request", "not found", "")
STATUS_OF_NAME = {
    "rate_limit": 429,
    "too_many_requests": 429,
    "resource_exhausted": 429,
    "quota": 429,
    "authentication": 401,
    "unauthenticated": 401,
    "invalid_api_key": 401,
    "permission": 403,
    "not_found": 404,
    "overloaded": 503,
    "unavailable": 503,
    "timeout": 503,
    "server_error": 503,
    "internal": 503,
    "invalid_request": 400,
    "invalid_argument": 400,
    "badrequest": 400,
}
_TITLE = re.compile(r"<title[^<>]{0,100}>([^<>]{0,200})<", re.IGNORECASE)


class ErrorMessage(NamedTuple):
    """`text` is the provider's own message in one short line, `words` all its messages and codes in lower case, without
    the parts of the request that some servers repeat. `status` is the HTTP status that the body names, or None."""

    text: str
    words: str
    status: int | None = None


def read_error(body: bytes) -> ErrorMessage:
    text = body.decode("utf-8-sig", "replace")
    if looks_like_html(text):
        found = _TITLE.search(text[:MAX_READ_CHARS])
        title = error_line(found[1] if found else "") or "a web page"
        return ErrorMessage(title, title.lower())
    try:
        return _describe(json.loads(text), text)
    except (ValueError, RecursionError):
        return ErrorMessage(error_line(text), text[:MAX_READ_CHARS].lower())


def _describe(error: Any, text: str) -> ErrorMessage:
    """`error` is the parsed body `text`."""
    messages = list(islice(_messages(error, MAX_DEPTH), MAX_MESSAGES))
    message = next((m for m in messages if m.strip(" .!").lower() not in VAGUE_MESSAGES), "") or "".join(messages[:1])
    codes = list(islice(_codes(error, MAX_DEPTH), MAX_MESSAGES))
    words = " ".join([*(messages or [text[:MAX_READ_CHARS]]), *map(str, codes)]).lower()
    return ErrorMessage(error_line(message or text), words, _status(codes))


def looks_like_html(text: str) -> bool:
    start = text[:MAX_READ_CHARS].lstrip().lower()
    return start.startswith(("<!doctype", "<html", "<head", "<body", "<?xml"))


def _messages(value: Any, depth: int) -> Iterator[str]:
    """The texts under the fields that hold messages, the outer ones first. A provider behind a router often gives its
    message as JSON in a text."""
    if isinstance(value, str):
        yield from _messages_in(value, depth)
    elif isinstance(value, list) and depth:
        for item in value[:3]:
            yield from _messages(item, depth - 1)
    elif isinstance(value, Mapping) and depth:
        for name in dict.fromkeys((*TEXT_FIELDS, *GROUP_FIELDS)):
            yield from _messages(value.get(name), depth - 1)


def _messages_in(text: str, depth: int) -> Iterator[str]:
    if depth and text.lstrip().startswith("{") and len(text) <= MAX_READ_CHARS:
        try:
            yield from _messages(json.loads(text), depth - 1)
            return
        except (ValueError, RecursionError):
            pass
    yield text


def _codes(value: Any, depth: int) -> Iterator[str | int]:
    if isinstance(value, list) and value and depth:
        yield from _codes(value[0], depth - 1)
    elif isinstance(value, Mapping) and depth:
        yield from (value[name] for name in CODE_FIELDS if isinstance(value.get(name), str | int))
        for name in GROUP_FIELDS:
            yield from _codes(value.get(name), depth - 1)


def _status(codes: list[str | int]) -> int | None:
    numbers = (int(str(code)) for code in codes if re.fullmatch(r"[45][0-9]{2}", str(code)))
    names = (re.sub(r"(?<=[a-z])(?=[A-Z])", "_", str(code)).lower().replace("-", "_") for code in codes)
    named = (status for name in names for part, status in STATUS_OF_NAME.items() if part in name)
    return next(numbers, None) or next(named, None)


def error_line(text: str) -> str:
    """One short line of a text that a server wrote."""
    return " ".join(text[:MAX_READ_CHARS].split())[:MAX_MESSAGE_CHARS]
