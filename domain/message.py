"""Messages to creators, from the outbox to delivery."""

import hashlib
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.base import FrozenModel
from domain.education import EducationMessage
from domain.verdict import Outcome

VERSION_CHARS = 16


class MessageStatus(StrEnum):
    """`held`: waits for a moderator. `ready`: waits for delivery. `superseded`: a review made it obsolete before
    delivery. `dead`: delivery was given up; an operator can redrive it."""

    HELD = "held"
    READY = "ready"
    DELIVERED = "delivered"
    SUPERSEDED = "superseded"
    DEAD = "dead"


class Notification(FrozenModel):
    """A message to enqueue for a decision or its review; without `clauses` it retracts an earlier message."""

    creator_id: str
    message: EducationMessage
    clauses: tuple[str, ...]
    held: bool


class Message(FrozenModel):
    """A message in the outbox. `message_id` is the same for every delivery attempt. `corrects` is the id of the
    delivered message that this one replaces. `not_before` is the earliest delivery time, after backoff, quiet hours
    and the creator's cap. `last_error` describes the last failed attempt."""

    message_id: str
    decision_id: str
    corrects: str | None = None
    creator_id: str
    outcome: Outcome
    clauses: tuple[str, ...]
    message: EducationMessage
    status: MessageStatus
    not_before: datetime
    attempts: int
    last_error: str
    created_at: datetime
    delivered_at: datetime | None

    @property
    def version(self) -> str:
        """Of the text: the start of its SHA-256."""
        return hashlib.sha256(self.message.model_dump_json().encode()).hexdigest()[:VERSION_CHARS]

    @property
    def appeal_until(self) -> date | None:
        """The last day to appeal; None before the delivery, and where the letter states no time."""
        return self._until(self.message.appeal_days)

    @property
    def contest_until(self) -> date | None:
        """Likewise, the last day on which the creator is heard at all."""
        stated = (self.message.appeal_days, self.message.complaint_days)
        return self._until(max((days for days in stated if days is not None), default=None))

    def _until(self, days: int | None) -> date | None:
        return None if self.delivered_at is None or days is None else self.delivered_at.date() + timedelta(days=days)


class MessageHistory(FrozenModel):
    """The messages about a decision when a review is saved. `delivered`: the last that the creator received. `pending`:
    the one that waits, held or ready. `appealed`: the review answers an appeal."""

    delivered: Message | None = None
    pending: Message | None = None
    appealed: bool = False
