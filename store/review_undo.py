"""Keeps what a review changes, so that an undo restores it: violations, letters, the appeal and jobs."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, delete, select
from sqlalchemy.orm import Session

from domain.message import Message, MessageStatus
from store.notifications import message_of
from store.queue.jobs import JobChanges
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
    kept = ReviewUndoRow(review_id=row.review_id, decision_id=row.decision_id, undo_until=undo_until, before=before)
    session.add(kept)
    return kept


def keep_jobs(kept: ReviewUndoRow, changes: JobChanges) -> None:
    kept.before = {**kept.before, JOBS: {"finished": changes.finished, "created": changes.created}}


def job_changes(kept: ReviewUndoRow) -> JobChanges:
    kept_jobs = kept.before.get(JOBS, {})
    return JobChanges(tuple(kept_jobs.get("finished", ())), tuple(kept_jobs.get("created", ())))


def restore_before(session: Session, kept: ReviewUndoRow) -> bool:
    """Restores what was kept, and deletes it. A letter that was delivered since stays delivered; returns whether there
    is one."""
    _restore(session, ViolationRow, kept, VIOLATIONS)
    delivered = _restore(session, MessageRow, kept, MESSAGES)
    if APPEAL in kept.before:
        appeal = session.get_one(AppealRow, kept.before[APPEAL]["appeal_id"])
        appeal.status, appeal.review_id = kept.before[APPEAL]["status"], None
    session.delete(kept)
    session.flush()
    return delivered


def reopened_appeal(kept: ReviewUndoRow) -> str | None:
    """The id of the appeal that an undo of the review opens again."""
    return kept.before[APPEAL]["appeal_id"] if APPEAL in kept.before else None


def may_be_undone(session: Session, decision_id: str, now: datetime) -> ReviewUndoRow | None:
    """Of several reviews of a decision, the first."""
    of_decision = (ReviewUndoRow.decision_id == decision_id, ReviewUndoRow.undo_until > now)
    return session.scalar(select(ReviewUndoRow).where(*of_decision).order_by(ReviewUndoRow.undo_until).limit(1))


def ready_before(kept: ReviewUndoRow, message_id: str) -> Message | None:
    """The message if it was ready before the review, as it was then."""
    found = (one for one in kept.before[MESSAGES] if one["message_id"] == message_id)
    values = next((one for one in found if one["status"] == MessageStatus.READY), None)
    return message_of(MessageRow(**_typed(MessageRow, values))) if values is not None else None


def _restore(session: Session, kind: type[Base], kept: ReviewUndoRow, name: str) -> bool:
    """Replaces all rows of the decision, except those that were delivered since."""
    delivered = {one["message_id"] for one in kept.before[MESSAGES] if _is_delivered(one)}
    stays = set()
    for row in _of_decision(session, kind, kept.decision_id):
        if kind is MessageRow and _is_delivered(_values(row)) and row.message_id not in delivered:
            stays.add(row.message_id)
        else:
            session.delete(row)
    session.flush()
    session.add_all(kind(**_typed(kind, one)) for one in kept.before[name] if one.get("message_id") not in stays)
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
