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

from api.desk.openid.attempt import Attempt, forget
from api.desk.openid.errors import ProviderFailed, RoleMissing, SignInRefused
from api.desk.openid.provider import Provider
from api.desk.pages.sign_in import HOME, Next, own_address, require_rate, sign_in_again
from api.desk.route import sessions_of
from api.desk.session import set_cookie
from api.desk.templating import page
from api.problem import ApiError
from domain.people import SignedInPerson

MAX_CODE_CHARS = 4_000
UNKNOWN_ATTEMPT = (
    "this sign-in was not begun in this browser, was used already, or took longer than ten minutes: sign in again at {}"
)
T = TypeVar("T")
UNAVAILABLE = (
    "Signing in at {} does not work now. Try again in a moment, or sign in with a key. The operator sees the reason in "
    "the log and by clausewise doctor."
)
FAILURES = (SignInRefused, RoleMissing, ProviderFailed)
log = structlog.get_logger("clausewise.desk")


async def callback(request: Request) -> Response:
    """A page leads on: browsers do not send the cookie of the session along a redirect that began at another site.
    Parameters that it does not know are ignored, as RFC 6749 asks. Raises ApiError."""
    request.scope["route"] = CALLBACK  # as the routes of FastAPI do, for logs and metrics
    provider, state = _provider(request), _parameter(request, "state")
    attempt = Attempt.of_callback(request, state)
    next_page = own_address(attempt.next_page) if attempt else HOME
    try:
        person = await _in_thread(request, partial(_person, provider, attempt, request))
    except FAILURES as error:
        response = _failed(request, provider, next_page, error)
    else:
        token = await run_in_threadpool(sessions_of(request).start, person, datetime.now(UTC))
        response = page("signed_in", {"name": person.name, "next": next_page, "demo": request.app.state.demo})
        set_cookie(response, request, token, secure=provider.is_secure)
    forget(response, state)
    return response


CALLBACK = Route("/sign-in/callback", callback, methods=["GET"])
router = APIRouter(routes=[CALLBACK])


@router.get("/sign-in/provider")
async def to_provider(request: Request, next_page: Next = HOME) -> Response:
    """Raises ApiError."""
    provider, attempt = _provider(request), Attempt.new(own_address(next_page))
    try:
        address = await _in_thread(request, partial(provider.address_for, attempt))
    except ProviderFailed as error:
        return _failed(request, provider, attempt.next_page, error)
    response = RedirectResponse(address, 303)
    attempt.remember(response, secure=provider.is_secure)
    return response


def _person(provider: Provider, attempt: Attempt | None, request: Request) -> SignedInPerson:
    """Raises the FAILURES."""
    if attempt is None:
        raise SignInRefused(UNKNOWN_ATTEMPT.format(f"{provider.options.desk_url}/desk"))
    issuer, code = _parameter(request, "iss"), _parameter(request, "code")
    if issuer and issuer != provider.issuer:  # RFC 9207
        raise SignInRefused("this answer is from another provider: sign in again")
    if "error" in request.query_params or not code:
        raise SignInRefused(f"{provider.options.provider_name} did not sign you in: try again, or use a key")
    return provider.person(attempt, code)


def _failed(request: Request, provider: Provider, next_page: str, error: Exception) -> Response:
    """The page to sign in again. What only the operator can fix goes to the log: it names hosts and settings. Raises
    ApiError after many failures."""
    if isinstance(error, RoleMissing):
        log.warning("sign-in refused", reason="no role")
        return sign_in_again(request, next_page, status=403, problem=_sentence(str(error)))
    require_rate(request)
    if isinstance(error, SignInRefused):
        return sign_in_again(request, next_page, status=401, problem=_sentence(str(error)))
    log.error("provider failed", reason=str(error))
    return sign_in_again(request, next_page, status=503, problem=UNAVAILABLE.format(provider.options.provider_name))


def _sentence(message: str) -> str:
    return f"{message[:1].upper()}{message[1:]}."


async def _in_thread(request: Request, work: "partial[T]") -> T:
    """Of a few: a slow provider takes no thread that other pages need."""
    return await to_thread.run_sync(work, limiter=request.app.state.provider_threads)


def _provider(request: Request) -> Provider:
    """Raises ApiError."""
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise ApiError(404, "not-found", "people sign in with a key here: no provider is set up")
    return provider


def _parameter(request: Request, name: str) -> str:
    """Empty if it is missing, repeated or too long."""
    values = request.query_params.getlist(name)
    return values[0] if len(values) == 1 and len(values[0]) <= MAX_CODE_CHARS else ""
