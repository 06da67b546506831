"""Messages to creators, from the outbox to delivery."""

from datetime import datetime
from enum import StrEnum

from domain.base import FrozenModel
from domain.education import EducationMessage
from domain.verdict import Outcome


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
