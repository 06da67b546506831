"""Batches: many cases submitted at once and decided in the background."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from api.batch_parser import JSON_LINES, read_cases
from api.batch_submission import BatchSubmission, submit_batch
from api.json_body import JSON
from api.problem import ApiError, responses
from api.routes.decisions import IdempotencyKey
from api.schemas import BatchOut
from api.security import AuthenticatedRoute, Decider, Reader, ServicesDependency, WorkflowsDependency
from api.services import Services
from domain.access import Scope
from domain.batch import Batch, BatchItem
from domain.case import ShortText
from store.errors import StoreDamaged

router = APIRouter(prefix="/v1/batches", tags=["batches"], route_class=AuthenticatedRoute)
COMMON = responses(401, 403, 422, 429, 503)
CASE_SCHEMA = {"$ref": "#/components/schemas/Case"}
BODY = {
    "required": True,
    "content": {
        JSON: {"schema": {"type": "array", "items": CASE_SCHEMA, "minItems": 1}},
        JSON_LINES: {"schema": {"type": "string", "description": "One case per line, as JSON."}},
    },
}


@router.post(
    "",
    status_code=202,
    response_model=BatchOut,
    responses=responses(400, 408, 409, 413, 415) | COMMON,
    openapi_extra={"requestBody": BODY},
)
async def create_batch(
    request: Request,
    services: ServicesDependency,
    workflows: WorkflowsDependency,
    caller: Decider,
    idempotency_key: IdempotencyKey = None,
) -> BatchOut:
    """Submits cases as a JSON array, or as JSON Lines with one case per line. Either all cases are accepted or none.
    With an `Idempotency-Key`, the same body sent again gives the same batch."""
    media_type, body = request.headers.get("content-type", ""), bytearray()
    async for part in request.stream():  # Request.body() would hold the body twice
        body += part

    def submit() -> BatchOut:
        cases = read_cases(media_type, body, services.settings.service)
        digest = _digest(media_type, body)
        batch = submit_batch(services.store, BatchSubmission(caller.key_id, cases, digest, idempotency_key))
        workflows.enqueue_batch(batch.batch_id, batch.total)
        return _batch_out(batch)

    return await to_thread.run_sync(submit, limiter=request.app.state.batch_threads)


def _digest(media_type: str, body: bytearray) -> str:
    digest = hashlib.sha256(media_type.encode() + b"\n")
    digest.update(body)
    return digest.hexdigest()


@router.get("/{batch_id}", response_model=BatchOut, responses=responses(404) | COMMON)
def get_batch(batch_id: ShortText, services: ServicesDependency, caller: Reader) -> BatchOut:
    """The progress of a batch."""
    return _batch_out(services.store.batches.get(batch_id))


@router.get(
    "/{batch_id}/results",
    response_class=StreamingResponse,
    responses={200: {"content": {JSON_LINES: {}}}, **responses(404), **COMMON},
)
def stream_batch_results(batch_id: ShortText, services: ServicesDependency, caller: Reader) -> StreamingResponse:
    """The results of a batch. One line per case, in order: its number, its id, and its decision, its error, or neither
    while it waits."""
    services.store.batches.get(batch_id)
    return StreamingResponse(_result_lines(services, batch_id), media_type=JSON_LINES)


def _result_lines(services: Services, batch_id: str) -> Iterator[str]:
    for item in services.store.batches.items(batch_id):
        yield json.dumps(_result(services, item), ensure_ascii=False) + "\n"


def _result(services: Services, item: BatchItem) -> dict[str, Any]:
    error, stored = item.error, None
    if item.done and error is None:
        try:
            stored = services.store.get(item.decision_id)
        except StoreDamaged:  # the other results are still returned
            error = f"decision {item.decision_id} cannot be read: tell the operator of the service"
    decision = stored.decision.model_dump(mode="json") if stored else None
    return {"number": item.number, "case_id": item.case_id, "decision": decision, "error": error}


@router.post("/{batch_id}/cancel", response_model=BatchOut, responses=responses(404) | COMMON)
def cancel_batch(batch_id: ShortText, services: ServicesDependency, caller: Decider) -> BatchOut:
    """Cancels a batch. Decided cases stay decided, cases in progress finish, the others are not decided. For the key
    that submitted the batch, and for admins."""
    store = services.store
    batch = store.batches.get(batch_id)
    if batch.caller_id != caller.key_id and not caller.has_scope(Scope.ADMIN):
        raise ApiError(403, "forbidden", "only the key that submitted this batch, or an admin key, may cancel it")
    before = _batch_out(batch)
    if before.status != "running":
        return before
    with store.database.write_transaction() as session:
        store.audit.append(session, caller.key_id, "batch.cancel", batch_id, before.status, "cancelled")
        store.batches.cancel(session, batch_id, datetime.now(UTC))
    return _batch_out(store.batches.get(batch_id))


def _batch_out(batch: Batch) -> BatchOut:
    finished = batch.done == batch.total
    return BatchOut(
        batch_id=batch.batch_id,
        status="done" if finished else "cancelled" if batch.cancelled else "running",
        total=batch.total,
        done=batch.done,
        failed=batch.failed,
        created_at=batch.created_at,
    )
