"""Puts cases of the golden set among the jobs that a person claims, so that they cannot be told from the others."""

from collections.abc import Mapping
from secrets import SystemRandom

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import Session

from domain.job import JobKind, NewJob
from domain.verdict import Outcome
from store.database import Database
from store.quality.golden_schema import GoldenCaseRow, GoldenJobRow
from store.queue.jobs import IS_OPEN, JobWriter
from store.queue.queue_schema import JobRow
from store.reviews import NOT_UNDONE
from store.schema import DecisionRow, ReviewRow

KINDS = {
    Outcome.VIOLATION: JobKind.HELD_LETTER,
    Outcome.NO_VIOLATION: JobKind.SAMPLE,
    Outcome.NEEDS_REVIEW: JobKind.NEEDS_REVIEW,
}
"""The kind that a real job about a decision with this verdict has: that of a golden job too."""
Shares = Mapping[str, float]
"""By queue: how often a claim gets a golden case, from 0 to 1."""


def seed(database: Database, session: Session, before: JobRow, person: str, shares: Shares) -> JobRow | None:
    """With the chance of its queue, a new job that looks as old and as urgent as the one that the person would get:
    about the golden case with the fewest answers that they have not answered. Drawn anew for each claim, so that
    nobody can foresee it."""
    if SystemRandom().random() >= shares.get(before.queue, 0.0):
        return None
    decision_id = session.scalar(_next_case(person, before.queue))
    if decision_id is None:
        return None
    outcome = Outcome(session.get_one(DecisionRow, decision_id).outcome)
    job = NewJob(kind=KINDS[outcome], queue=before.queue, priority=-before.rank, sla=before.due_at - before.created_at)
    (job_id,) = JobWriter(database, session, before.created_at).create(decision_id, [job])
    mark_golden(session, job_id, decision_id)
    return session.get_one(JobRow, job_id)


def mark_golden(session: Session, job_id: str, decision_id: str) -> None:
    """Only this row tells the job from others."""
    session.add(GoldenJobRow(job_id=job_id, decision_id=decision_id))
    session.flush()


def is_golden() -> ColumnElement[bool]:
    """A condition on jobs."""
    return exists().where(GoldenJobRow.job_id == JobRow.job_id)


def has_answered_golden(person: str) -> ColumnElement[bool]:
    """A condition on jobs: the person has answered a golden job about the same decision."""
    return exists().where(*_answered(person), GoldenJobRow.decision_id == JobRow.decision_id)


def _next_case(person: str, queue: str) -> "Select[str]":
    case_id = GoldenCaseRow.decision_id
    answers = select(func.count()).where(GoldenJobRow.decision_id == case_id).correlate(GoldenCaseRow)
    reviewed = (ReviewRow.decision_id == case_id, ReviewRow.reviewer == person, NOT_UNDONE)
    usable = and_(
        GoldenCaseRow.removed_at.is_(None),
        GoldenCaseRow.queue.in_(("", queue)),
        ~exists().where(*_answered(person), GoldenJobRow.decision_id == case_id),
        ~exists().where(*reviewed),
        ~exists().where(JobRow.decision_id == case_id, IS_OPEN),
    )
    order = (answers.scalar_subquery(), GoldenCaseRow.added_at, case_id)
    return select(case_id).where(usable).order_by(*order).limit(1)


def _answered(person: str) -> tuple[ColumnElement[bool], ...]:
    return GoldenJobRow.reviewer == person, GoldenJobRow.answered_at.is_not(None)
