"""Who is calling, and whether they may."""

from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from math import ceil
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.problem import ApiError
from api.rate_limit import Buckets
from api.services import Services
from domain.access import Caller, Scope

LOCAL = Caller(key_id="local", name="whoever is on this machine", scopes=(Scope.ADMIN,))
NAMES = {"localhost", "127.0.0.1", "::1"}
Handler = Callable[[Request], Coroutine[Any, Any, Response]]
bearer = HTTPBearer(auto_error=False, description="An API key made by `clausewise keys create`.")


async def parts(request: Request) -> Services:
    """Async, as all that does not wait: FastAPI hands what is not to another thread."""
    return _parts(request)


def _parts(request: Request) -> Services:
    found: Services = request.app.state.parts
    return found


class Guarded(APIRoute):
    """A route that asks who calls before it reads a body: nobody without a key fills the room for bodies."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            await _identify(request)
            return await handle(request)

        return guarded


async def _identify(request: Request) -> None:
    """Raises ApiError for a caller that is not known, or asks too often."""
    credentials = await bearer(request)
    caller = await run_in_threadpool(_caller, request, credentials)
    request.state.caller = caller
    buckets: Buckets = request.app.state.buckets
    wait = buckets.take(caller.key_id)
    if wait:
        raise ApiError(429, "too-many-requests", "this key asks too often", {"Retry-After": str(ceil(wait))})


def _caller(request: Request, credentials: HTTPAuthorizationCredentials | None) -> Caller:
    """Without keys the service listens on loopback only, and whoever reaches it may do everything; the first key that
    is made ends that."""
    keyless = request.app.state.keyless and not _parts(request).store.keys.list()
    return _local(request) if keyless else _known(request, credentials)


def _local(request: Request) -> Caller:
    """A page that has its own name lead to this machine is no caller of ours, nor is one that has a browser ask."""
    if _host("//" + request.headers.get("host", "")) not in NAMES:
        raise ApiError(403, "forbidden", "without keys it answers to localhost alone: ask it by that name")
    origin = request.headers.get("origin")
    if origin is not None and _host(origin) not in NAMES and origin not in _parts(request).settings.service.origins:
        raise ApiError(403, "forbidden", "without keys no page from elsewhere may ask: make a key, and set the origins")
    return LOCAL


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _known(request: Request, credentials: HTTPAuthorizationCredentials | None) -> Caller:
    secret = credentials.credentials if credentials else ""
    caller = _parts(request).store.keys.caller(secret, datetime.now(UTC))
    if caller is None:
        told = "give a key that holds: Authorization: Bearer cw_…, made by clausewise keys create"
        raise ApiError(401, "unauthenticated", told, {"WWW-Authenticate": "Bearer"})
    return caller


def _needs(scope: Scope) -> object:
    """Of a Guarded route; `bearer` is named for the OpenAPI document."""

    async def check(request: Request, _: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> Caller:
        caller: Caller = request.state.caller
        if not caller.may(scope):
            raise ApiError(403, "forbidden", f"this key lacks the scope {scope}: ask whoever runs the service for it")
        return caller

    return Depends(check)


PartsOf = Annotated[Services, Depends(parts)]
Decider = Annotated[Caller, _needs(Scope.DECIDE)]
Reader = Annotated[Caller, _needs(Scope.READ)]
Reviewer = Annotated[Caller, _needs(Scope.REVIEW)]
Watcher = Annotated[Caller, _needs(Scope.METRICS)]
Admin = Annotated[Caller, _needs(Scope.ADMIN)]
