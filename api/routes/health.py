"""Whether the service lives, whether it is ready, and its meters."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from api.problem import responses
from api.security import PartsOf, Reader
from api.wire import Ready
from domain.errors import OperationError
from domain.message import MessageStatus
from domain.signals import SignalCondition

router = APIRouter(tags=["health"])
NOBODY = "clausewise-ready"


@router.get("/healthz", response_model=dict[str, str])
async def alive() -> dict[str, str]:
    return {"status": "alive"}


@router.get("/readyz", response_model=Ready, responses={503: {"model": Ready}})
def ready(parts: PartsOf, request: Request) -> JSONResponse:
    """Corpus and index were opened at the start; the store and the creators' signals are asked now. Signals that
    cannot be reached withhold consequences and stop nothing; a model that cannot is told by each decision."""
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
    fine = told["store"] == "fine" and not request.app.state.closing
    return JSONResponse(Ready(ready=fine, parts=told).model_dump(), 200 if fine else 503)


@router.get("/metrics", responses={200: {"content": {"text/plain": {}}}, **responses(401, 403, 429, 503)})
def metrics(parts: PartsOf, caller: Reader) -> Response:
    """For Prometheus."""
    for status in MessageStatus:
        parts.meters.outbox.labels(status.value).set(parts.store.outbox.count(status))
    parts.meters.waiting.set(parts.store.batches.waiting())
    return Response(parts.meters.text(), media_type="text/plain; version=0.0.4")
