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
from pydantic import TypeAdapter, ValidationError

from api.jobs.durable import enqueue_batch
from api.parts import Parts
from api.problem import ApiError, responses
from api.routes.decisions import IdempotencyKey
from api.security import Decider, PartsOf, Reader
from api.wire import BatchOut
from domain.batch import Batch, BatchItem
from domain.case import Case, Name
from store.audit import Entry
from store.errors import BatchTaken

router = APIRouter(prefix="/v1/batches", tags=["batches"])
COMMON = responses(401, 403, 422, 429, 503)
LINES = "application/x-ndjson"
CASES = TypeAdapter(list[Case])
CASE = {"$ref": "#/components/schemas/Case"}
BODY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Case"}, "minItems": 1}
        },
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
    media, body = request.headers.get("content-type", ""), await request.body()
    return await run_in_threadpool(_taken_in, parts, media, body, caller.key_id, idempotency_key)


def _taken_in(parts: Parts, media: str, body: bytes, who: str, key: str | None) -> BatchOut:
    cases = _cases(media, body, parts.settings.service.batch_cases)
    batch_id, now = f"bat_{secrets.token_hex(6)}", datetime.now(UTC)
    if key is not None:
        digest = hashlib.sha256(media.encode() + b"\n" + body).hexdigest()
        batch_id = parts.store.requests.claim(who, key, digest, batch_id, now)
    with suppress(BatchTaken), parts.store.database.writing() as session:  # under the same key it was taken in before
        parts.store.audit.enter(session, Entry(who, "batch.create", batch_id, "", f"{len(cases)} cases"))
        parts.store.batches.enter(session, batch_id, who, cases, now)
    enqueue_batch(batch_id, len(cases))
    return _out(parts.store.batches.get(batch_id))


def _cases(media: str, body: bytes, most: int) -> list[Case]:
    kind = media.partition(";")[0].strip().lower()
    try:
        if kind == LINES or kind == "application/jsonl":
            told = [*_each_line(body)]
        elif kind == "application/json":
            told = json.loads(body)
        else:
            raise ApiError(415, "media-type", f"send application/json (an array of cases) or {LINES} (a case a line)")
        if not isinstance(told, list) or not 0 < len(told) <= most:
            raise ApiError(422, "invalid", f"a batch is an array of 1 to {most:,} cases")
        return CASES.validate_python(told)
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"]))
        faults = f"case {where}: {fault['msg']} ({error.error_count()} faults in all); cases are counted from 0"
        raise ApiError(422, "invalid", faults) from error
    except (ValueError, RecursionError) as error:
        raise ApiError(400, "malformed", f"the body is no JSON: {type(error).__name__}") from error


def _each_line(body: bytes) -> Iterator[Any]:
    """Lines end at a line feed alone: JSON leaves other separators bare within its strings."""
    for number, line in enumerate(body.split(b"\n"), 1):
        if line.strip():
            try:
                yield json.loads(line)
            except (ValueError, RecursionError) as error:
                raise ApiError(400, "malformed", f"line {number} is no JSON: {type(error).__name__}") from error


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


def _lines(parts: Parts, batch_id: str) -> Iterator[str]:
    for item in parts.store.batches.items(batch_id):
        yield json.dumps(_told(parts, item), ensure_ascii=False) + "\n"


def _told(parts: Parts, item: BatchItem) -> dict[str, Any]:
    record = parts.store.get(item.decision_id) if item.done and item.error is None else None
    decision = record.decision.model_dump(mode="json") if record else None
    return {"number": item.number, "case_id": item.case.id, "decision": decision, "error": item.error}


@router.post("/{batch_id}/cancel", response_model=BatchOut, responses=responses(404) | COMMON)
def cancel(batch_id: Name, parts: PartsOf, caller: Decider) -> BatchOut:
    """What is decided stays; what is under way ends; the rest is not decided."""
    before = _out(parts.store.batches.get(batch_id))
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
