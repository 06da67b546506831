"""The application: routes, middleware, and what starts and stops with it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from importlib.metadata import version

from anyio import CapacityLimiter
from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import Depends, FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from agent.service_settings import ServiceOptions
from api.decision_pool import DecisionPool
from api.desk.application import mount_desk
from api.error_handlers import add_error_handlers
from api.jobs.workflows import DEFAULT_INTERVALS, JobIntervals, Workflows
from api.mcp.http import mcp_endpoint
from api.middleware import REQUEST_ID_HEADER, RequestMiddleware, is_request_id, new_request_id
from api.query_parameters import refuse_unknown_parameters
from api.rate_limit import RateLimiter
from api.readiness import ReadinessProbe
from api.routes import (
    appeals,
    assessments,
    audit,
    batches,
    contests,
    credit,
    decisions,
    docs_page,
    groups,
    health,
    insights,
    jobs,
    mcp,
    media_bank,
    messages,
    metrics,
    people,
    policies,
    prechecks,
    quality,
    queues,
    redress,
    reviews,
    sessions,
    statements,
    strategy_hits,
    stream,
    training,
)
from api.services import Services

ROUTERS = (
    stream,
    decisions,
    reviews,
    appeals,
    assessments,
    contests,
    prechecks,
    credit,
    training,
    statements,
    redress,
    queues,
    jobs,
    groups,
    people,
    sessions,
    quality,
    media_bank,
    insights,
    strategy_hits,
    batches,
    policies,
    mcp,
    messages,
    audit,
    metrics,
    health,
    docs_page,
)
BODY_THREADS = BATCH_THREADS = 2  # more at once would only slow each other down
WRITE_TURNS = 16  # a locked database makes writers wait in threads that readers need: 24 of the pool stay for them
DESCRIPTION = """Decides clause by clause whether a creator's content violates policies, with evidence. Cases and
decisions are the JSON of `clausewise adjudicate --json`. Errors are problem+json (RFC 9457) with a stable `type`."""


def create_app(
    services: Services, *, keyless: bool, intervals: JobIntervals = DEFAULT_INTERVALS, demo: bool = False
) -> FastAPI:
    """`keyless`: every caller is an admin, unless people sign in at a provider. Use it on loopback only. `demo`: the
    pages of the desk say that they show demo data."""
    app = FastAPI(
        title="Clausewise",
        description=DESCRIPTION,
        version=version("clausewise"),
        openapi_url=None,  # FastAPI's own route builds the document in the event loop
        docs_url=None,  # these pages load scripts from other hosts: api/routes/docs_page.py
        redoc_url=None,
        separate_input_output_schemas=False,
        generate_unique_id_function=operation_id_of,
        redirect_slashes=False,  # the address that a caller should use may be a proxy's
        lifespan=_lifespan(services, intervals),
        dependencies=[Depends(refuse_unknown_parameters)],
    )
    options = services.settings.service
    keyless = keyless and services.settings.sign_in.issuer is None
    app.state.services, app.state.keyless, app.state.demo = services, keyless, demo
    app.state.decision_pool = DecisionPool(options, calls_models=services.adjudicator.models is not None)
    _limit_threads(app)
    app.state.readiness = ReadinessProbe(services)
    app.state.rate_limiter = RateLimiter(options.requests_per_second, options.max_burst_requests)
    for module in ROUTERS:
        app.include_router(module.router)
    app.get("/openapi.json", include_in_schema=False)(partial(_openapi, app))
    add_error_handlers(app)
    mount_desk(app)
    _add_cors(app, options)
    app.add_middleware(RequestMiddleware, options=options, metrics=services.metrics, tracing=services.tracing)
    app.add_middleware(
        CorrelationIdMiddleware,
        header_name=REQUEST_ID_HEADER,
        update_request_header=False,
        generator=new_request_id,
        validator=is_request_id,
    )
    return app


def operation_id_of(route: APIRoute) -> str:
    """The name of a client's method: that of the route's function, unique over all routers."""
    return route.name


def _limit_threads(app: FastAPI) -> None:
    app.state.body_threads, app.state.batch_threads = CapacityLimiter(BODY_THREADS), CapacityLimiter(BATCH_THREADS)
    app.state.write_turns = CapacityLimiter(WRITE_TURNS)


def _add_cors(app: FastAPI, options: ServiceOptions) -> None:
    if options.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=options.cors_origins,
            allow_methods=["GET", "POST", "PUT", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "If-Match", REQUEST_ID_HEADER],
            expose_headers=["ETag"],
        )


def _openapi(app: FastAPI) -> JSONResponse:
    return JSONResponse(app.openapi())


def _lifespan(services: Services, intervals: JobIntervals) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        workflows = Workflows(services, intervals)
        app.state.workflows = workflows
        await run_in_threadpool(workflows.start)
        try:
            async with mcp_endpoint(app):
                yield
        finally:
            await run_in_threadpool(workflows.stop)
            await run_in_threadpool(app.state.decision_pool.stop)
            services.close()

    return lifespan
