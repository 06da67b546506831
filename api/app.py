"""The application: routes, middleware, and what starts and stops with it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.metadata import version

from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import Depends, FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.middleware.cors import CORSMiddleware

from api.jobs.workflows import DEFAULT_INTERVALS, JobIntervals, Workflows
from api.middleware import REQUEST_ID_HEADER, RequestMiddleware, is_request_id, new_request_id
from api.problem import add_error_handlers
from api.query_parameters import refuse_unknown_parameters
from api.rate_limit import RateLimiter
from api.readiness import ReadinessProbe
from api.routes import appeals, batches, decisions, health, messages, metrics, policies, reviews, stream
from api.services import Services

ROUTERS = (stream, decisions, reviews, appeals, batches, policies, messages, metrics, health)
DESCRIPTION = """Decides clause by clause whether a creator's content violates policies, with evidence. Cases and
decisions are the JSON of `clausewise adjudicate --json`. Errors are problem+json (RFC 9457) with a stable `type`."""


def create_app(services: Services, *, keyless: bool, intervals: JobIntervals = DEFAULT_INTERVALS) -> FastAPI:
    """`keyless`: every caller is an admin. Use it on loopback only."""
    app = FastAPI(
        title="Clausewise",
        description=DESCRIPTION,
        version=version("clausewise"),
        docs_url=None,  # these pages load scripts from other hosts
        redoc_url=None,
        lifespan=_lifespan(services, intervals),
        dependencies=[Depends(refuse_unknown_parameters)],
    )
    options = services.settings.service
    app.state.services, app.state.keyless = services, keyless
    app.state.readiness = ReadinessProbe(services)
    app.state.rate_limiter = RateLimiter(options.requests_per_second, options.max_burst_requests)
    for module in ROUTERS:
        app.include_router(module.router)
    add_error_handlers(app)
    if options.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=options.cors_origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key", REQUEST_ID_HEADER],
        )
    app.add_middleware(RequestMiddleware, options=options, metrics=services.metrics)
    app.add_middleware(
        CorrelationIdMiddleware,
        header_name=REQUEST_ID_HEADER,
        update_request_header=False,
        generator=new_request_id,
        validator=is_request_id,
    )
    return app


def _lifespan(services: Services, intervals: JobIntervals) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        workflows = Workflows(services, intervals)
        app.state.workflows = workflows
        await run_in_threadpool(workflows.start)
        try:
            yield
        finally:
            await run_in_threadpool(workflows.stop)
            services.close()

    return lifespan
