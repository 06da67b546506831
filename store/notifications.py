"""Enqueues the messages of decisions and reviews in the outbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.case import Case
from domain.decision import Decision
from domain.education import EducationMessage
from domain.message import Message, MessageHistory, MessageStatus, Notification
from domain.review import Review
from domain.verdict import Outcome
from store.decision_rows import StoredDecision
from store.schema import ReviewUndoRow
from store.service_schema import AppealRow, MessageRow

PENDING = (MessageStatus.HELD, MessageStatus.READY)
CLOSED_APPEALS = select(AppealRow.appeal_id)


class Notifier(Protocol):
    """Chooses the message to a creator, None for no message."""

    def for_decision(self, case: Case, decision: Decision) -> Notification | None: ...

    def for_review(
        self, case: Case, decision: Decision, review: Review, history: MessageHistory
    ) -> Notification | None: ...


def enqueue_for_decision(session: Session, stored: StoredDecision, notifier: Notifier) -> bool:
    """Within the transaction that saves the decision. Whether a letter waits for a person."""
    notification = notifier.for_decision(stored.case, stored.decision)
    if notification is not None:
        enqueue(session, stored.decision.decision_id, notification, stored.decision.decided_at)
    return notification is not None and notification.held


def enqueue(
    session: Session,
    decision_id: str,
    notification: Notification,
    at: datetime,
    delivered: Sequence[Message] = (),
    not_before: datetime | None = None,
) -> None:
    """`delivered` are the delivered messages about the decision, oldest first. A later message that was not delivered
    is replaced. It is due `at` once, or at `not_before`."""
    first_id = f"msg_{decision_id.removeprefix('dec_')}"
    row = MessageRow(
        message_id=f"{first_id}-{len(delivered) + 1}" if delivered else first_id,
        decision_id=decision_id,
        corrects=delivered[-1].message_id if delivered else None,
        creator_id=notification.creator_id,
        outcome=(Outcome.VIOLATION if notification.clauses else Outcome.NO_VIOLATION).value,
        clauses=list(notification.clauses),
        message=notification.message.model_dump(mode="json"),
        status=(MessageStatus.HELD if notification.held else MessageStatus.READY).value,
        not_before=not_before or at,
        attempts=0,
        last_error="",
        created_at=at,
        delivered_at=None,
    )
    session.merge(row)


def update_messages(session: Session, stored: StoredDecision, review: Review, notifier: Notifier | None) -> None:
    """Enqueues the message that the review makes necessary, due when the review can no longer be undone. Without one,
    supersedes the undelivered messages. An appeal that the review answers is closed already."""
    query = select(MessageRow).where(MessageRow.decision_id == review.decision_id).order_by(MessageRow.created_at)
    rows = session.scalars(query).all()
    messages = [message_of(row) for row in rows]
    appealed = session.scalar(CLOSED_APPEALS.where(AppealRow.review_id == review.review_id)) is not None
    delivered, history = _delivered(messages), message_history(messages, appealed=appealed)
    notification = notifier.for_review(stored.case, stored.decision, review, history) if notifier else None
    if notification is not None:
        undo_until = session.scalar(select(ReviewUndoRow.undo_until).where(ReviewUndoRow.review_id == review.review_id))
        enqueue(session, review.decision_id, notification, review.reviewed_at, delivered, undo_until)
        return
    for row in rows:
        if row.status != MessageStatus.DELIVERED.value:
            row.status = MessageStatus.SUPERSEDED.value


def message_history(messages: Sequence[Message], *, appealed: bool) -> MessageHistory:
    """Of all messages about a decision, oldest first."""
    delivered = _delivered(messages)
    pending = next((message for message in reversed(messages) if message.status in PENDING), None)
    return MessageHistory(delivered=delivered[-1] if delivered else None, pending=pending, appealed=appealed)


def _delivered(messages: Sequence[Message]) -> list[Message]:
    return _in_order([message for message in messages if message.status is MessageStatus.DELIVERED])


def _in_order(delivered: Sequence[Message]) -> list[Message]:
    """Each after the message that it corrects. The times cannot order them: the clocks of reviewers may differ."""
    corrects = {message.message_id: message.corrects for message in delivered}

    def chain_length(message: Message) -> int:
        length, message_id = 0, message.corrects
        while message_id is not None:
            length, message_id = length + 1, corrects.get(message_id)
        return length

    return sorted(delivered, key=chain_length)


def message_of(row: MessageRow) -> Message:
    return Message(
        message_id=row.message_id,
        decision_id=row.decision_id,
        corrects=row.corrects,
        creator_id=row.creator_id,
        outcome=Outcome(row.outcome),
        clauses=tuple(row.clauses),
        message=EducationMessage.model_validate(row.message),
        status=MessageStatus(row.status),
        not_before=row.not_before,
        attempts=row.attempts,
        last_error=row.last_error,
        created_at=row.created_at,
        delivered_at=row.delivered_at,
    )
