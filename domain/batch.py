"""A batch: many cases decided in the background."""

from datetime import datetime

from domain.base import FrozenModel


class Batch(FrozenModel):
    """`caller` is the id of the key that handed it in. `done` of `total` cases, `failed` among them; a cancelled one
    decides no more of them."""

    batch_id: str
    caller: str
    total: int
    done: int
    failed: int
    created_at: datetime
    cancelled: bool


class BatchItem(FrozenModel):
    """A case of a batch, by its id (None: what is on record is no case any more).
    `error` says why the case could not be decided; without it and `done`, it is decided under `decision_id`."""

    number: int
    case_id: str | None
    decision_id: str
    error: str | None
    done: bool
