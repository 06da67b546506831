"""Stores a submitted batch once, however often the request is sent."""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from api.batch_parser import BatchCases
from domain.batch import Batch
from store.decisions import DecisionStore
from store.errors import BatchNotFound, IdempotencyKeyTaken, StoreError


@dataclass(frozen=True)
class BatchSubmission:
    """`digest` identifies the body of the request."""

    caller_id: str
    cases: BatchCases
    digest: str
    idempotency_key: str | None = None


def submit_batch(store: DecisionStore, submission: BatchSubmission) -> Batch:
    """Returns the earlier batch of the idempotency key, unless it was pruned. Raises IdempotencyKeyReused for another
    body under the same key."""
    previous_id = _batch_id_of_key(store, submission)
    if previous_id is not None:
        with suppress(BatchNotFound):
            return store.batches.get(previous_id)
    return store.batches.get(store_batch(store, submission, previous_id))


def store_batch(store: DecisionStore, submission: BatchSubmission, previous_id: str | None = None) -> str:
    """Returns the id of the batch; if the same request is being stored at the same time, the id of the first that is
    complete. `previous_id` is the pruned batch of the key."""
    batch_id, now = f"bat_{secrets.token_hex(6)}", datetime.now(UTC)
    caller_id, key = submission.caller_id, submission.idempotency_key
    try:
        total = store.batch_intake.store_cases(batch_id, caller_id, submission.cases, now)
        with store.database.write_transaction() as session:
            store.audit.append(session, caller_id, "batch.create", batch_id, "", f"{total} cases")
            if key and previous_id:
                store.idempotency_keys.replace(session, caller_id, key, previous_id, batch_id, now)
            elif key:
                store.idempotency_keys.add(session, caller_id, key, submission.digest, batch_id, now)
            store.batch_intake.commit(session, batch_id, total)
    except Exception as error:
        with suppress(StoreError):  # the periodic sweep discards what is left
            store.batch_intake.discard(batch_id)
        first_id = _batch_id_of_key(store, submission) if isinstance(error, IdempotencyKeyTaken) else None
        if first_id is None:
            raise
        return first_id
    return batch_id


def _batch_id_of_key(store: DecisionStore, submission: BatchSubmission) -> str | None:
    key = submission.idempotency_key
    return store.idempotency_keys.find(submission.caller_id, key, submission.digest) if key else None
