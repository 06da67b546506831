"""What a server means when it does not answer 200."""

import json
from collections.abc import Callable
from typing import NamedTuple

from llm.errors import Failing, LlmError

SHORT = 160
NOT_NOW = {408, 409, 425, 429}
FORM_WORDS = ("response_format", "json_schema", "json_object", "structured output", "grammar")
LONG_WORDS = ("context_length", "context length", "context window", "context size", "maximum context", "too long")
MODEL_WORDS = ("model_not_found", "model not found", "unknown model", "no such model", "does not exist")


class Complaint(NamedTuple):
    """`said` is the server's word in one short line, `words` all of it in small letters."""

    status: int
    path: str
    said: str
    words: str

    def mentions(self, *words: str) -> bool:
        return any(word in self.words for word in words)


def passing(status: int, body: bytes) -> bool:
    """Whether the same request may go better in a moment: an empty purse does not fill by waiting."""
    return (status in NOT_NOW or status >= 500) and status != 501 and b"insufficient_quota" not in body


def failure(status: int, path: str, body: bytes) -> LlmError:
    complaint = _complaint(status, path, body)
    return next(make(complaint) for applies, make in MEANINGS if applies(complaint))


def _complaint(status: int, path: str, body: bytes) -> Complaint:
    text = body.decode("utf-8", "replace")
    return Complaint(status, path, " ".join(_message(text).split())[:SHORT], text.lower())


def _message(text: str) -> str:
    """The message in `{"error": {"message": …}}` and the like, else the whole text."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return text
    error = told.get("error", told) if isinstance(told, dict) else told
    message = error.get("message", error) if isinstance(error, dict) else error
    return message if isinstance(message, str) else text


def _unauthorised(complaint: Complaint) -> LlmError:
    return LlmError(
        Failing.UNAUTHORISED,
        f"the model server answered {complaint.status}: "
        "set OPENAI_API_KEY or CLAUSEWISE_LLM__API_KEY to a key that it accepts",
    )


def _rate_limited(complaint: Complaint) -> LlmError:
    cure = (
        "the account has no credit left" if complaint.mentions("insufficient_quota") else "ask less at once, or later"
    )
    return LlmError(Failing.RATE_LIMITED, f"the model server answered 429: {cure}")


def _unavailable(complaint: Complaint) -> LlmError:
    return LlmError(Failing.UNAVAILABLE, f"the model server answered {complaint.status} ({complaint.said}): try later")


def _unknown_model(complaint: Complaint) -> LlmError:
    return LlmError(
        Failing.UNKNOWN_MODEL,
        f"the server does not know the model ({complaint.said}): "
        "set CLAUSEWISE_LLM__CHAT_MODEL and CLAUSEWISE_LLM__DECISIONS_MODEL to models it has",
    )


def _no_endpoint(complaint: Complaint) -> LlmError:
    return LlmError(
        Failing.NO_ENDPOINT,
        f"the server has no {complaint.path} ({complaint.status}): check CLAUSEWISE_LLM__BASE_URL; "
        "for a server without decisions, set CLAUSEWISE_LLM__DECISIONS_MODEL to nothing",
    )


def _too_long(complaint: Complaint) -> LlmError:
    return LlmError(Failing.TOO_LONG, f"the question is longer than the model can read ({complaint.said})")


def _no_answer_form(complaint: Complaint) -> LlmError:
    return LlmError(Failing.NO_ANSWER_FORM, f"the server does not take this answer form ({complaint.said})")


def _rejected(complaint: Complaint) -> LlmError:
    return LlmError(Failing.REJECTED, f"the model server answered {complaint.status}: {complaint.said}")


MEANINGS: tuple[tuple[Callable[[Complaint], bool], Callable[[Complaint], LlmError]], ...] = (
    (lambda it: it.status in (401, 403), _unauthorised),
    (lambda it: it.status == 429, _rate_limited),
    (lambda it: it.status in (400, 404, 422) and it.mentions(*MODEL_WORDS), _unknown_model),
    (lambda it: it.status in (404, 405, 501), _no_endpoint),
    (lambda it: it.status == 413 or it.mentions(*LONG_WORDS), _too_long),
    (lambda it: it.status in (400, 422, 500) and it.mentions(*FORM_WORDS), _no_answer_form),
    (lambda it: it.status >= 500 or it.status in NOT_NOW, _unavailable),
    (lambda it: True, _rejected),
)
