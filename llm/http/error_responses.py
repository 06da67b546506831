"""Converts error responses to errors by kind: by the status, then by the many wordings of the providers."""

from collections.abc import Callable
from typing import NamedTuple

from llm.errors import LlmError, LlmErrorKind
from llm.http.error_messages import ErrorMessage, read_error
from net.retry import TransientError
from text.linear_patterns import linear_pattern

RETRYABLE_STATUSES = (408, 409, 425)
FORMAT_WORDS = linear_pattern(
    r"response_?(?:format|schema)|json[_ ](?:schema|object|mode|validate)|structured.?output|grammar|schema|samplers"
    r"|guided|failed_generation|endpoints found that (?:can handle|support)"
)
MODEL_WORDS = linear_pattern(
    r"(?:model|deployment)_?not_?(?:found|exist|available|open|supported)|(?:invalid|unknown|unavailable)_model"
    r"|(?:invalid|unknown|unrecogni[sz]ed|unavailable) (?:foundation |requested )?(?:model|deployment)"
    r"|models?\b.{0,160}(?:not (?:be )?(?:found|exist|available|loaded|deployed|recogni[sz]ed)|n't exist|unavailable"
    r"|identifier is invalid|decommissioned|deprecated|not supported (?:by any|for generatecontent))"
    r"|requested model (?:.{0,100} )?is not supported|not a chat model"
    r"|(?:no such|unable to (?:access|find)|not (?:found|resolve|find|load|have access to)|n't (?:find|have access to)"
    r"|healthy deployments for|allowed to access|not a valid|failed to load|no) "
    r"(?:(?:the|this|a|real|foundation) ?){0,3}model|no endpoints found for"
    r"|endpoint with name .{0,100} not exist|deployment for this resource does not exist"
    r"|suitable handler for|not_found_error.{0,40}model:|model: .{0,100}not_found_error|llm provider not provided"
    r"|\u6a21\u578b\u4e0d\u5b58\u5728"
)
LENGTH_WORDS = linear_pattern(
    r"context_length|context.?window|context (?:length|size)|maximum (?:context|prompt|input)|max_prompt_tokens"
    r"|(?:prompt|input|request|message|sequence|question|body|text|tokens?)\b.{0,160}(?:too (?:long|large)"
    r"|longer than|exceed|greater than the|larger than|overflow|must be <=|should be \[|\u8d85\u957f)"
    r"|too many (?:input |prompt )?tokens|exceed.{0,80}token|reduce the length|tokens_limit_reached"
    r"|\u8d85\u957f|string_above_max_length"
)
ENDPOINT_WORDS = linear_pattern(
    r"unexpected endpoint|invalid url|(?:unknown|no such) (?:url|path|route|endpoint)|cannot post "
)
KEY_WORDS = linear_pattern(r"api[_ ]key[_ ](?:not valid|invalid)|(?:invalid|incorrect)[_ ]api[_ ]key|invalid token")
CREDIT_WORDS = linear_pattern(
    r"insufficient[_ ](?:quota|balance|credit|fund)|payment[_ ]required|(?:no|enough|sufficient) credits?\b"
    r"|billing|(?:credit|account) balance|balance is (?:too low|not enough|insufficient)|exceeded your current quota"
    r"|in arrears|\u4f59\u989d\u4e0d\u8db3|\u6b20\u8d39"
)
FILTER_WORDS = linear_pattern(
    r"content_?(?:filter|policy)|content management policy|responsible ?ai|data_?inspection|inappropriate content"
    r"|sensitive (?:content|word)|flagged as|safety (?:system|filter|setting)|moderation_blocked|prohibited.?content"
)


PASSING_WORDS = linear_pattern(r"unavailable|not available|loading|overload|capacity|busy")


class ErrorResponse(NamedTuple):
    """`location` is where a redirect leads."""

    status: int
    path: str
    message: ErrorMessage
    location: str = ""

    @property
    def in_brackets(self) -> str:
        """What the server says, such as ` (out of memory)`."""
        return f" ({self.message.text})" if self.message.text else ""


class TransientLlmError(LlmError, TransientError):
    """A failure that another attempt may not have."""

    def __init__(self, kind: LlmErrorKind, message: str, retry_after_s: float | None = None) -> None:
        super().__init__(kind, message)
        self.retry_after_s = retry_after_s


def error_from_response(status: int, path: str, body: bytes, location: str = "") -> LlmError:
    return error_from_message(status, path, read_error(body), location)


def error_from_message(status: int, path: str, message: ErrorMessage, location: str = "") -> LlmError:
    response = ErrorResponse(status, path, message, location)
    return next(make(response) for applies, make in _RULES if applies(response))


def _unauthorised(response: ErrorResponse) -> LlmError:
    cause = response.in_brackets if response.status == 403 else ""  # a message about a wrong key may repeat parts of it
    return LlmError(
        LlmErrorKind.UNAUTHORISED,
        f"the model server answered {response.status}{cause}: "
        "set OPENAI_API_KEY or CLAUSEWISE_LLM__API_KEY to a key that it accepts",
    )


