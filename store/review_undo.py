"""Keeps what a review changes, so that an undo restores it: violations, letters, the appeal and jobs."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, delete, exists, select, update
from sqlalchemy.orm import Session

from domain.message import Message, MessageStatus
from domain.review import Review
from store.errors import MessageConflict
from store.notifications import message_of
from store.queue.jobs_of_reviews import JobChanges
from store.schema import Base, ReviewRow, ReviewUndoRow, UtcDateTime, ViolationRow, table
from store.service_schema import AppealRow, MessageRow

Values = dict[str, Any]
VIOLATIONS, MESSAGES, APPEAL, JOBS = "violations", "messages", "appeal", "jobs"


def keep_before(session: Session, row: ReviewRow, undo_until: datetime, appeal_id: str | None) -> ReviewUndoRow | None:
    """Before the review changes anything. Deletes what can no longer be undone. None without a time to undo."""
    session.execute(delete(ReviewUndoRow).where(ReviewUndoRow.undo_until < row.reviewed_at))
    if undo_until <= row.reviewed_at:
        return None
    before: Values = {
        VIOLATIONS: [_values(one) for one in _of_decision(session, ViolationRow, row.decision_id)],
        MESSAGES: [_values(one) for one in _of_decision(session, MessageRow, row.decision_id)],
    }
    if appeal_id is not None:
        before[APPEAL] = {"appeal_id": appeal_id, "status": session.get_one(AppealRow, appeal_id).status}
    saved = ReviewUndoRow(review_id=row.review_id, decision_id=row.decision_id, undo_until=undo_until, before=before)
    session.add(saved)
    return saved


def postpone_undo(session: Session, reviews: Sequence[Review], undo_until: datetime) -> None:
    """Of reviews that took long to save together, and of their letters."""
    ids = ReviewUndoRow.review_id.in_([review.review_id for review in reviews])
    session.execute(update(ReviewUndoRow).where(ids).values(undo_until=undo_until))
    decisions = MessageRow.decision_id.in_([review.decision_id for review in reviews])
    written = (decisions, MessageRow.status == MessageStatus.READY.value)
    session.execute(update(MessageRow).where(*written).values(not_before=undo_until))


def keep_jobs(saved: ReviewUndoRow, changes: JobChanges) -> None:
    saved.before = {**saved.before, JOBS: {"finished": changes.finished, "created": changes.created}}


def job_changes(saved: ReviewUndoRow) -> JobChanges:
    jobs = saved.before.get(JOBS, {})
    return JobChanges(tuple(jobs.get("finished", ())), tuple(jobs.get("created", ())))


def restore_before(session: Session, saved: ReviewUndoRow) -> bool:
    """Restores what was saved, and deletes it. A letter that was delivered since stays delivered; returns whether there
    is one."""
    _restore(session, ViolationRow, saved, VIOLATIONS)
    delivered = _restore(session, MessageRow, saved, MESSAGES)
    if APPEAL in saved.before:
        appeal = session.get_one(AppealRow, saved.before[APPEAL]["appeal_id"])
        appeal.status, appeal.review_id = saved.before[APPEAL]["status"], None
    session.delete(saved)
    session.flush()
    return delivered


def reopened_appeal(saved: ReviewUndoRow) -> str | None:
    """The id of the appeal that an undo of the review opens again."""
    return saved.before[APPEAL]["appeal_id"] if APPEAL in saved.before else None


def review_may_be_undone(now: datetime) -> ColumnElement[bool]:
    """A condition on messages: the review that wrote it may be undone."""
    return exists().where(ReviewUndoRow.decision_id == MessageRow.decision_id, ReviewUndoRow.undo_until > now)


def fetched_message(session: Session, row: MessageRow, at: datetime) -> Message:
    """What a caller may have fetched: a text that a review has just written is not listed yet. Raises
    MessageConflict."""
    saved = _first_undo(session, row.decision_id, at) if row.status == MessageStatus.READY.value else None
    fetched = message_of(row) if saved is None else _ready_before(saved, row.message_id)
    if fetched is None:
        raise MessageConflict(
            f"a reviewer can still undo the review behind message {row.message_id}: fetch it again in a moment"
        )
    return fetched


def _first_undo(session: Session, decision_id: str, now: datetime) -> ReviewUndoRow | None:
    """Of several reviews of a decision, the first."""
    of_decision = (ReviewUndoRow.decision_id == decision_id, ReviewUndoRow.undo_until > now)
    return session.scalar(select(ReviewUndoRow).where(*of_decision).order_by(ReviewUndoRow.undo_until).limit(1))


def _ready_before(saved: ReviewUndoRow, message_id: str) -> Message | None:
    """The message if it was ready before the review, as it was then."""
    found = (one for one in saved.before[MESSAGES] if one["message_id"] == message_id)
    values = next((one for one in found if one["status"] == MessageStatus.READY), None)
    return message_of(MessageRow(**_typed(MessageRow, values))) if values is not None else None


def _restore(session: Session, kind: type[Base], saved: ReviewUndoRow, name: str) -> bool:
    """Replaces all rows of the decision, except those that were delivered since."""
    delivered = {one["message_id"] for one in saved.before[MESSAGES] if _is_delivered(one)}
    stays = set()
    for row in _of_decision(session, kind, saved.decision_id):
        if kind is MessageRow and _is_delivered(_values(row)) and row.message_id not in delivered:
            stays.add(row.message_id)
        else:
            session.delete(row)
    session.flush()
    session.add_all(kind(**_typed(kind, one)) for one in saved.before[name] if one.get("message_id") not in stays)
    return bool(stays)


def _of_decision(session: Session, kind: Any, decision_id: str) -> list[Any]:
    return list(session.scalars(select(kind).where(kind.decision_id == decision_id)))


def _is_delivered(values: Values) -> bool:
    return bool(values["status"] == MessageStatus.DELIVERED)


def _values(row: Base) -> Values:
    return {column.key: getattr(row, column.key) for column in table(type(row)).columns}


def _typed(kind: type[Base], values: Values) -> Values:
    """Days and times, which are text in JSON."""
    columns = table(kind).columns
    return {name: _read(value, columns[name].type) for name, value in values.items()}


def _read(value: Any, kind: object) -> Any:
    if value is None:
        return None
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value
