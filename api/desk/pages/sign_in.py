"""Signing in with a key, and signing out."""

from datetime import UTC, datetime
from math import ceil
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from api.desk.forms import read_form
from api.desk.openid.provider import Provider
from api.desk.route import CSRF_FIELDS, OwnRoute, SentForm, sessions_of
from api.desk.session import COOKIE, clear_cookie, set_cookie
from api.desk.templating import page
from api.problem import ApiError
from api.security import ServicesDependency
from domain.access import Scope
from domain.people import SignedInPerson

router = APIRouter()
signed_in = APIRouter(route_class=OwnRoute)
HOME = "/desk/queue"
WRONG_KEY = "This is no valid key: check it, or ask an operator for another"
NO_SCOPE = "This key may not read decisions: ask an operator for a key with the role moderator"
MAX_ADDRESS_CHARS = 2_000
Next = Annotated[str, Query(alias="next", max_length=MAX_ADDRESS_CHARS)]


@router.get("/sign-in")
async def sign_in_page(request: Request, next_page: Next = HOME) -> Response:
    return sign_in_again(request, own_address(next_page))


@router.post("/sign-in")
async def sign_in(request: Request, services: ServicesDependency) -> Response:
    """Raises ApiError."""
    _require_own_page(request)
    form = await read_form(request)
    address = own_address(form.text("next", MAX_ADDRESS_CHARS))
    now = datetime.now(UTC)
    caller = await run_in_threadpool(services.store.api_keys.authenticate, form.text("key"), now)
    if caller is None:
        require_rate(request)
    if caller is None or not caller.has_scope(Scope.READ):
        return sign_in_again(request, address, WRONG_KEY if caller is None else NO_SCOPE, 401)
    person = SignedInPerson(subject=caller.key_id, name=caller.name, scopes=caller.scopes, is_key=True)
    token = await run_in_threadpool(sessions_of(request).start, person, now)
    response = RedirectResponse(address, 303)
    set_cookie(response, request, token)
    return response


@signed_in.post("/sign-out")
def sign_out(request: Request, form: SentForm) -> Response:
    form.require_only(*CSRF_FIELDS)
    sessions_of(request).end(request.cookies.get(COOKIE, ""))
    response = RedirectResponse("/desk/sign-in", 303)
    clear_cookie(response)
    return response


def sign_in_again(
    request: Request, address: str, error: str | None = None, status: int = 200, *, problem: str | None = None
) -> Response:
    """`error` is about the key, and `problem` about the provider."""
    provider: Provider | None = request.app.state.provider
    values = {"next": address, "error": error, "problem": problem, "demo": request.app.state.demo}
    return page("sign_in", {**values, "provider": provider and provider.options.provider_name}, status)


def own_address(address: str) -> str:
    """Only a page of the desk: another address would send a person elsewhere after signing in."""
    is_own = address.startswith("/desk/") and address.isprintable() and "\\" not in address
    return address if is_own and not address.startswith("/desk/sign-") else HOME


def _require_own_page(request: Request) -> None:
    """Raises ApiError for a form on another site: it would sign a person in as another person."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise ApiError(403, "forbidden", "sign in on the page of the desk itself")


def require_rate(request: Request) -> None:
    """Of wrong keys and of answers of a provider that prove nobody: a right one never waits, because all people may
    share one address. Raises ApiError."""
    address = request.client.host if request.client else ""
    wait_seconds = request.app.state.sign_in_limiter.take(address)
    if wait_seconds:
        detail = f"too many tries to sign in: wait {ceil(wait_seconds)} s"
        raise ApiError(429, "too-many-requests", detail, {"Retry-After": str(ceil(wait_seconds))})


router.include_router(signed_in)
