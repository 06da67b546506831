"""Authentication and authorisation of callers."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from inspect import iscoroutinefunction
from math import ceil
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.decision_pool import DecisionPool
from api.jobs.workflows import Workflows
from api.json_body import JsonRequest, has_body, require_json
from api.problem import ApiError
from api.rate_limit import RateLimiter
from api.services import Services
from domain.access import Caller, Scope

LOCAL_CALLER = Caller(key_id="local", name="local user", scopes=(Scope.ADMIN,))
WRITING = {"POST", "PUT", "DELETE"}
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}
Handler = Callable[[Request], Coroutine[Any, Any, Response]]
bearer = HTTPBearer(auto_error=False, description="An API key from `clausewise keys create`.")


async def get_services(request: Request) -> Services:
    """Async because FastAPI runs other dependencies in a thread."""
    return _services(request)


async def get_workflows(request: Request) -> Workflows:
    workflows: Workflows = request.app.state.workflows
    return workflows


async def get_decision_pool(request: Request) -> DecisionPool:
    pool: DecisionPool = request.app.state.decision_pool
    return pool


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


@dataclass(frozen=True)
class ScopeCheck:
    """Gives the caller of an AuthenticatedRoute, which checks the scope before it reads the body."""

    scope: Scope

    async def __call__(
        self, request: Request, _: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
    ) -> Caller:
        """`bearer` is declared for the OpenAPI document."""
        caller: Caller = request.state.caller
        return caller

    def require(self, caller: Caller) -> None:
        """Raises ApiError."""
        if not caller.has_scope(self.scope):
            raise ApiError(403, "forbidden", f"this key lacks the scope `{self.scope}`: ask the operator for it")


class AuthenticatedRoute(APIRoute):
    """Authenticates before the body is read: callers without a key or its scope use none of the memory for bodies."""

    def get_route_handler(self) -> Handler:
        handle, field = super().get_route_handler(), self.body_field
        writes = bool(WRITING & {*(self.methods or ())}) and not iscoroutinefunction(self.endpoint)
        checks = [part.call for part in self.dependant.dependencies if isinstance(part.call, ScopeCheck)]

        async def authenticated(request: Request) -> Response:
            await _authenticate(request)
            for check in checks:
                check.require(request.state.caller)
            if field is not None and has_body(request):
                require_json(request)
                request = JsonRequest(request.scope, request.receive, field.validate, request.app.state.body_threads)
            if not writes:
                return await handle(request)
            await request.body()  # a slow caller takes no turn
            async with request.app.state.write_turns:
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
    if not is_keyless(request):
        return _caller_of_key(request, credentials)
    require_local(request)
    return LOCAL_CALLER


def is_keyless(request: Request) -> bool:
    """Until the first key is created, the service listens on loopback only and every caller is an admin."""
    return bool(request.app.state.keyless) and not _services(request).store.api_keys.list()


def require_local(request: Request) -> None:
    """Refuses web pages: those that resolve their own name to loopback, and those that call from a browser. Raises
    ApiError."""
    if _host("//" + request.headers.get("host", "")) not in LOCAL_HOSTS:
        raise ApiError(403, "forbidden", "without API keys the service answers only to the host name localhost")
    origin = request.headers.get("origin")
    allowed_origins = _services(request).settings.service.cors_origins
    if origin is not None and _host(origin) not in LOCAL_HOSTS and origin not in allowed_origins:
        raise ApiError(
            403, "forbidden", "without API keys no other web page may call: create a key and set the origins"
        )


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


ServicesDependency = Annotated[Services, Depends(get_services)]
DecisionPoolDependency = Annotated[DecisionPool, Depends(get_decision_pool)]
WorkflowsDependency = Annotated[Workflows, Depends(get_workflows)]
Decider = Annotated[Caller, Depends(ScopeCheck(Scope.DECIDE))]
Reader = Annotated[Caller, Depends(ScopeCheck(Scope.READ))]
Reviewer = Annotated[Caller, Depends(ScopeCheck(Scope.REVIEW))]
Lead = Annotated[Caller, Depends(ScopeCheck(Scope.LEAD))]
PolicyOwner = Annotated[Caller, Depends(ScopeCheck(Scope.POLICY))]
Auditor = Annotated[Caller, Depends(ScopeCheck(Scope.AUDIT))]
InsightsReader = Annotated[Caller, Depends(ScopeCheck(Scope.INSIGHTS))]
MetricsReader = Annotated[Caller, Depends(ScopeCheck(Scope.METRICS))]
Admin = Annotated[Caller, Depends(ScopeCheck(Scope.ADMIN))]
