"""Errors as problem+json (RFC 9457): a stable `type`, a title and what to do, never a stack trace."""

from collections.abc import Mapping
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

    def __init__(self, status: int, kind: Kind, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, detail, headers)
        self.kind = kind


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
    return JSONResponse(problem(status, kind, detail, errors).model_dump(), status, headers, MEDIA_TYPE)


def error_response(error: ApiError) -> JSONResponse:
    return problem_response(error.status_code, error.kind, error.detail, headers=error.headers)


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


def _api_error(request: Request, error: ApiError) -> JSONResponse:
    return error_response(error)


def _http_error(request: Request, error: StarletteHTTPException) -> JSONResponse:
    kind = FRAMEWORK_ERRORS.get(error.status_code, "invalid-request")
    return problem_response(error.status_code, kind, str(error.detail), headers=error.headers)


def _validation_error(request: Request, error: RequestValidationError) -> JSONResponse:
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        detail = f"the body is not valid JSON: {first['ctx']['error']} at character {first['loc'][-1]}"
        return problem_response(400, "malformed-json", detail)
    errors = [
        FieldError(where=".".join(map(str, fault["loc"])), message=fault["msg"].removeprefix("Value error, "))
        for fault in error.errors()[:MAX_ERRORS]
    ]
    detail = "the request does not match the documented schema: see errors"
    return problem_response(422, "invalid-request", detail, errors=errors)


def _input_error(request: Request, error: InputError | OperationError) -> JSONResponse:
    found = problem_of(error)
    return JSONResponse(found.model_dump(), found.status, media_type=MEDIA_TYPE)


def _operation_error(request: Request, error: OperationError) -> JSONResponse:
    log.error("unavailable", error=type(error).__name__)
    return JSONResponse(problem_of(error).model_dump(), 503, {"Retry-After": "5"}, MEDIA_TYPE)


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
