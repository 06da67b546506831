"""Keeps the answers to golden jobs apart from reviews: they change no violation, no letter and no decision."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from domain.access import Caller
from domain.job import JobEventKind, JobState
from domain.quality import GoldenAnswer
from domain.review import Review
from domain.verdict import Outcome
from store.audit import AuditLog
from store.database import Database
from store.errors import UndoRefused
from store.people.people_schema import DraftRow
from store.quality.golden_digests import ANSWER, logged_answer
from store.quality.golden_schema import GoldenCaseRow, GoldenJobRow
from store.queue.claims import open_job, reclaim, require_free
from store.queue.jobs import IS_OPEN, JobWriter
from store.queue.queue_schema import JobEventRow, JobRow
from store.reviews import review_summary, undo_summary


@dataclass(frozen=True)
class GoldenJobs:
    """An answer can be undone for `undo_time`, as a review can."""

    database: Database
    undo_time: timedelta = timedelta(0)

    def is_golden(self, job_id: str) -> bool:
        with self.database.transaction() as session:
            return session.get(GoldenJobRow, job_id) is not None

    def job_in_hand(self, decision_id: str, person: str) -> str | None:
        """The id of the golden job about this decision that the person has claimed last, also after its lease."""
        query = select(GoldenJobRow.job_id).join(JobRow, JobRow.job_id == GoldenJobRow.job_id)
        mine = (GoldenJobRow.decision_id == decision_id, IS_OPEN, JobRow.claimed_by == person)
        with self.database.transaction() as session:
            return session.scalar(query.where(*mine))

    def is_too_late(self, decision_id: str, person: str) -> bool:
        """Whether a review by this person would answer a case of the golden set without a job in hand: the lease has
        ended, or it is sent twice. It must not become a review of the real decision."""
        mine = (JobRow.decision_id == decision_id, IS_OPEN, JobRow.claimed_by == person)
        asked = select(GoldenJobRow.job_id).where(GoldenJobRow.decision_id == decision_id)
        with self.database.transaction() as session:
            if session.scalar(select(JobRow.job_id).where(*mine)) is not None:
                return False
            claimed = (JobEventRow.kind == JobEventKind.CLAIMED.value, JobEventRow.person == person)
            events = select(JobEventRow.number).where(JobEventRow.job_id.in_(asked), *claimed).limit(1)
            answered = asked.where(GoldenJobRow.reviewer == person).limit(1)
            return session.scalar(events) is not None or session.scalar(answered) is not None

    def answer(self, job_id: str, review: Review, actor: str) -> None:
        """Stores the answer and finishes the job. Raises JobConflict if the job is finished, or another person has
        claimed it since."""
        with self.database.write_transaction() as session:
            AuditLog(self.database).lock(session)
            job = open_job(session, job_id)
            require_free(job, review.reviewer, review.reviewed_at)
            row = record_answer(session, job_id, review)
            AuditLog(self.database).append(session, actor, "golden.answer", review.decision_id, "", logged_answer(row))
            writer = JobWriter(self.database, session, review.reviewed_at, actor)
            writer.end(job, JobState.DONE, review.reviewer, after=review.review_id)
            job.review_id = review.review_id
            mine = (DraftRow.decision_id == review.decision_id, DraftRow.person == review.reviewer)
            session.execute(delete(DraftRow).where(*mine))

    def undo(self, review_id: str, actor: str, reviewer: str | None, now: datetime) -> Review:
        """Deletes the answer and gives the job back. `reviewer`: who asks; None: anybody's. Raises UndoRefused."""
        with self.database.write_transaction() as session:
            AuditLog(self.database).lock(session)
            row = session.scalar(_of_review(review_id))
            if row is None:
                raise UndoRefused(f"review {review_id} was undone already")
            review = _review_of(row)
            self._require_undoable(review, reviewer, now)
            AuditLog(self.database).append(
                session, actor, "golden.undo", row.decision_id, review_summary(review), undo_summary(review_id)
            )
            for name in ANSWER:
                setattr(row, name, None)
            writer = JobWriter(self.database, session, now, actor)
            writer.reopen(row.job_id)
            session.flush()
            reclaim(writer, [row.job_id], review.reviewer)
            return review.model_copy(update={"undone_at": now})

    def get(self, review_id: str) -> Review | None:
        """The answer as the review that its author takes it for."""
        with self.database.transaction() as session:
            row = session.scalar(_of_review(review_id))
            return _review_of(row) if row is not None else None

    def of_person(self, decision_id: str, person: str) -> tuple[Review, ...]:
        """The answers of this person to the case, as reviews."""
        mine = (GoldenJobRow.decision_id == decision_id, GoldenJobRow.reviewer == person)
        with self.database.transaction() as session:
            rows = session.scalars(_answered().where(*mine))
            return tuple(_review_of(row) for row in rows if row.review_id is not None)

    def answers(self, since: datetime | None = None) -> tuple[GoldenAnswer, ...]:
        """To cases that are in the set now, oldest first."""
        in_set = select(GoldenCaseRow.decision_id).where(GoldenCaseRow.removed_at.is_(None))
        query = _answered().where(GoldenJobRow.decision_id.in_(in_set))
        if since is not None:
            query = query.where(GoldenJobRow.answered_at >= since)
        with self.database.transaction() as session:
            return tuple(map(_answer_of, session.scalars(query)))

    def _require_undoable(self, review: Review, reviewer: str | None, now: datetime) -> None:
        if reviewer not in (None, review.reviewer):
            raise UndoRefused(f"review {review.review_id} is by {review.reviewer}, who alone can undo it")
        if review.reviewed_at + self.undo_time < now:
            seconds = f"{self.undo_time.total_seconds():g}"
            raise UndoRefused(
                f"review {review.review_id} can be undone for {seconds} seconds, and they are over: review again"
            )


