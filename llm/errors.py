"""What can go wrong between us and a model, each by a name of its own."""

from enum import StrEnum

from domain.errors import OperationError


class Failing(StrEnum):
    """The first group wants another setting, the second another time, the third another answer."""

    NOT_CONFIGURED = "not_configured"
    UNAUTHORISED = "unauthorised"
    UNKNOWN_MODEL = "unknown_model"
    NO_ENDPOINT = "no_endpoint"
    NO_ANSWER_FORM = "no_answer_form"
    TOO_LONG = "too_long"
    REJECTED = "rejected"

    UNREACHABLE = "unreachable"
    UNAVAILABLE = "unavailable"
    RATE_LIMITED = "rate_limited"
    TIMED_OUT = "timed_out"
    OVER_BUDGET = "over_budget"

    REFUSED = "refused"
    TRUNCATED = "truncated"
    OVERSIZED = "oversized"
    GARBLED = "garbled"
    UNPARSABLE = "unparsable"


OF_SETTINGS = frozenset(
    {Failing.NOT_CONFIGURED, Failing.UNAUTHORISED, Failing.UNKNOWN_MODEL, Failing.NO_ENDPOINT, Failing.UNREACHABLE}
)  # what every other question would meet too, until somebody mends it


FOR_THE_WHOLE_CASE = frozenset(
    {Failing.UNAUTHORISED, Failing.UNREACHABLE, Failing.TIMED_OUT, Failing.OVER_BUDGET}
)  # what the next question of the same case would meet too


class LlmError(OperationError):
    """No message holds the key, nor more of a server's own words than one short line."""

    def __init__(self, kind: Failing, message: str) -> None:
        super().__init__(message)
        self.kind = kind
