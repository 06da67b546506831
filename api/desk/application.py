"""The desk as an application of its own, mounted at /desk: its pages, its files, and its errors as pages."""

from asyncio import Semaphore

from anyio import CapacityLimiter
from fastapi import Depends, FastAPI
from fastapi.responses import RedirectResponse

from api.desk.errors import add_error_pages
from api.desk.openid.provider import Provider
from api.desk.pages import (
    appeals,
    drafts,
    insight_findings,
    insights,
    job,
    job_actions,
    jump,
    letters,
    openid,
    policies,
    policy_trial,
    preferences,
    quality,
    queue,
    sign_in,
    static_files,
    today,
)
from api.desk.quality_figures import QualityFigures
from api.desk.views.policies import PolicyProblems
from api.query_parameters import refuse_unknown_parameters
from api.rate_limit import RateLimiter
from api.routes.quality import quality_reports

ROUTERS = (
    queue,
    job,
    job_actions,
    drafts,
    appeals,
    letters,
    policies,
    policy_trial,
    today,
    quality,
    insights,
    insight_findings,
    jump,
    preferences,
    sign_in,
    openid,
    static_files,
)
SIGN_INS_PER_SECOND, SIGN_IN_BURST = 0.2, 10  # wrong keys of one address: a person mistypes a few
PROVIDER_THREADS = 4  # people who come back from the provider at once


def mount_desk(app: FastAPI) -> None:
    """`app` has its state and its error handlers already: the desk uses both."""
    desk = FastAPI(
        title="Clausewise desk",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(refuse_unknown_parameters)],
    )
    desk.state = app.state
    app.state.policy_problems, app.state.replay_turn = PolicyProblems(app.state.services.corpus), Semaphore(1)
    app.state.quality_figures = QualityFigures(quality_reports(app.state.services))
    app.state.sign_in_limiter = RateLimiter(SIGN_INS_PER_SECOND, SIGN_IN_BURST)
    app.state.provider = Provider.configured(app.state.services.settings.sign_in)
    app.state.provider_threads = CapacityLimiter(PROVIDER_THREADS)
    for module in ROUTERS:
        desk.include_router(module.router)
    add_error_pages(desk, app)
    app.mount("/desk", desk)
    for path in ("/", "/desk"):
        app.get(path, include_in_schema=False)(_to_queue)
    app.get("/insights", include_in_schema=False)(_to_insights)


async def _to_insights() -> RedirectResponse:
    return RedirectResponse("/desk/insights", 303)


async def _to_queue() -> RedirectResponse:
    return RedirectResponse("/desk/queue", 303)
