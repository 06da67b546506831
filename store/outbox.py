"""The outbox: messages that enter with their decisions, follow its reviews, and leave when they were delivered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from domain.education import EducationMessage
from domain.message import Message, MessageStatus, Posting
from domain.review import Review
from domain.verdict import Outcome
from store.database import Database
from store.errors import MessageConflict
from store.service_schema import MessageRow


@dataclass(frozen=True)
class Outbox:
    database: Database

    def list(
        self, status: MessageStatus | None = None, *, limit: int = 100, after: str | None = None
    ) -> tuple[Message, ...]:
        """Oldest first; `after` is the id of the last message that was seen."""
        query = select(MessageRow).order_by(MessageRow.created_at, MessageRow.message_id).limit(limit)
        if status is not None:
            query = query.where(MessageRow.status == status.value)
        with self.database.transaction() as session:
            last = session.get(MessageRow, after) if after else None
            if last is not None:
                later = (MessageRow.created_at > last.created_at) | (
                    (MessageRow.created_at == last.created_at) & (MessageRow.message_id > last.message_id)
                )
                query = query.where(later)
            return tuple(message_of(row) for row in session.scalars(query))

    def get(self, message_id: str) -> Message | None:
        with self.database.transaction() as session:
            row = session.get(MessageRow, message_id)
            return message_of(row) if row else None

    def of(self, decision_id: str) -> Message | None:
        """The message about a decision; one that was superseded is none."""
        live = (MessageRow.decision_id == decision_id, MessageRow.status != MessageStatus.SUPERSEDED.value)
        with self.database.transaction() as session:
            row = session.scalar(select(MessageRow).where(*live))
            return message_of(row) if row else None

    def count(self, status: MessageStatus) -> int:
        query = select(func.count()).select_from(MessageRow).where(MessageRow.status == status.value)
        with self.database.transaction() as session:
            return session.scalar(query) or 0

    def due(self, now: datetime, limit: int) -> tuple[Message, ...]:
        """Those that may go, oldest first."""
        ready = (MessageRow.status == MessageStatus.READY.value, MessageRow.not_before <= now)
        query = select(MessageRow).where(*ready).order_by(MessageRow.not_before, MessageRow.message_id).limit(limit)
        with self.database.transaction() as session:
            return tuple(message_of(row) for row in session.scalars(query))

    def delivered_to(self, creator_id: str, since: datetime) -> tuple[datetime, ...]:
        """When messages reached a creator, oldest first."""
        query = select(MessageRow.delivered_at).where(
            MessageRow.creator_id == creator_id, MessageRow.delivered_at >= since
        )
        with self.database.transaction() as session:
            return tuple(sorted(at for at in session.scalars(query) if at is not None))

    def delivered(self, messages: Sequence[Message], at: datetime) -> None:
        """As they were read: one that a review has written anew meanwhile is still to go."""
        values = {"status": MessageStatus.DELIVERED.value, "delivered_at": at, "trouble": ""}
        self._change(messages, values)

    def postpone(self, messages: Sequence[Message], not_before: datetime, trouble: str = "") -> None:
        """To a later time; with `trouble`, after an attempt that failed."""
        attempted = {"attempts": MessageRow.attempts + 1, "trouble": trouble} if trouble else {}
        self._change(messages, {"not_before": not_before, **attempted})

    def bury(self, messages: Sequence[Message], trouble: str) -> None:
        values: dict[str, object] = {
            "status": MessageStatus.DEAD.value,
            "trouble": trouble,
            "attempts": MessageRow.attempts + 1,
        }
        self._change(messages, values)

    def acknowledge(self, session: Session, message_id: str, at: datetime) -> None:
        """Whoever pulled the message has handed it on. Raises MessageConflict where it may not go, or is not there."""
        self._settle(session, message_id, MessageStatus.READY, MessageStatus.DELIVERED, delivered_at=at)

    def revive(self, session: Session, message_id: str, now: datetime) -> None:
        """A dead message gets all its attempts anew. Raises MessageConflict."""
        self._settle(session, message_id, MessageStatus.DEAD, MessageStatus.READY, not_before=now, attempts=0)

    def _settle(
        self, session: Session, message_id: str, before: MessageStatus, status: MessageStatus, **values: object
    ) -> None:
        row = session.get(MessageRow, message_id, with_for_update=True)
        if row is None:
            raise MessageConflict(f"there is no message {message_id}")
        if row.status == status.value and status is MessageStatus.DELIVERED:
            return  # said twice
        if row.status != before.value:
            raise MessageConflict(
                f"message {message_id} is {row.status}, and only one that is {before} can be {status}"
            )
        row.status = status.value
        for name, value in values.items():
            setattr(row, name, value)

    def _change(self, messages: Sequence[Message], values: dict[str, object]) -> None:
        """Those that may go and still read as they did; `created_at` is when the words were written."""
        with self.database.writing() as session:
            for message in messages:
                same = (MessageRow.message_id == message.message_id, MessageRow.created_at == message.created_at)
                ready = MessageRow.status == MessageStatus.READY.value
                session.execute(update(MessageRow).where(*same, ready).values(**values))


def post(session: Session, decision_id: str, posting: Posting, at: datetime) -> None:
    """Within the transaction that keeps the decision or its review; what was posted of it before makes way."""
    row = MessageRow(
        message_id=f"msg_{decision_id.removeprefix('dec_')}",
        decision_id=decision_id,
        creator_id=posting.creator_id,
        outcome=Outcome.VIOLATION.value,
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


def follow(session: Session, review: Review, posting: Posting | None) -> None:
    """After a review: what still stands goes as it now reads, the rest is superseded; what was delivered stays."""
    there = session.scalar(select(MessageRow).where(MessageRow.decision_id == review.decision_id))
    if there is not None and there.status == MessageStatus.DELIVERED.value:
        return
    if posting is not None:
        post(session, review.decision_id, posting, review.reviewed_at)
    elif there is not None:
        there.status = MessageStatus.SUPERSEDED.value


def message_of(row: MessageRow) -> Message:
    return Message(
        message_id=row.message_id,
        decision_id=row.decision_id,
        creator_id=row.creator_id,
        outcome=Outcome(row.outcome),
        clauses=tuple(row.clauses),
        message=EducationMessage.model_validate(row.message),
        status=MessageStatus(row.status),
        not_before=row.not_before,
        attempts=row.attempts,
        trouble=row.trouble,
        created_at=row.created_at,
        delivered_at=row.delivered_at,
    )
