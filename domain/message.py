"""A message to a creator on its way: held for a person, ready, delivered, or never to be."""

from datetime import datetime
from enum import StrEnum

from domain.base import FrozenModel
from domain.education import EducationMessage
from domain.verdict import Outcome


class MessageStatus(StrEnum):
    """`held` waits for a moderator, `ready` for its turn; `superseded`: a review left nothing to say before it went;
    `dead`: delivery was given up and somebody must look."""

    HELD = "held"
    READY = "ready"
    DELIVERED = "delivered"
    SUPERSEDED = "superseded"
    DEAD = "dead"


class Notification(FrozenModel):
    """What a decision or its review puts into the outbox; without `clauses` it takes an earlier message back."""

    creator_id: str
    message: EducationMessage
    clauses: tuple[str, ...]
    held: bool


class Message(FrozenModel):
    """`message_id` stays the same over every attempt; `trouble` is what went wrong last; `not_before` is when it may
    go, by backoff, quiet hours or the creator's cap; `corrects` is the message about the same decision that was
    delivered before and no longer holds."""

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
