"""Prunes finished batches and jobs, and old idempotency keys, cached answers and drafts; decisions remain."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Delete, delete, exists, or_, select
from sqlalchemy.orm import Session

from domain.job import JobState
from store.answer_cache import prune_answers
from store.audit import AuditLog
from store.audit_jobs import JOBS_PRUNED
from store.batch_intake import IS_COMMITTED
from store.database import Database
from store.people.people_schema import DeskSessionRow, DraftRow
from store.queue.queue_schema import JobEventRow, JobRow
from store.schema import ReviewUndoRow
from store.service_schema import BatchItemRow, BatchRow, IdempotencyKeyRow


@dataclass(frozen=True)
class PruneCounts:
    """The numbers of deleted rows."""

    batches: int = 0
    cases: int = 0
    idempotency_keys: int = 0
    answers: int = 0
    drafts: int = 0
    jobs: int = 0


@dataclass(frozen=True)
class Pruning:
    database: Database

    def prune(self, before: datetime, actor: str) -> PruneCounts:
        """Deletes what ended before this time: one batch per transaction, each with an entry in the audit log."""
        cases = [self._prune_batch(batch_id, actor) for batch_id in self._finished_batches(before)]
        keys, answers = self._prune_idempotency_keys(before, actor), self._prune_answers(before)
        return PruneCounts(
            len(cases), sum(cases), keys, answers, self._prune_people(before), self._prune_jobs(before, actor)
        )

    def _finished_batches(self, before: datetime) -> list[str]:
        query = select(BatchRow.batch_id).where(IS_COMMITTED, BatchRow.created_at < before, _is_finished(before))
        with self.database.transaction() as session:
            return list(session.scalars(query.order_by(BatchRow.created_at)))

    def _prune_batch(self, batch_id: str, actor: str) -> int:
        """The number of its cases."""
        with self.database.write_transaction() as session:
            AuditLog(self.database).append(session, actor, "batch.prune", batch_id, after="pruned")
            cases = _delete(session, delete(BatchItemRow).where(BatchItemRow.batch_id == batch_id))
            _delete(session, delete(BatchRow).where(BatchRow.batch_id == batch_id))
            return cases

    def _prune_idempotency_keys(self, before: datetime, actor: str) -> int:
        audit = AuditLog(self.database)
        with self.database.write_transaction() as session:
            audit.lock(session)
            count = _delete(session, delete(IdempotencyKeyRow).where(IdempotencyKeyRow.created_at < before))
            if count:
                subject = f"{count} idempotency keys"
                audit.append(session, actor, "idempotency_keys.prune", subject, after=f"before {before:%Y-%m-%d}")
            return count

    def _prune_jobs(self, before: datetime, actor: str) -> int:
        """Jobs of the review queue that ended before, with their events; their reviews and decisions remain."""
        ended = (JobRow.state != JobState.OPEN.value, JobRow.finished_at < before)
        audit = AuditLog(self.database)
        with self.database.write_transaction() as session:
            audit.lock(session)
            ids = select(JobRow.job_id).where(*ended)
            _delete(session, delete(JobEventRow).where(JobEventRow.job_id.in_(ids)))
            count = _delete(session, delete(JobRow).where(*ended))
            if count:
                audit.append(session, actor, JOBS_PRUNED, f"{count} jobs", after=f"before {before:%Y-%m-%d}")
            return count

    def _prune_answers(self, before: datetime) -> int:
        """No entry in the audit log: the limits of the cache delete answers, too."""
        with self.database.write_transaction() as session:
            return prune_answers(session.connection(), before)

    def _prune_people(self, before: datetime) -> int:
        """The number of drafts. Sessions and kept states that have expired go too; all are deleted in daily use."""
        with self.database.write_transaction() as session:
            _delete(session, delete(DeskSessionRow).where(DeskSessionRow.expires_at < before))
            _delete(session, delete(ReviewUndoRow).where(ReviewUndoRow.undo_until < before))
            return _delete(session, delete(DraftRow).where(DraftRow.saved_at < before))


def _is_finished(before: datetime) -> ColumnElement[bool]:
    """Cancelled before this time, or without a case that is unfinished or was finished later."""
    late = or_(BatchItemRow.finished_at.is_(None), BatchItemRow.finished_at >= before)
    return or_(BatchRow.cancelled_at < before, ~exists().where(BatchItemRow.batch_id == BatchRow.batch_id, late))


def _delete(session: Session, statement: Delete) -> int:
    """The number of deleted rows."""
    return session.connection().execute(statement).rowcount
