"""Errors of model servers by kind, and the conversion of HTTP error responses to them."""

import json
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from domain.errors import OperationError

MAX_MESSAGE_CHARS = 160
RETRYABLE_STATUSES = {408, 409, 425, 429}
FORMAT_WORDS = ("response_format", "json_schema", "json_object", "structured output", "grammar")
LENGTH_WORDS = ("context_length", "context length", "context window", "context size", "maximum context", "too long")
MODEL_WORDS = ("model_not_found", "model not found", "unknown model", "no such model", "does not exist")


class LlmErrorKind(StrEnum):
    """The first group needs another setting, the second another time, the third another answer."""

    NOT_CONFIGURED = "not_configured"
    UNAUTHORISED = "unauthorised"
    UNKNOWN_MODEL = "unknown_model"
    ENDPOINT_MISSING = "endpoint_missing"
    RESPONSE_FORMAT_UNSUPPORTED = "response_format_unsupported"
    PROMPT_TOO_LONG = "prompt_too_long"
    REJECTED = "rejected"

    UNREACHABLE = "unreachable"
    UNAVAILABLE = "unavailable"
    RATE_LIMITED = "rate_limited"
    TIMED_OUT = "timed_out"
    OVER_BUDGET = "over_budget"

    REFUSED = "refused"
    TRUNCATED = "truncated"
    RESPONSE_TOO_LARGE = "response_too_large"
    INVALID_RESPONSE = "invalid_response"
    UNPARSABLE_OUTPUT = "unparsable_output"


CONFIGURATION_ERRORS = frozenset(
    {
        LlmErrorKind.NOT_CONFIGURED,
        LlmErrorKind.UNAUTHORISED,
        LlmErrorKind.UNKNOWN_MODEL,
        LlmErrorKind.ENDPOINT_MISSING,
        LlmErrorKind.UNREACHABLE,
    }
)  # every request fails like this until the operator changes something


CASE_WIDE_ERRORS = frozenset(
    {LlmErrorKind.UNAUTHORISED, LlmErrorKind.UNREACHABLE, LlmErrorKind.TIMED_OUT, LlmErrorKind.OVER_BUDGET}
)  # the next request of the same case would fail like this too


class LlmError(OperationError):
    """The message never contains the API key, and at most one short line of the server's own text."""

    def __init__(self, kind: LlmErrorKind, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def invalid_response(error: Exception) -> LlmError:
    return LlmError(
        LlmErrorKind.INVALID_RESPONSE,
        f"the model server's answer is not in OpenAI's format ({type(error).__name__}): "
        "is CLAUSEWISE_LLM__BASE_URL the address of an OpenAI-compatible server, such as http://127.0.0.1:8080/v1?",
    )


class ErrorResponse(NamedTuple):
    """`message` is the server's message in one short line, `text` the whole body in lower case."""

    status: int
    path: str
    message: str
    text: str

    def mentions(self, *words: str) -> bool:
        return any(word in self.text for word in words)


def is_transient(status: int, body: bytes) -> bool:
    """Whether the same request may succeed later. An account without credit does not recover by waiting."""
    return (status in RETRYABLE_STATUSES or status >= 500) and status != 501 and b"insufficient_quota" not in body


def error_from_response(status: int, path: str, body: bytes) -> LlmError:
    text = body.decode("utf-8", "replace")
    response = ErrorResponse(status, path, " ".join(_message(text).split())[:MAX_MESSAGE_CHARS], text.lower())
    return next(make(response) for applies, make in _RULES if applies(response))


def _message(text: str) -> str:
    """The message in `{"error": {"message": …}}` and similar forms, else the whole text."""
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return text
    error = body.get("error", body) if isinstance(body, dict) else body
    message = error.get("message", error) if isinstance(error, dict) else error
    return message if isinstance(message, str) else text


def _unauthorised(response: ErrorResponse) -> LlmError:
    return LlmError(
        LlmErrorKind.UNAUTHORISED,
        f"the model server answered {response.status}: "
        "set OPENAI_API_KEY or CLAUSEWISE_LLM__API_KEY to a key that it accepts",
    )


def _rate_limited(response: ErrorResponse) -> LlmError:
    no_credit = response.mentions("insufficient_quota")
    advice = "the account has no credit left" if no_credit else "send fewer requests at once, or try later"
    return LlmError(LlmErrorKind.RATE_LIMITED, f"the model server answered 429: {advice}")


def _unavailable(response: ErrorResponse) -> LlmError:
    return LlmError(
        LlmErrorKind.UNAVAILABLE, f"the model server answered {response.status} ({response.message}): try later"
    )


def _unknown_model(response: ErrorResponse) -> LlmError:
    return LlmError(
        LlmErrorKind.UNKNOWN_MODEL,
        f"the server does not know the model ({response.message}): "
        "set CLAUSEWISE_LLM__CHAT_MODEL and CLAUSEWISE_LLM__DECISIONS_MODEL to models it has",
    )


def _endpoint_missing(response: ErrorResponse) -> LlmError:
    return LlmError(
        LlmErrorKind.ENDPOINT_MISSING,
        f"the server has no {response.path} ({response.status}): check CLAUSEWISE_LLM__BASE_URL; "
        "for a server without the Decisions API, set CLAUSEWISE_LLM__DECISIONS_MODEL to an empty value",
    )


def _prompt_too_long(response: ErrorResponse) -> LlmError:
    return LlmError(LlmErrorKind.PROMPT_TOO_LONG, f"the prompt is longer than the model's context ({response.message})")


def _format_unsupported(response: ErrorResponse) -> LlmError:
    return LlmError(
        LlmErrorKind.RESPONSE_FORMAT_UNSUPPORTED,
        f"the server does not support this response format ({response.message}): "
        "set CLAUSEWISE_LLM__RESPONSE_FORMAT to auto",
    )


def _rejected(response: ErrorResponse) -> LlmError:
    return LlmError(LlmErrorKind.REJECTED, f"the model server answered {response.status}: {response.message}")


_RULES: tuple[tuple[Callable[[ErrorResponse], bool], Callable[[ErrorResponse], LlmError]], ...] = (
    (lambda response: response.status in (401, 403), _unauthorised),
    (lambda response: response.status == 429, _rate_limited),
    (lambda response: response.status in (400, 404, 422) and response.mentions(*MODEL_WORDS), _unknown_model),
    (lambda response: response.status in (404, 405, 501), _endpoint_missing),
    (lambda response: response.status == 413 or response.mentions(*LENGTH_WORDS), _prompt_too_long),
    (lambda response: response.status in (400, 422, 500) and response.mentions(*FORMAT_WORDS), _format_unsupported),
    (lambda response: response.status >= 500 or response.status in RETRYABLE_STATUSES, _unavailable),
    (lambda response: True, _rejected),
)  # the first rule that applies
