"""Signing in at the provider, and coming back from it."""

from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

import structlog
from anyio import to_thread
from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from starlette.routing import Route

from api.desk.errors import problem_page
from api.desk.openid.attempt import Attempt, forget
from api.desk.openid.errors import ProviderFailed, RoleMissing, SignInRefused
from api.desk.openid.provider import Provider
from api.desk.pages.sign_in import HOME, Next, own_address, require_rate
from api.desk.route import sessions_of
from api.desk.session import set_cookie
from api.desk.templating import page
from api.problem import ApiError, error_response
from domain.people import SignedInPerson

MAX_CODE_CHARS = 4_000
UNKNOWN_ATTEMPT = (
    "this sign-in was not begun in this browser, was used already, or took longer than ten minutes: sign in again at {}"
)
T = TypeVar("T")
log = structlog.get_logger("clausewise.desk")


async def callback(request: Request) -> Response:
    """Ignores parameters that it does not know, as RFC 6749 asks. A page leads on: browsers do not send the cookie of
    the session along a redirect that began at another site."""
    state = _parameter(request, "state")
    try:
        attempt, token, person = await _sign_in(request, state)
    except ApiError as error:
        response = problem_page(error_response(error), demo=request.app.state.demo)
    else:
        values = {"name": person.name, "next": own_address(attempt.next_page), "demo": request.app.state.demo}
        response = page("signed_in", values)
        set_cookie(response, request, token, secure=_provider(request).is_secure)
    forget(response, state)
    return response


router = APIRouter(routes=[Route("/sign-in/callback", callback, methods=["GET"])])


@router.get("/sign-in/provider")
async def to_provider(request: Request, next_page: Next = HOME) -> Response:
    """Raises ApiError."""
    provider, attempt = _provider(request), Attempt.new(own_address(next_page))
    try:
        address = await _in_thread(request, partial(provider.address_for, attempt))
    except ProviderFailed as error:
        raise _unavailable(provider, error) from error
    response = RedirectResponse(address, 303)
    attempt.remember(response, secure=provider.is_secure)
    return response


async def _sign_in(request: Request, state: str) -> tuple[Attempt, str, SignedInPerson]:
    """The attempt, and the token of the new session. Raises ApiError."""
    provider, attempt = _provider(request), Attempt.of_callback(request, state)
    if attempt is None:
        raise _refused(UNKNOWN_ATTEMPT.format(f"{provider.options.base_url}/desk"))
    try:
        code = _code(request, provider)
        person = await _in_thread(request, partial(provider.person, attempt, code))
    except SignInRefused as error:
        require_rate(request)
        raise _refused(str(error)) from error
    except RoleMissing as error:
        log.warning("sign-in refused", reason="no role")
        raise ApiError(403, "forbidden", str(error)) from error
    except ProviderFailed as error:
        require_rate(request)
        raise _unavailable(provider, error) from error
    token = await run_in_threadpool(sessions_of(request).start, person, datetime.now(UTC))
    return attempt, token, person


async def _in_thread(request: Request, work: "partial[T]") -> T:
    """Of a few: a slow provider takes no thread that other pages need."""
    return await to_thread.run_sync(work, limiter=request.app.state.provider_threads)


def _provider(request: Request) -> Provider:
    """Raises ApiError."""
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise ApiError(404, "not-found", "people sign in with a key here: no provider is set up")
    return provider


def _code(request: Request, provider: Provider) -> str:
    """Raises SignInRefused."""
    issuer, code = _parameter(request, "iss"), _parameter(request, "code")
    if issuer and issuer != provider.options.issuer:  # RFC 9207
        raise SignInRefused("this answer is from another provider: sign in again")
    if "error" in request.query_params or not code:
        raise SignInRefused(f"{provider.options.provider_name} did not sign you in: try again, or use a key")
    return code


def _parameter(request: Request, name: str) -> str:
    """Empty if it is missing, repeated or too long."""
    values = request.query_params.getlist(name)
    return values[0] if len(values) == 1 and len(values[0]) <= MAX_CODE_CHARS else ""


def _refused(detail: str) -> ApiError:
    return ApiError(401, "unauthenticated", detail)


def _unavailable(provider: Provider, error: ProviderFailed) -> ApiError:
    """The reason is for the operator: it names hosts and settings."""
    log.error("provider failed", reason=str(error))
    detail = (
        f"signing in at {provider.options.provider_name} does not work now: try again in a moment, or sign in with a "
        "key. The operator sees the reason in the log and by clausewise doctor"
    )
    return ApiError(503, "unavailable", detail, {"Retry-After": "5"})
