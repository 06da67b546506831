"""The meters."""

from fastapi import APIRouter, Response

from api.problem import responses
from api.security import Guarded, PartsOf, Watcher
from domain.message import MessageStatus

router = APIRouter(tags=["health"], route_class=Guarded)


@router.get("/metrics", responses={200: {"content": {"text/plain": {}}}, **responses(401, 403, 429, 503)})
def metrics(parts: PartsOf, caller: Watcher) -> Response:
    """For Prometheus."""
    for status in MessageStatus:
        parts.meters.outbox.labels(status.value).set(parts.store.outbox.count(status))
    parts.meters.waiting.set(parts.store.batches.waiting())
    return Response(parts.meters.text(), media_type="text/plain; version=0.0.4")
