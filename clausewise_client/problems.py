"""What went wrong as an exception: one class for each `type` of the API's problem+json (RFC 9457)."""

import json
from collections.abc import Mapping
from typing import Any

TYPE_PREFIX = "urn:clausewise:problem:"
MAX_TEXT_CHARS = 200
MAX_ERRORS = 5


class ServiceUnreachable(Exception):
    """No answer came, after all attempts. Whether the service acted is not known unless the call has an idempotency
    key: repeat it with the same one."""


class Problem(Exception):
    """The service refused. `kind` is the stable end of `type`, such as `not-found`. `errors` name the invalid parts of
    the request. `members`: all of the problem, such as `current_version` of a conflict. Text of a proxy that is no
    problem+json is in `detail`."""

    kind = "unknown"

    def __init__(self, status: int, members: Mapping[str, Any], request_id: str | None) -> None:
        self.status, self.members, self.request_id = status, members, request_id
        self.type = str(members.get("type", "about:blank"))
        self.title, self.detail = str(members.get("title", "")), str(members.get("detail", ""))
        self.errors = _field_errors(members.get("errors"))
        parts = "".join(f"; {error['where']}: {error['message']}" for error in self.errors[:MAX_ERRORS])
        super().__init__(f"{status} {self.type}: {self.detail}{parts}")


def _field_errors(errors: object) -> list[dict[str, str]]:
    """Whatever a proxy or a newer service sent."""
    found = [one for one in errors if isinstance(one, dict)] if isinstance(errors, list) else []
    return [{"where": str(one.get("where", "")), "message": str(one.get("message", ""))} for one in found]


class Busy(Problem):
    kind = "busy"


class Conflict(Problem):
    kind = "conflict"


class Forbidden(Problem):
    kind = "forbidden"


class InternalError(Problem):
    kind = "internal-error"


class InvalidCursor(Problem):
    kind = "invalid-cursor"


class InvalidRequest(Problem):
    kind = "invalid-request"


class MalformedJson(Problem):
    kind = "malformed-json"


class MalformedRequest(Problem):
    kind = "malformed-request"


class MethodNotAllowed(Problem):
    kind = "method-not-allowed"


class NotFound(Problem):
    kind = "not-found"


class PayloadTooLarge(Problem):
    kind = "payload-too-large"


class PreconditionRequired(Problem):
    kind = "precondition-required"


class RequestTimeout(Problem):
    kind = "request-timeout"


class TooManyRequests(Problem):
    kind = "too-many-requests"


class Unauthenticated(Problem):
    kind = "unauthenticated"


class Unavailable(Problem):
    kind = "unavailable"


class Unprocessable(Problem):
    kind = "unprocessable"


class UnsupportedMediaType(Problem):
    kind = "unsupported-media-type"


KINDS = {known.kind: known for known in Problem.__subclasses__()}


def problem_of(status: int, headers: Mapping[str, str], body: bytes) -> Problem:
    """Of an answer of 400 or more. A kind that a newer service has is a plain Problem."""
    try:
        members = json.loads(body)
    except ValueError:
        members = None
    if not isinstance(members, dict):
        members = {"detail": body[:MAX_TEXT_CHARS].decode("utf-8", "replace")}
    kind = str(members.get("type", "")).removeprefix(TYPE_PREFIX)
    return KINDS.get(kind, Problem)(status, members, headers.get("x-request-id"))
