"""The outbox: lists messages to creators and records their delivery."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from domain.access import Caller
from domain.education import EducationMessage
from domain.message import Message, MessageHistory, MessageStatus
from store.audit import AuditLog
from store.database import Cursor, Database
from store.errors import MessageConflict
from store.letters_read import edited_letters
from store.notifications import Notifier, message_history, message_of
from store.queue.claims import require_not_claimed
from store.review_undo import fetched_message, review_may_be_undone
from store.reviews import update_messages_after_latest_review
from store.service_schema import MessageRow

DELIVERY_ACTOR = "delivery"  # in the audit log


@dataclass(frozen=True)
class Outbox:
    database: Database
    notifier: Notifier | None

    def list(
        self,
        status: MessageStatus | None = None,
        *,
        limit: int = 100,
        cursor: Cursor | None = None,
        now: datetime | None = None,
    ) -> tuple[Message, ...]:
        """Oldest first. `cursor` is the last message of the page before. With `now`, ready messages are left out while
        the review that wrote them may be undone."""
        order = (MessageRow.created_at, MessageRow.message_id)
        query = select(MessageRow).order_by(*order).limit(limit)
        if status is not None:
            query = query.where(MessageRow.status == status.value)
        if cursor is not None:
            query = query.where(tuple_(*order) > tuple_(*cursor))
        if now is not None:
            query = query.where(~((MessageRow.status == MessageStatus.READY.value) & review_may_be_undone(now)))
        with self.database.transaction() as session:
            return tuple(message_of(row) for row in session.scalars(query))

    def get(self, message_id: str) -> Message | None:
        with self.database.transaction() as session:
            row = session.get(MessageRow, message_id)
            return message_of(row) if row else None

    def current_message(self, decision_id: str) -> Message | None:
        """The last message about the decision that was not superseded."""
        current = (MessageRow.decision_id == decision_id, MessageRow.status != MessageStatus.SUPERSEDED.value)
        corrected = select(MessageRow.corrects).where(*current, MessageRow.corrects.is_not(None))
        query = select(MessageRow).where(*current, MessageRow.message_id.not_in(corrected))
        with self.database.transaction() as session:
            row = session.scalar(query)
            return message_of(row) if row else None

    def history(self, decision_id: str, *, appealed: bool) -> MessageHistory:
        """What a review of the decision meets now; `appealed`: it would answer an appeal."""
        query = select(MessageRow).where(MessageRow.decision_id == decision_id).order_by(MessageRow.created_at)
        with self.database.transaction() as session:
            return message_history([message_of(row) for row in session.scalars(query)], appealed=appealed)

    def edited(self, decision_ids: Collection[str]) -> frozenset[str]:
        """Those of the decisions whose letter waits for a person and was edited."""
        with self.database.transaction() as session:
            return edited_letters(session, decision_ids)

    def count(self, status: MessageStatus) -> int:
        query = select(func.count()).select_from(MessageRow).where(MessageRow.status == status.value)
        with self.database.transaction() as session:
            return session.scalar(query) or 0

    def due(self, now: datetime, limit: int) -> tuple[Message, ...]:
        """The messages that may be delivered now, oldest first."""
        due = (MessageRow.status == MessageStatus.READY.value, MessageRow.not_before <= now)
        query = select(MessageRow).where(*due).order_by(MessageRow.not_before, MessageRow.message_id).limit(limit)
        with self.database.transaction() as session:
            return tuple(message_of(row) for row in session.scalars(query))

    def delivery_times(self, creator_ids: Collection[str], since: datetime) -> Mapping[str, Sequence[datetime]]:
        """When messages were delivered to each creator, oldest first."""
        query = (
            select(MessageRow.creator_id, MessageRow.delivered_at)
            .where(MessageRow.creator_id.in_(creator_ids), MessageRow.delivered_at >= since)
            .order_by(MessageRow.delivered_at)
        )
        times: dict[str, list[datetime]] = defaultdict(list)
        with self.database.transaction() as session:
            for creator_id, delivered_at in session.execute(query):
                if delivered_at is not None:
                    times[creator_id].append(delivered_at)
        return times

    def mark_delivered(self, messages: Sequence[Message], at: datetime) -> None:
        """Stores the messages as they were read and sent, even if a review changed them since: the difference is
        enqueued as a correction."""
        with self._locked() as session:
            for message in messages:
                row = session.get(MessageRow, message.message_id)
                if row is not None and row.status != MessageStatus.DELIVERED.value:
                    self._audit(session, "message.deliver", row, MessageStatus.DELIVERED)
                    self._store_delivered(session, row, message, at)

    def reschedule(self, messages: Sequence[Message], not_before: datetime, error: str = "") -> None:
        """Delivers later; with `error`, after a failed attempt. Messages that changed since are left alone."""
        with self._locked() as session:
            for row in _unchanged(session, messages):
                row.not_before = not_before
                if error:
                    row.attempts, row.last_error = row.attempts + 1, error

    def mark_dead(self, messages: Sequence[Message], error: str) -> None:
        """Gives up delivery. Messages that changed since are left alone."""
        with self._locked() as session:
            for row in _unchanged(session, messages):
                self._audit(session, "message.dead", row, MessageStatus.DEAD)
                row.status, row.attempts, row.last_error = MessageStatus.DEAD.value, row.attempts + 1, error

    def acknowledge(self, message_id: str, actor: str, at: datetime, created_at: datetime | None = None) -> None:
        """Records that a caller fetched and delivered the message, even if a review has superseded it since; a repeated
        call changes nothing. `created_at` is that of the delivered text. Raises MessageConflict."""
        with self._locked() as session:
            row = _row(session, message_id)
            if row.status == MessageStatus.DELIVERED.value:
                return
            _require_status(row, "delivered", MessageStatus.READY, MessageStatus.SUPERSEDED)
            message = fetched_message(session, row, at)
            if created_at not in (None, message.created_at):
                raise MessageConflict(
                    f"a review has changed message {message_id}: fetch it again and deliver that text"
                )
            self._audit(session, "message.ack", row, MessageStatus.DELIVERED, actor)
            self._store_delivered(session, row, message, at)

    def redrive(self, message_id: str, actor: str, now: datetime) -> None:
        """Makes a message due now and resets its attempts: one that is dead or waits after a failed attempt. Raises
        MessageConflict."""
        with self._locked() as session:
            row = _row(session, message_id)
            _require_status(row, "redriven", MessageStatus.DEAD, MessageStatus.READY)
            if row.status == MessageStatus.READY.value and not row.attempts:
                raise MessageConflict(f"message {message_id} has not failed: it is delivered when it is due")
            self._audit(session, "message.redrive", row, MessageStatus.READY, actor)
            row.status, row.not_before, row.attempts = MessageStatus.READY.value, now, 0

    def edit(self, message_id: str, version: str, letter: EducationMessage, editor: Caller, now: datetime) -> Message:
        """Replaces the text of a held message, whose `version` the editor saw. Raises MessageConflict, or JobConflict
        while another person has the job: they would send a text that they have not read."""
        with self._locked() as session:
            row = _row(session, message_id)
            _require_status(row, "edited", MessageStatus.HELD)
            require_not_claimed(session, row.decision_id, editor.name, now)
            if message_of(row).version != version:
                raise MessageConflict(f"message {message_id} was edited meanwhile: read it again, then edit that text")
            row.message = letter.model_dump(mode="json")
            edited = message_of(row)
            AuditLog(self.database).append(session, editor.key_id, "message.edit", message_id, version, edited.version)
            return edited

    @contextmanager
    def _locked(self) -> Iterator[Session]:
        """A transaction with the lock that reviews and erasures take too, so that none deadlocks."""
        with self.database.write_transaction() as session:
            AuditLog(self.database).lock(session)
            yield session

    def _store_delivered(self, session: Session, row: MessageRow, message: Message, at: datetime) -> None:
        """Restores the text that was delivered, unless its creator was erased since."""
        changed = not _is_unchanged(row, message)
        row.status, row.delivered_at, row.last_error = MessageStatus.DELIVERED.value, at, ""
        if row.creator_id == message.creator_id:
            row.created_at, row.outcome, row.clauses = message.created_at, message.outcome.value, list(message.clauses)
            row.message = message.message.model_dump(mode="json")
        if changed:
            update_messages_after_latest_review(session, row.decision_id, self.notifier)

    def _audit(
        self, session: Session, action: str, row: MessageRow, after: MessageStatus, actor: str = DELIVERY_ACTOR
    ) -> None:
        AuditLog(self.database).append(session, actor, action, row.message_id, row.status, after.value)


def _row(session: Session, message_id: str) -> MessageRow:
    row = session.get(MessageRow, message_id)
    if row is None:
        raise MessageConflict(f"there is no message {message_id}")
    return row


def _require_status(row: MessageRow, change: str, *statuses: MessageStatus) -> None:
    if row.status not in statuses:
        expected = " or ".join(statuses)
        raise MessageConflict(
            f"message {row.message_id} is {row.status}, and only one that is {expected} can be {change}"
        )


def _unchanged(session: Session, messages: Sequence[Message]) -> Iterator[MessageRow]:
    for message in messages:
        row = session.get(MessageRow, message.message_id)
        if row is not None and _is_unchanged(row, message):
            yield row


def _is_unchanged(row: MessageRow, message: Message) -> bool:
    """Whether the row is ready and has the text that was read; `created_at` is when the text was written."""
    return (row.status, row.created_at) == (MessageStatus.READY.value, message.created_at)