def _proxy_unauthorised(response: ErrorResponse) -> LlmError:
    return LlmError(
        LlmErrorKind.UNREACHABLE,
        f"the proxy answered 407{response.in_brackets}: give a user name and a password in HTTPS_PROXY or HTTP_PROXY, "
        "or list the model server in NO_PROXY",
    )


def _no_credit(response: ErrorResponse) -> LlmError:
    return LlmError(
        LlmErrorKind.RATE_LIMITED,
        f"the model server answered {response.status}{response.in_brackets}: the account has no credit left",
    )


def _rate_limited(response: ErrorResponse) -> LlmError:
    return TransientLlmError(
        LlmErrorKind.RATE_LIMITED,
        f"the model server answered 429{response.in_brackets}: send fewer requests at once, or try later",
    )


def _redirected(response: ErrorResponse) -> LlmError:
    return LlmError(
        LlmErrorKind.ENDPOINT_MISSING,
        f"the model server answered {response.status} and redirects to {response.location[:200] or 'no address'}: "
        "redirects are not followed, set CLAUSEWISE_LLM__BASE_URL to the address that answers",
    )


def _refused(response: ErrorResponse) -> LlmError:
    return LlmError(LlmErrorKind.REFUSED, f"the provider's filter refused the question{response.in_brackets}")


def _format_unsupported(response: ErrorResponse) -> LlmError:
    return LlmError(
        LlmErrorKind.RESPONSE_FORMAT_UNSUPPORTED,
        f"the server does not support this response format{response.in_brackets}: "
        "set CLAUSEWISE_LLM__RESPONSE_FORMAT to auto",
    )


def _unknown_model(response: ErrorResponse) -> LlmError:
    return LlmError(LlmErrorKind.UNKNOWN_MODEL, f"the server does not know the model{response.in_brackets}")


def _prompt_too_long(response: ErrorResponse) -> LlmError:
    return LlmError(
        LlmErrorKind.PROMPT_TOO_LONG,
        f"the question is longer than the model can read{response.in_brackets}: "
        "lower CLAUSEWISE_LLM__MAX_PROMPT_TOKENS, use a model with a larger context, or set "
        "CLAUSEWISE_LLM__QUESTIONS=per_clause",
    )


def _endpoint_missing(response: ErrorResponse) -> LlmError:
    return LlmError(
        LlmErrorKind.ENDPOINT_MISSING,
        f"the server has no {response.path} ({response.status}): check CLAUSEWISE_LLM__BASE_URL; "
        "for a server without the Decisions API, set CLAUSEWISE_LLM__DECISIONS_MODEL to an empty value",
    )


def _unavailable(response: ErrorResponse) -> LlmError:
    return TransientLlmError(
        LlmErrorKind.UNAVAILABLE, f"the model server answered {response.status}{response.in_brackets}: try later"
    )


def _rejected(response: ErrorResponse) -> LlmError:
    return LlmError(LlmErrorKind.REJECTED, f"the model server answered {response.status}: {response.message.text}")


def _may_pass(response: ErrorResponse) -> bool:
    busy = response.status >= 500 and PASSING_WORDS.search(response.message.words)
    return response.status in RETRYABLE_STATUSES or bool(busy)


_Applies = Callable[[ErrorResponse], bool]
_RULES: tuple[tuple[_Applies, Callable[[ErrorResponse], LlmError]], ...] = (
    (lambda r: r.status == 401, _unauthorised),
    (lambda r: r.status == 407, _proxy_unauthorised),
    (lambda r: r.status == 402 or (r.status < 500 and bool(CREDIT_WORDS.search(r.message.words))), _no_credit),
    (lambda r: r.status == 429, _rate_limited),
    (lambda r: 300 <= r.status < 400, _redirected),
    (lambda r: r.status < 500 and bool(KEY_WORDS.search(r.message.words)), _unauthorised),
    (lambda r: r.status < 500 and bool(FILTER_WORDS.search(r.message.words)), _refused),
    (lambda r: r.status != 413 and bool(FORMAT_WORDS.search(r.message.words)), _format_unsupported),
    (lambda r: r.status < 500 and bool(ENDPOINT_WORDS.search(r.message.words)), _endpoint_missing),
    (lambda r: not _may_pass(r) and bool(MODEL_WORDS.search(r.message.words)), _unknown_model),
    (lambda r: r.status == 403, _unauthorised),
    (lambda r: r.status == 413 or (r.status != 404 and bool(LENGTH_WORDS.search(r.message.words))), _prompt_too_long),
    (lambda r: r.status in (404, 405, 410, 501), _endpoint_missing),
    (lambda r: r.status >= 500 or r.status in RETRYABLE_STATUSES, _unavailable),
    (lambda r: True, _rejected),
)  # the first rule that applies
