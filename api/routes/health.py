"""Whether the service lives, whether it is ready, and its meters."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from api.problem import responses
from api.security import PartsOf, Watcher
from api.wire import Ready
from domain.message import MessageStatus

router = APIRouter(tags=["health"])


@router.get("/healthz", response_model=dict[str, str])
async def alive() -> dict[str, str]:
    return {"status": "alive"}


@router.get("/readyz", response_model=Ready, responses={503: {"model": Ready}})
async def ready(request: Request) -> JSONResponse:
    """Corpus and index were opened at the start; the store and the creators' signals are asked every other second at
    most, the model server twice a minute. Signals that cannot be reached withhold consequences and stop nothing; nor
    does a model that cannot, for what was decided can still be read."""
    told = await request.app.state.glance.seen()
    fine = told["store"] == "fine"
    return JSONResponse(Ready(ready=fine, parts=told).model_dump(), 200 if fine else 503)


@router.get("/metrics", responses={200: {"content": {"text/plain": {}}}, **responses(401, 403, 429, 503)})
def metrics(parts: PartsOf, caller: Watcher) -> Response:
    """For Prometheus."""
    for status in MessageStatus:
        parts.meters.outbox.labels(status.value).set(parts.store.outbox.count(status))
    parts.meters.waiting.set(parts.store.batches.waiting())
    return Response(parts.meters.text(), media_type="text/plain; version=0.0.4")
