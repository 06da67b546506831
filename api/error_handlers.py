"""Turns errors into problems: those of a request, of a component, and what no other place has caught."""

from collections.abc import Mapping
from contextlib import suppress

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException

from agent.credit.opening import AccountUnknown
from api.problem import (
    ApiError,
    Kind,
    Problem,
    ProblemResponse,
    error_response,
    letter_conflict,
    members,
    problem,
    problem_response,
    validation_problem,
    version_conflict,
)
from domain.errors import InputError, OperationError
from signals.errors import CreatorUnknown, ModelFileInvalid
from store.errors import (
    AppealConflict,
    BatchNotFound,
    CaseErased,
    DecisionConflict,
    DecisionNotFound,
    IdempotencyKeyReused,
    JobConflict,
    JobNotFound,
    LetterConflict,
    MessageConflict,
    ProposalConflict,
    QuizConflict,
    QuizNotFound,
    ReviewConflict,
    StoreBusy,
    UndoRefused,
)
from warehouse.errors import ExtraMissing, NothingComputed, WarehouseMissing, WarehouseUrlInvalid

NOT_SET_UP: Mapping[type[InputError], str] = {
    ExtraMissing: "a library that the warehouse needs is not installed: pip install 'clausewise[intelligence]'",
    ModelFileInvalid: "the fitted models of creators cannot be read: clausewise creators fit writes them",
    NothingComputed: "the daily jobs of the warehouse have computed nothing yet: clausewise warehouse run does",
    WarehouseMissing: "this service has no warehouse of events that it can read: clausewise warehouse load makes one",
    WarehouseUrlInvalid: "CLAUSEWISE_WAREHOUSE_URL names no warehouse that this service can use",
}
"""What the operator has not set up. Their own texts may hold addresses and paths."""
log = structlog.get_logger("clausewise.api")
FRAMEWORK_ERRORS: Mapping[int, Kind] = {400: "malformed-json", 404: "not-found", 405: "method-not-allowed"}
FRAMEWORK_DETAILS = {
    404: "there is no such path: /openapi.json lists all, none of them with a slash at its end",
    405: "this path does not take this method: Allow names those that it takes",
}
NOT_FOUND_ERRORS = (AccountUnknown, BatchNotFound, CreatorUnknown, DecisionNotFound, JobNotFound, QuizNotFound)
CONFLICTS = (
    AppealConflict,
    CaseErased,
    DecisionConflict,
    IdempotencyKeyReused,
    JobConflict,
    MessageConflict,
    ProposalConflict,
    QuizConflict,
    ReviewConflict,
    UndoRefused,
)


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


def _input_error(request: Request, error: InputError | OperationError) -> JSONResponse:
    found = problem_of(error)
    return ProblemResponse(members(found), found.status)


def _operation_error(request: Request, error: OperationError) -> JSONResponse:
    with suppress(Exception):  # an answer matters more than its log line
        log.error("unavailable", error=type(error).__name__)
    return ProblemResponse(members(problem_of(error)), 503, {"Retry-After": "5"})


def _internal_error(request: Request, error: Exception) -> JSONResponse:
    """What no other place has caught."""
    return problem_response(500, "internal-error", "internal error: tell the operator of this service")


def _letter_problem(error: LetterConflict) -> Problem:
    conflict = letter_conflict(error)
    if error.was_named:
        return problem(409, "conflict", str(error), conflict=conflict)
    detail = f"{error}, with letter_version: {error.letter.version}"
    return problem(428, "precondition-required", detail, conflict=conflict)


def problem_of(error: InputError | OperationError) -> Problem:
    """Repeats the text of errors that the caller can fix; of others, which may hold addresses, only the kind."""
    if isinstance(error, ReviewConflict):
        return problem(409, "conflict", str(error), conflict=version_conflict(error))
    if isinstance(error, LetterConflict):
        return _letter_problem(error)
    if isinstance(error, CONFLICTS):
        return problem(409, "conflict", str(error))
    if isinstance(error, NOT_FOUND_ERRORS):
        return problem(404, "not-found", str(error))
    missing = next((words for kind, words in NOT_SET_UP.items() if isinstance(error, kind)), None)
    if missing is not None:
        return problem(409, "conflict", f"{missing}; tell the operator")
    if isinstance(error, InputError):
        return problem(422, "unprocessable", str(error))
    if isinstance(error, StoreBusy):
        return problem(503, "busy", "the decision log is busy: retry in a moment")
    detail = f"a component of the service failed ({type(error).__name__}): retry later, and tell the operator"
    return problem(503, "unavailable", detail)
