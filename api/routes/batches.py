"""Batches: up to ten thousand cases taken in at once and decided in the background."""

import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from api.batch_parser import JSON, LINES, Cases, read_cases
from api.jobs.workflows import enqueue_batch
from api.problem import ApiError, responses
from api.routes.decisions import IdempotencyKey
from api.schemas import BatchOut
from api.security import Decider, Guarded, PartsOf, Reader
from api.services import Services
from domain.access import Scope
from domain.batch import Batch, BatchItem
from domain.case import Name
from store.audit import Entry
from store.decisions import DecisionStore
from store.errors import BatchUnknown, RequestTaken, StoreDamaged, StoreError

router = APIRouter(prefix="/v1/batches", tags=["batches"], route_class=Guarded)
COMMON = responses(401, 403, 422, 429, 503)
CASE = {"$ref": "#/components/schemas/Case"}
BODY = {
    "required": True,
    "content": {
        JSON: {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Case"}, "minItems": 1}},
        LINES: {"schema": {"type": "string", "description": "A case a line, as JSON."}},
    },
}


@router.post(
    "",
    status_code=202,
    response_model=BatchOut,
    responses=responses(400, 408, 409, 413, 415) | COMMON,
    openapi_extra={"requestBody": BODY},
)
async def create(request: Request, parts: PartsOf, caller: Decider, idempotency_key: IdempotencyKey = None) -> BatchOut:
    """Cases as a JSON array, or as JSON Lines: a case a line. All are taken in, or none. With an `Idempotency-Key`, the
    same body sent again is the same batch."""
    media, body = request.headers.get("content-type", ""), bytearray()
    async for part in request.stream():  # Request.body() would hold the parts and the whole
        body += part
    return await run_in_threadpool(_taken_in, parts, media, body, caller.key_id, idempotency_key)


def _taken_in(parts: Services, media: str, body: bytearray, who: str, key: str | None) -> BatchOut:
    cases, digest = read_cases(media, body, parts.settings.service), _digest(media, body)
    before = parts.store.idempotency_keys.find(who, key, digest) if key else None
    batch = _made(parts.store, before) if before else None
    if batch is None:
        batch = parts.store.batches.get(entered(parts.store, cases, who, key, digest, before))
    enqueue_batch(batch.batch_id, batch.total)
    return _out(batch)


def _made(store: DecisionStore, before: str) -> Batch | None:
    """None where it was pruned."""
    with suppress(BatchUnknown):
        return store.batches.get(before)
    return None


def entered(store: DecisionStore, cases: Cases, who: str, key: str | None, digest: str, before: str | None) -> str:
    """Its id; of the same request sent twice at once, that of the first one that was here whole. `before` is what the
    key stood for."""
    batch_id, now = f"bat_{secrets.token_hex(6)}", datetime.now(UTC)
    try:
        total = store.batches.put(batch_id, who, cases, now)
        with store.database.writing() as session:
            store.audit.enter(session, Entry(who, "batch.create", batch_id, "", f"{total} cases"))
            if key and before:
                store.idempotency_keys.replace(session, who, key, before, batch_id, now)
            elif key:
                store.idempotency_keys.enter(session, who, key, digest, batch_id, now)
            store.batches.enter(session, batch_id, total)
    except Exception as failed:
        with suppress(StoreError):  # what stays is dropped later
            store.batches.drop(batch_id)
        first = store.idempotency_keys.find(who, key, digest) if key and isinstance(failed, RequestTaken) else None
        if first is None:
            raise
        return first
    return batch_id


def _digest(media: str, body: bytearray) -> str:
    digest = hashlib.sha256(media.encode() + b"\n")
    digest.update(body)
    return digest.hexdigest()


@router.get("/{batch_id}", response_model=BatchOut, responses=responses(404) | COMMON)
def get(batch_id: Name, parts: PartsOf, caller: Reader) -> BatchOut:
    """How far it is."""
    return _out(parts.store.batches.get(batch_id))


@router.get(
    "/{batch_id}/results",
    response_class=StreamingResponse,
    responses={200: {"content": {LINES: {}}}, **responses(404), **COMMON},
)
def results(batch_id: Name, parts: PartsOf, caller: Reader) -> StreamingResponse:
    """A line a case, in their order: its number, its id, and its decision, its error, or neither while it waits."""
    parts.store.batches.get(batch_id)
    return StreamingResponse(_lines(parts, batch_id), media_type=LINES)


def _lines(parts: Services, batch_id: str) -> Iterator[str]:
    for item in parts.store.batches.items(batch_id):
        yield json.dumps(_told(parts, item), ensure_ascii=False) + "\n"


def _told(parts: Services, item: BatchItem) -> dict[str, Any]:
    error, record = item.error, None
    if item.done and error is None:
        try:
            record = parts.store.get(item.decision_id)
        except StoreDamaged:  # the others are given out all the same
            error = f"decision {item.decision_id} cannot be read back: tell whoever runs the service"
    decision = record.decision.model_dump(mode="json") if record else None
    return {"number": item.number, "case_id": item.case_id, "decision": decision, "error": error}


@router.post("/{batch_id}/cancel", response_model=BatchOut, responses=responses(404) | COMMON)
def cancel(batch_id: Name, parts: PartsOf, caller: Decider) -> BatchOut:
    """What is decided stays; what is under way ends; the rest is not decided. For the key that handed it in, and for
    admins."""
    batch = parts.store.batches.get(batch_id)
    if batch.caller != caller.key_id and not caller.may(Scope.ADMIN):
        raise ApiError(403, "forbidden", "another key handed this batch in: that key, or an admin's, may cancel it")
    before = _out(batch)
    if before.status != "running":
        return before
    with parts.store.database.writing() as session:
        parts.store.audit.enter(session, Entry(caller.key_id, "batch.cancel", batch_id, before.status, "cancelled"))
        parts.store.batches.cancel(session, batch_id, datetime.now(UTC))
    return _out(parts.store.batches.get(batch_id))


def _out(batch: Batch) -> BatchOut:
    finished = batch.done == batch.total
    return BatchOut(
        batch_id=batch.batch_id,
        status="done" if finished else "cancelled" if batch.cancelled else "running",
        total=batch.total,
        done=batch.done,
        failed=batch.failed,
        created_at=batch.created_at,
    )
