"""The outbox: messages that enter with their decisions, follow its reviews, and leave when they were delivered."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from domain.message import Message, MessageStatus
from store.audit import Audit, Entry
from store.cursor import Cursor
from store.database import Database
from store.errors import MessageConflict
from store.notifications import Notifier, message_of
from store.reviews import follow_latest
from store.service_schema import MessageRow


@dataclass(frozen=True)
class Outbox:
    database: Database
    postman: Notifier

    def list(
        self, status: MessageStatus | None = None, *, limit: int = 100, after: Cursor | None = None
    ) -> tuple[Message, ...]:
        """Oldest first; `after` is the place of the last message that was seen."""
        place = tuple_(MessageRow.created_at, MessageRow.message_id)
        query = select(MessageRow).order_by(MessageRow.created_at, MessageRow.message_id).limit(limit)
        if status is not None:
            query = query.where(MessageRow.status == status.value)
        if after is not None:
            query = query.where(place > tuple_(*after))
        with self.database.transaction() as session:
            return tuple(message_of(row) for row in session.scalars(query))

    def get(self, message_id: str) -> Message | None:
        with self.database.transaction() as session:
            row = session.get(MessageRow, message_id)
            return message_of(row) if row else None

    def of(self, decision_id: str) -> Message | None:
        """The last message about a decision; one that was superseded is none."""
        live = (MessageRow.decision_id == decision_id, MessageRow.status != MessageStatus.SUPERSEDED.value)
        corrected = select(MessageRow.corrects).where(*live, MessageRow.corrects.is_not(None))
        query = select(MessageRow).where(*live, MessageRow.message_id.not_in(corrected))
        with self.database.transaction() as session:
            row = session.scalar(query)
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

    def delivered_to(self, creators: Collection[str], since: datetime) -> Mapping[str, Sequence[datetime]]:
        """When messages reached each creator, oldest first."""
        query = (
            select(MessageRow.creator_id, MessageRow.delivered_at)
            .where(MessageRow.creator_id.in_(creators), MessageRow.delivered_at >= since)
            .order_by(MessageRow.delivered_at)
        )
        found: dict[str, list[datetime]] = defaultdict(list)
        with self.database.transaction() as session:
            for creator_id, at in session.execute(query):
                if at is not None:
                    found[creator_id].append(at)
        return found

    def delivered(self, messages: Sequence[Message], at: datetime) -> None:
        """They went as they were read, whatever a review made of them meanwhile: what that leaves to say follows."""
        with self._turn() as session:
            for message in messages:
                row = session.get(MessageRow, message.message_id)
                if row is not None and row.status != MessageStatus.DELIVERED.value:
                    self._enter(session, "message.deliver", row, MessageStatus.DELIVERED)
                    self._went(session, row, message, at)

    def postpone(self, messages: Sequence[Message], not_before: datetime, trouble: str = "") -> None:
        """To a later time; with `trouble`, after an attempt that failed."""
        with self._turn() as session:
            for row in _unchanged(session, messages):
                row.not_before = not_before
                if trouble:
                    row.attempts, row.last_error = row.attempts + 1, trouble

    def bury(self, messages: Sequence[Message], trouble: str) -> None:
        with self._turn() as session:
            for row in _unchanged(session, messages):
                self._enter(session, "message.bury", row, MessageStatus.DEAD)
                row.status, row.attempts, row.last_error = MessageStatus.DEAD.value, row.attempts + 1, trouble

    def acknowledge(self, message_id: str, who: str, at: datetime, read: datetime | None = None) -> None:
        """Whoever pulled the message has handed it on, though a review may have superseded it meanwhile; said twice,
        nothing changes. `read` is the `created_at` of the words that went. Raises MessageConflict."""
        with self._turn() as session:
            row = _row(session, message_id)
            if row.status == MessageStatus.DELIVERED.value:
                return
            _require(row, "delivered", MessageStatus.READY, MessageStatus.SUPERSEDED)
            if read not in (None, row.created_at):
                raise MessageConflict(f"a review has written message {message_id} anew: read it again and hand that on")
            self._enter(session, "message.ack", row, MessageStatus.DELIVERED, who)
            self._went(session, row, message_of(row), at)

    def revive(self, message_id: str, who: str, now: datetime) -> None:
        """A dead message gets all its attempts anew. Raises MessageConflict."""
        with self._turn() as session:
            row = _row(session, message_id)
            _require(row, "driven again", MessageStatus.DEAD)
            self._enter(session, "message.redrive", row, MessageStatus.READY, who)
            row.status, row.not_before, row.attempts = MessageStatus.READY.value, now, 0

    @contextmanager
    def _turn(self) -> Iterator[Session]:
        """To write to several messages: whoever else does, reviews and erasing too, takes the same turn first."""
        with self.database.writing() as session:
            Audit(self.database).take_turn(session)
            yield session

    def _went(self, session: Session, row: MessageRow, message: Message, at: datetime) -> None:
        """The words that went come back too, unless their creator was erased meanwhile."""
        overtaken = not _same(row, message)
        row.status, row.delivered_at, row.last_error = MessageStatus.DELIVERED.value, at, ""
        if row.creator_id == message.creator_id:
            row.created_at, row.outcome, row.clauses = message.created_at, message.outcome.value, list(message.clauses)
            row.message = message.message.model_dump(mode="json")
        if overtaken:
            follow_latest(session, row.decision_id, self.postman)

    def _enter(self, session: Session, what: str, row: MessageRow, after: MessageStatus, who: str = "delivery") -> None:
        Audit(self.database).enter(session, Entry(who, what, row.message_id, row.status, after))


def _row(session: Session, message_id: str) -> MessageRow:
    row = session.get(MessageRow, message_id)
    if row is None:
        raise MessageConflict(f"there is no message {message_id}")
    return row


def _require(row: MessageRow, done: str, *statuses: MessageStatus) -> None:
    if row.status not in statuses:
        wanted = " or ".join(statuses)
        raise MessageConflict(f"message {row.message_id} is {row.status}, and only one that is {wanted} can be {done}")


def _unchanged(session: Session, messages: Sequence[Message]) -> Iterator[MessageRow]:
    for message in messages:
        row = session.get(MessageRow, message.message_id)
        if row is not None and _same(row, message):
            yield row


def _same(row: MessageRow, message: Message) -> bool:
    """Whether it may go and still reads as it did; `created_at` is when the words were written."""
    return (row.status, row.created_at) == (MessageStatus.READY.value, message.created_at)
