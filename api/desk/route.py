"""The class of the desk's routes: who is signed in, the form with its CSRF token, and a turn to write."""

from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from math import ceil
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from api.desk.forms import Form, read_form
from api.desk.session import COOKIE, CSRF_FIELD, CSRF_HEADER, Person, csrf_matches, csrf_of, set_cookie
from api.problem import ApiError
from api.rate_limit import RateLimiter
from api.security import LOCAL_CALLER, is_keyless, require_local
from api.services import Services
from domain.access import Caller, Scope
from store.people.sessions import TOKEN, DeskSessions, new_token

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
CSRF_FIELDS = (CSRF_FIELD,)  # what every form has
SIGNED_OUT = "your session has ended: sign in again in another tab, then send this once more. What you typed is kept"


class DeskRoute(APIRoute):
    """Reading needs the scope `read`, and a form the scope `review`."""

    read_scope, write_scope = Scope.READ, Scope.REVIEW

    def get_route_handler(self) -> Handler:
        handle, writes = super().get_route_handler(), "POST" in (self.methods or ())

        async def signed_in(request: Request) -> Response:
            person, new_token = await run_in_threadpool(_identify, request)
            if person is None:
                return _ask_to_sign_in(request)
            request.state.person, request.state.caller = person, person.caller
            _require_rate(request, person)
            _require_scope(person, self.write_scope if writes else self.read_scope)
            response = await (_write(handle, request, person) if writes else handle(request))
            if new_token is not None:
                set_cookie(response, request, new_token)
            return response

        return signed_in


class OwnRoute(DeskRoute):
    """A form that changes only what is the person's own."""

    write_scope = Scope.READ


class LeadRoute(DeskRoute):
    """A page of those who keep the golden set."""

    read_scope = write_scope = Scope.LEAD


class PolicyRoute(DeskRoute):
    """A form of those who write the policies."""

    write_scope = Scope.POLICY


async def _write(handle: Handler, request: Request, person: Person) -> Response:
    """Raises ApiError without the token of our own pages."""
    form = request.state.form = await read_form(request)
    given = request.headers.get(CSRF_HEADER) or form.text(CSRF_FIELD)
    if not csrf_matches(given, person):
        detail = "this form is from another session: load the page again, then send it. What you typed is kept"
        raise ApiError(403, "forbidden", detail)
    async with request.app.state.write_turns:
        return await handle(request)


def _identify(request: Request) -> tuple[Person | None, str | None]:
    """The person, and a token for their cookie if they need one."""
    token = request.cookies.get(COOKIE, "")
    if is_keyless(request):
        require_local(request)
        return _local_person(request, token)
    caller = sessions_of(request).caller_of(token, datetime.now(UTC))
    return (_person(request, caller, token) if caller is not None else None), None


def _local_person(request: Request, token: str) -> tuple[Person | None, str | None]:
    """Without keys, every caller from this machine is an admin, so no session is stored. The cookie only proves that
    a form came from a page of this browser."""
    if TOKEN.fullmatch(token):
        return _person(request, LOCAL_CALLER, token), None
    if request.method != "GET":
        return None, None
    token = new_token()
    return _person(request, LOCAL_CALLER, token), token


def _person(request: Request, caller: Caller, token: str) -> Person:
    return Person(caller, csrf_of(token), request.app.state.demo)


def sessions_of(request: Request) -> DeskSessions:
    services: Services = request.app.state.services
    return services.store.people.sessions


def _ask_to_sign_in(request: Request) -> Response:
    """A page is asked for again after signing in; a form is refused, and says so. Raises ApiError."""
    if request.method != "GET" or "application/json" in request.headers.get("accept", ""):
        raise ApiError(401, "unauthenticated", SIGNED_OUT)
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/desk/sign-in?next={quote(request.url.path + query)}", 303)


def _require_rate(request: Request, person: Person) -> None:
    limiter: RateLimiter = request.app.state.rate_limiter
    wait_seconds = limiter.take(person.caller.key_id)
    if wait_seconds:
        detail = "more requests than one person makes: wait as long as Retry-After says"
        raise ApiError(429, "too-many-requests", detail, {"Retry-After": str(ceil(wait_seconds))})


def _require_scope(person: Person, scope: Scope) -> None:
    if not person.caller.has_scope(scope):
        detail = f"{person.name} lacks the scope `{scope}`: ask the operator for a key with it"
        raise ApiError(403, "forbidden", detail)


async def get_person(request: Request) -> Person:
    person: Person = request.state.person
    return person


async def get_form(request: Request) -> Form:
    form: Form = request.state.form
    return form


SignedIn = Annotated[Person, Depends(get_person)]
SentForm = Annotated[Form, Depends(get_form)]