def record_answer(session: Session, job_id: str, review: Review) -> GoldenJobRow:
    """`review` is not stored as one."""
    row = session.get_one(GoldenJobRow, job_id)
    claims = select(JobEventRow.at).where(
        JobEventRow.job_id == job_id,
        JobEventRow.kind == JobEventKind.CLAIMED.value,
        JobEventRow.person == review.reviewer,
    )
    row.review_id, row.reviewer, row.action = review.review_id, review.reviewer, review.action.value
    row.outcome, row.violated, row.reason = review.outcome.value, list(review.violated), review.reason
    row.claimed_at = session.scalar(claims.order_by(JobEventRow.number.desc()).limit(1))
    row.answered_at = review.reviewed_at
    return row


def record_escalation(database: Database, session: Session, job_id: str, caller: Caller, at: datetime) -> None:
    """The caller passed a golden job on: as an answer it is needs_review, as that of a judge would be."""
    row = session.get_one(GoldenJobRow, job_id)
    row.reviewer, row.outcome, row.violated, row.answered_at = caller.name, Outcome.NEEDS_REVIEW.value, [], at
    AuditLog(database).append(session, caller.key_id, "golden.answer", row.decision_id, "", logged_answer(row))


def _answered() -> "Select[GoldenJobRow]":
    answered = GoldenJobRow.answered_at.is_not(None)
    return select(GoldenJobRow).where(answered).order_by(GoldenJobRow.answered_at, GoldenJobRow.job_id)


def _of_review(review_id: str) -> "Select[GoldenJobRow]":
    return select(GoldenJobRow).where(GoldenJobRow.review_id == review_id)


def _review_of(row: GoldenJobRow) -> Review:
    names = ("review_id", "decision_id", "action", "outcome", "reason", "reviewer")
    values = {name: getattr(row, name) for name in names}
    return Review.model_validate({**values, "violated": row.violated or (), "reviewed_at": row.answered_at})


def _answer_of(row: GoldenJobRow) -> GoldenAnswer:
    taken = row.answered_at - row.claimed_at if row.answered_at and row.claimed_at else None
    return GoldenAnswer.model_validate(
        {
            "decision_id": row.decision_id,
            "reviewer": row.reviewer,
            "outcome": row.outcome,
            "violated": row.violated or (),
            "answered_at": row.answered_at,
            "minutes": taken.total_seconds() / 60 if taken is not None else None,
        }
    )
