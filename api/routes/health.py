"""Whether the service lives, whether it is ready, and its meters."""

import asyncio
from time import monotonic

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from api.parts import Parts
from api.problem import responses
from api.security import PartsOf, Watcher
from api.wire import Ready
from domain.errors import OperationError
from domain.message import MessageStatus
from domain.signals import SignalCondition

router = APIRouter(tags=["health"])
KEPT = 2.0  # seconds
NOBODY = "clausewise-ready"


@router.get("/healthz", response_model=dict[str, str])
async def alive() -> dict[str, str]:
    return {"status": "alive"}


@router.get("/readyz", response_model=Ready, responses={503: {"model": Ready}})
async def ready(request: Request) -> JSONResponse:
    """Corpus and index were opened at the start; the store and the creators' signals are asked, every other second at
    most. Signals that cannot be reached withhold consequences and stop nothing; a model that cannot is told by each
    decision."""
    told = await request.app.state.glance.seen()
    fine = told["store"] == "fine"
    return JSONResponse(Ready(ready=fine, parts=told).model_dump(), 200 if fine else 503)


class Glance:
    """How the parts are, looked at by one of those that ask at once: anybody may ask, and a part that hangs must not
    hold a thread for each."""

    def __init__(self, parts: Parts) -> None:
        self._parts, self._lock = parts, asyncio.Lock()
        self._told, self._until = dict[str, str](), 0.0

    async def seen(self) -> dict[str, str]:
        async with self._lock:
            if monotonic() >= self._until:
                self._told = await run_in_threadpool(_look, self._parts)
                self._until = monotonic() + KEPT
            return self._told


def _look(parts: Parts) -> dict[str, str]:
    library = parts.shelf.library
    told = {
        "corpus": f"{library.name}, fingerprint {library.fingerprint[:12]}",
        "index": f"{len(parts.shelf.index.matrix)} texts",
        "model": f"{parts.adjudicator.judge.name} ({parts.adjudicator.judge.model})",
        "signals": "fine",
        "store": "fine",
    }
    try:
        parts.store.list(1)
    except OperationError as error:
        told["store"] = f"cannot be asked ({type(error).__name__}): clausewise doctor says what to do"
    if parts.adjudicator.gatherer.signals.read(NOBODY).condition is SignalCondition.UNREACHABLE:
        told["signals"] = "cannot be reached: consequences are withheld until then"
    return told


@router.get("/metrics", responses={200: {"content": {"text/plain": {}}}, **responses(401, 403, 429, 503)})
def metrics(parts: PartsOf, caller: Watcher) -> Response:
    """For Prometheus."""
    for status in MessageStatus:
        parts.meters.outbox.labels(status.value).set(parts.store.outbox.count(status))
    parts.meters.waiting.set(parts.store.batches.waiting())
    return Response(parts.meters.text(), media_type="text/plain; version=0.0.4")
