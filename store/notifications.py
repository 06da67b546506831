"""Messages that enter the outbox with a decision, and that follow each of its reviews."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.case import Case
from domain.decision import Decision
from domain.education import EducationMessage
from domain.message import Message, MessageStatus, Notification
from domain.review import Review
from domain.verdict import Outcome
from store.decision_rows import Record
from store.service_schema import MessageRow


class Notifier(Protocol):
    """Says which message is due to a creator; None: none is. `told` is the last one that reached them."""

    def of_decision(self, case: Case, decision: Decision) -> Notification | None: ...

    def of_review(
        self, case: Case, decision: Decision, review: Review, told: Message | None
    ) -> Notification | None: ...


class NoNotifier:
    """Writes to nobody, for a record that is only read."""

    def of_decision(self, case: Case, decision: Decision) -> Notification | None:
        return None

    def of_review(self, case: Case, decision: Decision, review: Review, told: Message | None) -> Notification | None:
        return None


def post(
    session: Session, decision_id: str, posting: Notification, at: datetime, delivered: Sequence[Message] = ()
) -> None:
    """Within the transaction that keeps the decision or its review. `delivered` are the messages of the decision that
    went, oldest first; one that was posted after them, and did not go, makes way."""
    first = f"msg_{decision_id.removeprefix('dec_')}"
    row = MessageRow(
        message_id=f"{first}-{len(delivered) + 1}" if delivered else first,
        decision_id=decision_id,
        corrects=delivered[-1].message_id if delivered else None,
        creator_id=posting.creator_id,
        outcome=(Outcome.VIOLATION if posting.clauses else Outcome.NO_VIOLATION).value,
        clauses=list(posting.clauses),
        message=posting.message.model_dump(mode="json"),
        status=(MessageStatus.HELD if posting.held else MessageStatus.READY).value,
        not_before=at,
        attempts=0,
        trouble="",
        created_at=at,
        delivered_at=None,
    )
    session.merge(row)


def follow(session: Session, record: Record, review: Review, postman: Notifier) -> None:
    """What the creator does not know yet goes as it now reads; where they know, what waited is superseded."""
    query = select(MessageRow).where(MessageRow.decision_id == review.decision_id).order_by(MessageRow.created_at)
    rows = session.scalars(query).all()
    delivered = _in_turn([message_of(row) for row in rows if row.status == MessageStatus.DELIVERED.value])
    posting = postman.of_review(record.case, record.decision, review, delivered[-1] if delivered else None)
    if posting is not None:
        post(session, review.decision_id, posting, review.reviewed_at, delivered)
        return
    for row in rows:
        if row.status != MessageStatus.DELIVERED.value:
            row.status = MessageStatus.SUPERSEDED.value


def _in_turn(delivered: Sequence[Message]) -> list[Message]:
    """Each after the one that it corrects, for clocks may differ between those who review."""
    before = {message.message_id: message.corrects for message in delivered}

    def turn(message: Message) -> int:
        count, name = 0, message.corrects
        while name is not None:
            count, name = count + 1, before.get(name)
        return count

    return sorted(delivered, key=turn)


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
