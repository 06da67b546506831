"""Errors as problem+json (RFC 9457): a stable `type`, a title, what to do, and never a stack trace."""

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
    BatchUnknown,
    CaseErased,
    DecisionConflict,
    MessageConflict,
    RequestConflict,
    ReviewConflict,
    StoreBusy,
)

MEDIA = "application/problem+json"
log = structlog.get_logger("clausewise.api")
ROOT = "urn:clausewise:problem:"
Kind = Literal[
    "busy",
    "conflict",
    "cursor",
    "forbidden",
    "internal",
    "invalid",
    "malformed",
    "media-type",
    "method-not-allowed",
    "not-found",
    "refused",
    "too-large",
    "too-many-requests",
    "too-slow",
    "unauthenticated",
    "unavailable",
]
OF_STATUS: Mapping[int, Kind] = {400: "malformed", 404: "not-found", 405: "method-not-allowed"}  # the framework's own
Type = Annotated[str, Field(json_schema_extra={"enum": [ROOT + kind for kind in get_args(Kind)]})]
MOST_TOLD = 20
MISSING = (BatchUnknown,)
CONFLICTS = (AppealConflict, CaseErased, DecisionConflict, MessageConflict, RequestConflict, ReviewConflict)


class Problem(BaseModel):
    """`type` is stable; `errors` name the places in the request that are wrong."""

    type: Type
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] = []


class ApiError(HTTPException):
    """A request that ends here; `headers` go with the answer."""

    def __init__(self, status: int, kind: Kind, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, detail, headers)
        self.kind = kind


def not_found(what: str) -> ApiError:
    return ApiError(404, "not-found", what)


def answer(status: int, kind: Kind, detail: str, errors: list[dict[str, str]] | None = None) -> JSONResponse:
    return JSONResponse(problem(status, kind, detail, errors).model_dump(), status, media_type=MEDIA)


def problem(status: int, kind: Kind, detail: str, errors: list[dict[str, str]] | None = None) -> Problem:
    title = HTTPStatus(status).phrase
    return Problem(type=ROOT + kind, title=title, status=status, detail=detail, errors=errors or [])


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For the OpenAPI document: what may go wrong at a route."""
    return {
        status: {"model": Problem, "content": {MEDIA: {}}, "description": HTTPStatus(status).phrase}
        for status in statuses
    }


def install(app: FastAPI) -> None:
    app.add_exception_handler(ApiError, _api_error)
    app.add_exception_handler(StarletteHTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    for kind in (InputError, *CONFLICTS, *MISSING):  # these are faults of the record too, and the asker's to mend
        app.add_exception_handler(kind, _input_error)
    app.add_exception_handler(OperationError, _operation_error)


def _api_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ApiError)
    return answer_of(error)


def answer_of(error: ApiError) -> JSONResponse:
    told = answer(error.status_code, error.kind, error.detail)
    told.headers.update(error.headers or {})
    return told


def _http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, StarletteHTTPException)
    told = answer(error.status_code, OF_STATUS.get(error.status_code, "refused"), str(error.detail))
    told.headers.update(error.headers or {})
    return told


def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        where, why = first["loc"][-1], first["ctx"]["error"]
        return answer(400, "malformed", f"the body is no JSON: {why} at character {where}")
    places = [
        {"where": ".".join(map(str, fault["loc"])), "message": fault["msg"].removeprefix("Value error, ")}
        for fault in error.errors()[:MOST_TOLD]
    ]
    return answer(422, "invalid", "the request does not have the form that is documented; see errors", places)


def _input_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, InputError | OperationError)
    told = problem_of(error)
    return JSONResponse(told.model_dump(), told.status, media_type=MEDIA)


def _operation_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, OperationError)
    log.error("unavailable", error=type(error).__name__)
    return JSONResponse(problem_of(error).model_dump(), 503, {"Retry-After": "5"}, MEDIA)


def problem_of(error: InputError | OperationError) -> Problem:
    """What the asker can mend is told in its own words; what is wrong with a part is for whoever runs the service."""
    if isinstance(error, CONFLICTS):
        return problem(409, "conflict", str(error))
    if isinstance(error, MISSING):
        return problem(404, "not-found", str(error))
    if isinstance(error, InputError):
        return problem(422, "refused", str(error))
    if isinstance(error, StoreBusy):
        return problem(503, "busy", "the record is busy: ask again in a moment")
    told = f"a part of the service is out of order ({type(error).__name__}): tell whoever runs it, and ask again later"
    return problem(503, "unavailable", told)
