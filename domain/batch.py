"""A batch: many cases decided in the background."""

from datetime import datetime

from domain.case import Case
from domain.value import Value


class Batch(Value):
    """`caller` is the id of the key that handed it in. `done` of `total` cases, `failed` among them; a cancelled one
    decides no more of them."""

    batch_id: str
    caller: str
    total: int
    done: int
    failed: int
    created_at: datetime
    cancelled: bool


class BatchItem(Value):
    """`error` says why the case could not be decided; without it and `done`, it is decided under `decision_id`."""

    number: int
    case: Case
    decision_id: str
    error: str | None
    done: bool
