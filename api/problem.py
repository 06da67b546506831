"""Errors as problem+json (RFC 9457): a stable `type`, a title and what to do, never a stack trace."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from http import HTTPStatus
from typing import Annotated, Any, Literal, get_args

import structlog
from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException as StarletteHTTPException

from domain.errors import InputError, OperationError
from store.errors import (
    AppealConflict,
    BatchNotFound,
    CaseErased,
    DecisionConflict,
    IdempotencyKeyReused,
    MessageConflict,
    ReviewConflict,
    StoreBusy,
)

MEDIA_TYPE = "application/problem+json"
log = structlog.get_logger("clausewise.api")
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
    "request-timeout",
    "too-many-requests",
    "unauthenticated",
    "unavailable",
    "unprocessable",
    "unsupported-media-type",
]
FRAMEWORK_ERRORS: Mapping[int, Kind] = {400: "malformed-json", 404: "not-found", 405: "method-not-allowed"}
FRAMEWORK_DETAILS = {
    404: "there is no such path: /openapi.json lists all, none of them with a slash at its end",
    405: "this path does not take this method: Allow names those that it takes",
}
Type = Annotated[str, Field(json_schema_extra={"enum": [TYPE_PREFIX + kind for kind in get_args(Kind)]})]
MAX_ERRORS = 20
NOT_FOUND_ERRORS = (BatchNotFound,)
CONFLICTS = (AppealConflict, CaseErased, DecisionConflict, IdempotencyKeyReused, MessageConflict, ReviewConflict)


class FieldError(BaseModel):
    """`where` is the place in the request, such as `body.content.0.text`."""

    where: str
    message: str


class Problem(BaseModel):
    """`type` is stable; `errors` lists the invalid parts of the request."""

    type: Type
    title: str
    status: int
    detail: str
    errors: list[FieldError] = []


class ApiError(HTTPException):
    """Ends the request with a problem; `headers` are added to the answer."""

    def __init__(
        self,
        status: int,
        kind: Kind,
        detail: str,
        headers: Mapping[str, str] | None = None,
        errors: Sequence[FieldError] = (),
    ) -> None:
        super().__init__(status, detail, headers)
        self.kind, self.errors = kind, list(errors)


class ProblemResponse(JSONResponse):
    media_type = MEDIA_TYPE

    def render(self, content: Any) -> bytes:
        """A lone surrogate, which a request may repeat in a name, stays the escape that it was."""
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode("utf-8", "backslashreplace")


def not_found(detail: str) -> ApiError:
    return ApiError(404, "not-found", detail)


def problem(status: int, kind: Kind, detail: str, errors: list[FieldError] | None = None) -> Problem:
    title = HTTPStatus(status).phrase
    return Problem(type=TYPE_PREFIX + kind, title=title, status=status, detail=detail, errors=errors or [])


def problem_response(
    status: int,
    kind: Kind,
    detail: str,
    *,
    errors: list[FieldError] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    return ProblemResponse(problem(status, kind, detail, errors).model_dump(), status, headers)


def error_response(error: ApiError) -> JSONResponse:
    return problem_response(error.status_code, error.kind, error.detail, errors=error.errors, headers=error.headers)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems of a route, for the OpenAPI document."""
    return {
        status: {"model": Problem, "content": {MEDIA_TYPE: {}}, "description": HTTPStatus(status).phrase}
        for status in statuses
    }


def add_error_handlers(app: FastAPI) -> None:
    app.exception_handler(ApiError)(_api_error)
    app.exception_handler(StarletteHTTPException)(_http_error)
    app.exception_handler(RequestValidationError)(_validation_error)
    for kind in (InputError, *CONFLICTS, *NOT_FOUND_ERRORS):  # some are OperationErrors too, but the caller's to fix
        app.exception_handler(kind)(_input_error)
    app.exception_handler(OperationError)(_operation_error)
    app.exception_handler(Exception)(_internal_error)


def _api_error(request: Request, error: ApiError) -> JSONResponse:
    return error_response(error)


def _http_error(request: Request, error: StarletteHTTPException) -> JSONResponse:
    kind = FRAMEWORK_ERRORS.get(error.status_code, "invalid-request")
    detail = FRAMEWORK_DETAILS.get(error.status_code, str(error.detail))
    return problem_response(error.status_code, kind, detail, headers=error.headers)


def _validation_error(request: Request, error: RequestValidationError) -> JSONResponse:
    return error_response(validation_problem(error.errors()))


def validation_problem(errors: Sequence[Mapping[str, Any]]) -> ApiError:
    """`errors` are those of pydantic."""
    shown = [
        FieldError(where=".".join(map(str, fault["loc"])), message=fault["msg"].removeprefix("Value error, "))
        for fault in errors[:MAX_ERRORS]
    ]
    detail = "the request does not match the documented schema: see errors"
    return ApiError(422, "invalid-request", detail, errors=shown)


def _input_error(request: Request, error: InputError | OperationError) -> JSONResponse:
    found = problem_of(error)
    return ProblemResponse(found.model_dump(), found.status)


def _operation_error(request: Request, error: OperationError) -> JSONResponse:
    with suppress(Exception):  # an answer matters more than its log line
        log.error("unavailable", error=type(error).__name__)
    return ProblemResponse(problem_of(error).model_dump(), 503, {"Retry-After": "5"})


def _internal_error(request: Request, error: Exception) -> JSONResponse:
    """What no other place has caught."""
    return problem_response(500, "internal-error", "internal error: tell the operator of this service")


def problem_of(error: InputError | OperationError) -> Problem:
    """Repeats the text of errors that the caller can fix; of others, which may hold addresses, only the kind."""
    if isinstance(error, CONFLICTS):
        return problem(409, "conflict", str(error))
    if isinstance(error, NOT_FOUND_ERRORS):
        return problem(404, "not-found", str(error))
    if isinstance(error, InputError):
        return problem(422, "unprocessable", str(error))
    if isinstance(error, StoreBusy):
        return problem(503, "busy", "the decision log is busy: retry in a moment")
    detail = f"a component of the service failed ({type(error).__name__}): retry later, and tell the operator"
    return problem(503, "unavailable", detail)
