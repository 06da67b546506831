"""Liveness and readiness, without authentication."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from api.problem import responses
from api.readiness import OK
from api.schemas import Readiness

router = APIRouter(tags=["health"])


@router.get("/healthz", response_model=dict[str, str], responses=responses(422))
async def check_health() -> dict[str, str]:
    """Answers while the process runs."""
    return {"status": "alive"}


@router.get("/readyz", response_model=Readiness, responses={503: {"model": Readiness}, **responses(422)})
async def check_readiness(request: Request) -> JSONResponse:
    """The state of each component. Corpus and index are loaded at start-up. Store and creator signals are checked at
    most every other second, the model server twice a minute. Only an unavailable store makes the service not ready:
    without signals consequences are not determined, and without a model stored decisions can still be read. The store
    is available if it can be read and written."""
    components = await request.app.state.readiness.components()
    is_ready = components["store"] == OK
    return JSONResponse(Readiness(ready=is_ready, components=components).model_dump(), 200 if is_ready else 503)
