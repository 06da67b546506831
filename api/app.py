"""The application: routes, their guards, and what is started and ended with it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.middleware.cors import CORSMiddleware

from api import problem
from api.jobs import workflows
from api.jobs.dispatch import EVERY, Dispatcher
from api.jobs.periodic import Rounds
from api.middleware import Edge
from api.rate_limit import Buckets
from api.readiness import ReadinessProbe
from api.routes import appeals, batches, decisions, health, messages, metrics, policies, reviews, stream
from api.services import Services

ROUTERS = (stream, decisions, reviews, appeals, batches, policies, messages, metrics, health)
ABOUT = """Verdicts on creators' content, clause by clause, with proof. Cases and decisions have the form that
`clausewise adjudicate --json` has. Errors are problem+json (RFC 9457) with a stable `type`."""


def create(parts: Services, *, keyless: bool) -> FastAPI:
    """`keyless`: whoever reaches the service may do everything; for loopback alone."""
    app = FastAPI(
        title="Clausewise",
        description=ABOUT,
        version=version("clausewise"),
        docs_url=None,  # they load scripts from elsewhere
        redoc_url=None,
        lifespan=_life(parts),
    )
    options = parts.settings.service
    app.state.parts, app.state.keyless = parts, keyless
    app.state.glance = ReadinessProbe(parts)
    app.state.buckets = Buckets(options.rate, options.burst)
    for module in ROUTERS:
        app.include_router(module.router)
    problem.install(app)
    if options.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=options.origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "X-Request-Id"],
        )
    app.add_middleware(Edge, options=options, meters=parts.meters)
    return app


def _life(parts: Services) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        rounds = await run_in_threadpool(workflows.begin, parts, parts.settings)
        if parts.settings.messages.webhook_url is not None:
            dispatcher = Dispatcher(parts.store.outbox, parts.settings.messages, workflows.enqueue_letters)
            rounds += (Rounds("dispatcher", EVERY, lambda: dispatcher.dispatch(datetime.now(UTC))),)
        for one in rounds:
            one.start()
        try:
            yield
        finally:
            for one in rounds:
                await run_in_threadpool(one.stop)
            await run_in_threadpool(workflows.end, parts.settings.service.drain_seconds)
            parts.close()

    return life
