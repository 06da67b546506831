"""Batches: many cases, decided in the background."""

from datetime import datetime

from domain.base import FrozenModel


class Batch(FrozenModel):
    """`caller_id` is the id of the API key that submitted the batch. `done` counts the finished cases of `total`,
    `failed` those among them that ended with an error. After cancellation no further case is decided."""

    batch_id: str
    caller_id: str
    total: int
    done: int
    failed: int
    created_at: datetime
    cancelled: bool


class BatchItem(FrozenModel):
    """One case of a batch. `number` counts from 0. `case_id` is None if the stored value is no longer a valid case.
    If `done`, either `error` says why the case failed or the decision is stored as `decision_id`."""

    number: int
    case_id: str | None
    decision_id: str
    error: str | None
    done: bool
