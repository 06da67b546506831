"""Errors as problem+json (RFC 9457): a stable `type`, a title and what to do, never a stack trace."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any, Literal, get_args

from asgi_correlation_id import correlation_id
from fastapi import HTTPException
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from domain.education import EducationMessage
from domain.review import Review, version_name
from store.errors import LetterConflict, ReviewConflict
from tracing.spans import log_fields

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:clausewise:problem:"
Kind = Literal[
    "busy",
    "conflict",
    "forbidden",
    "internal-error",
    "invalid-cursor",
    "invalid-request",
    "malformed-json",
    "malformed-request",
    "method-not-allowed",
    "not-found",
    "payload-too-large",
    "precondition-required",
    "request-timeout",
    "too-many-requests",
    "unauthenticated",
    "unavailable",
    "unprocessable",
    "unsupported-media-type",
]
Type = Annotated[str, Field(json_schema_extra={"enum": [TYPE_PREFIX + kind for kind in get_args(Kind)]})]
MAX_ERRORS = 20
PROBLEM_SCHEMA = {"schema": {"$ref": "#/components/schemas/Problem"}}


class FieldError(BaseModel):
    """`where` is the place in the request, such as `body.content.0.text`."""

    where: str
    message: str


class VersionConflict(BaseModel):
    """`current_version`: what `If-Match` names to answer the decision as it is now. `reviews_since`: what the caller
    did not know, oldest first; those that were undone have `undone_at`. `letter_version`: what a review names to
    release the edited `letter`."""

    current_version: str | None = None
    reviews_since: tuple[Review, ...] | None = None
    letter_version: str | None = None
    letter: EducationMessage | None = None


NO_CONFLICT, CONFLICT = VersionConflict(), tuple(VersionConflict.model_fields)


class Problem(VersionConflict):
    """`type` is stable; `errors` lists the invalid parts of the request. `request_id` and `trace_id` are those of the
    log lines about the request; the second is there only while a trace is recorded. Only a review that answers an older
    version, or would release a letter that its author has not read, has the other members."""

    type: Type
    title: str
    status: int
    detail: str
    errors: list[FieldError] = []
    request_id: str | None = None
    trace_id: str | None = None


OPTIONAL = (*CONFLICT, "request_id", "trace_id")


class ApiError(HTTPException):
    """Ends the request with a problem; `headers` are added to the answer."""

    def __init__(
        self,
        status: int,
        kind: Kind,
        detail: str,
        headers: Mapping[str, str] | None = None,
        errors: Sequence[FieldError] = (),
        conflict: VersionConflict = NO_CONFLICT,
    ) -> None:
        super().__init__(status, detail, headers)
        self.kind, self.errors, self.conflict = kind, list(errors), conflict


class ProblemResponse(JSONResponse):
    media_type = MEDIA_TYPE

    def render(self, content: Any) -> bytes:
        """A lone surrogate, which a request may repeat in a name, stays the escape that it was."""
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode("utf-8", "backslashreplace")


def not_found(detail: str) -> ApiError:
    return ApiError(404, "not-found", detail)


def problem(
    status: int,
    kind: Kind,
    detail: str,
    errors: list[FieldError] | None = None,
    conflict: VersionConflict = NO_CONFLICT,
) -> Problem:
    return Problem(
        type=TYPE_PREFIX + kind,
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        errors=errors or [],
        request_id=correlation_id.get(),
        trace_id=log_fields().get("trace_id"),
        **{name: getattr(conflict, name) for name in CONFLICT},
    )


def problem_response(
    status: int,
    kind: Kind,
    detail: str,
    *,
    errors: list[FieldError] | None = None,
    headers: Mapping[str, str] | None = None,
    conflict: VersionConflict = NO_CONFLICT,
) -> JSONResponse:
    return ProblemResponse(members(problem(status, kind, detail, errors, conflict)), status, headers)


def members(shown: Problem) -> dict[str, Any]:
    return shown.model_dump(mode="json", exclude={name for name in OPTIONAL if getattr(shown, name) is None})


def error_response(error: ApiError) -> JSONResponse:
    return problem_response(
        error.status_code,
        error.kind,
        error.detail,
        errors=error.errors,
        headers=error.headers,
        conflict=error.conflict,
    )


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems of a route, for the OpenAPI document."""
    return {
        status: {"model": Problem, "content": {MEDIA_TYPE: PROBLEM_SCHEMA}, "description": HTTPStatus(status).phrase}
        for status in statuses
    }


def validation_problem(errors: Sequence[Mapping[str, Any]]) -> ApiError:
    """`errors` are those of pydantic."""
    shown = [
        FieldError(where=".".join(map(str, fault["loc"])), message=fault["msg"].removeprefix("Value error, "))
        for fault in errors[:MAX_ERRORS]
    ]
    detail = "the request does not match the documented schema: see errors"
    return ApiError(422, "invalid-request", detail, errors=shown)


def letter_conflict(error: LetterConflict) -> VersionConflict:
    return VersionConflict(letter_version=error.letter.version, letter=error.letter.message)


def version_conflict(error: ReviewConflict) -> VersionConflict:
    if error.state is None:
        return NO_CONFLICT
    current = version_name(error.state.decision_id, error.state.version)
    return VersionConflict(current_version=current, reviews_since=error.since)
