"""The errors of language models by kind."""

from enum import StrEnum

from domain.errors import OperationError


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
