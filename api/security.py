"""Authentication and authorisation of callers."""

from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from math import ceil
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.jobs.workflows import Workflows
from api.problem import ApiError
from api.rate_limit import RateLimiter
from api.services import Services
from domain.access import Caller, Scope

LOCAL_CALLER = Caller(key_id="local", name="local user", scopes=(Scope.ADMIN,))
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}
Handler = Callable[[Request], Coroutine[Any, Any, Response]]
bearer = HTTPBearer(auto_error=False, description="An API key from `clausewise keys create`.")


async def get_services(request: Request) -> Services:
    """Async because FastAPI runs other dependencies in a thread."""
    return _services(request)


async def get_workflows(request: Request) -> Workflows:
    workflows: Workflows = request.app.state.workflows
    return workflows


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


class AuthenticatedRoute(APIRoute):
    """Authenticates before the body is read: callers without a key use none of the memory for bodies."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def authenticated(request: Request) -> Response:
            await _authenticate(request)
            return await handle(request)

        return authenticated


async def _authenticate(request: Request) -> None:
    """Raises ApiError for an unknown caller and for one over its rate limit."""
    credentials = await bearer(request)
    caller = await run_in_threadpool(_caller, request, credentials)
    request.state.caller = caller
    limiter: RateLimiter = request.app.state.rate_limiter
    wait_seconds = limiter.take(caller.key_id)
    if wait_seconds:
        detail = "this key is over its rate limit: wait as long as Retry-After says"
        raise ApiError(429, "too-many-requests", detail, {"Retry-After": str(ceil(wait_seconds))})


def _caller(request: Request, credentials: HTTPAuthorizationCredentials | None) -> Caller:
    """Until the first key is created, the service listens on loopback only and every caller is an admin."""
    keyless = request.app.state.keyless and not _services(request).store.api_keys.list()
    return _local_caller(request) if keyless else _caller_of_key(request, credentials)


def _local_caller(request: Request) -> Caller:
    """Refuses web pages: those that resolve their own name to loopback, and those that call from a browser."""
    if _host("//" + request.headers.get("host", "")) not in LOCAL_HOSTS:
        raise ApiError(403, "forbidden", "without API keys the service answers only to the host name localhost")
    origin = request.headers.get("origin")
    allowed_origins = _services(request).settings.service.cors_origins
    if origin is not None and _host(origin) not in LOCAL_HOSTS and origin not in allowed_origins:
        raise ApiError(
            403, "forbidden", "without API keys no other web page may call: create a key and set the origins"
        )
    return LOCAL_CALLER


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _caller_of_key(request: Request, credentials: HTTPAuthorizationCredentials | None) -> Caller:
    secret = credentials.credentials if credentials else ""
    caller = _services(request).store.api_keys.authenticate(secret, datetime.now(UTC))
    if caller is None:
        detail = "give a valid key: Authorization: Bearer cw_…, from clausewise keys create"
        raise ApiError(401, "unauthenticated", detail, {"WWW-Authenticate": "Bearer"})
    return caller


def _require_scope(scope: Scope) -> object:
    """For an AuthenticatedRoute; `bearer` is declared for the OpenAPI document."""

    async def check(request: Request, _: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> Caller:
        caller: Caller = request.state.caller
        if not caller.has_scope(scope):
            raise ApiError(403, "forbidden", f"this key lacks the scope `{scope}`: ask the operator for it")
        return caller

    return Depends(check)


ServicesDependency = Annotated[Services, Depends(get_services)]
WorkflowsDependency = Annotated[Workflows, Depends(get_workflows)]
Decider = Annotated[Caller, _require_scope(Scope.DECIDE)]
Reader = Annotated[Caller, _require_scope(Scope.READ)]
Reviewer = Annotated[Caller, _require_scope(Scope.REVIEW)]
MetricsReader = Annotated[Caller, _require_scope(Scope.METRICS)]
Admin = Annotated[Caller, _require_scope(Scope.ADMIN)]
