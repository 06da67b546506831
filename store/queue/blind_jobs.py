"""Which jobs are answered without knowing the reviews before, who may not do them, and from whom these are hidden."""

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from domain.access import Caller, Scope
from domain.job import BLIND_KINDS, JobEventKind, JobKind
from store.quality.seeding import has_answered_golden, is_golden
from store.queue.jobs import IS_OPEN
from store.queue.queue_schema import JobEventRow, JobRow
from store.reviews import NOT_UNDONE
from store.schema import ReviewRow


def is_blind() -> ColumnElement[bool]:
    """A condition on jobs."""
    return or_(JobRow.kind.in_(sorted(BLIND_KINDS)), is_golden())


def has_reviewed(person: str) -> ColumnElement[bool]:
    """A condition on jobs: this person has reviewed the decision, and the review was not undone."""
    return exists().where(ReviewRow.decision_id == JobRow.decision_id, ReviewRow.reviewer == person, NOT_UNDONE)


def is_for_others(person: str) -> ColumnElement[bool]:
    """A condition on jobs: this person may not do it. A blind job, once they have answered the case; an escalation,
    once they have answered or escalated it."""
    answered_blind = and_(is_blind(), or_(has_reviewed(person), has_answered_golden(person)))
    escalated = exists().where(
        JobEventRow.job_id == JobRow.job_id,
        JobEventRow.kind == JobEventKind.ESCALATED.value,
        JobEventRow.person == person,
    )
    is_escalation = JobRow.kind == JobKind.ESCALATION.value
    return or_(answered_blind, and_(is_escalation, or_(has_reviewed(person), escalated)))


def decisions_hidden_from(caller: Caller) -> "Select[str]":
    """The ids of decisions whose reviews the caller may not know. While a blind job is open, reviews are hidden from
    who has it, and from everybody else who may get it: a reviewer who is no lead."""
    hidden = JobRow.claimed_by == caller.name
    if caller.has_scope(Scope.REVIEW) and not caller.has_scope(Scope.LEAD):
        hidden = or_(hidden, ~has_reviewed(caller.name))
    return select(JobRow.decision_id).where(IS_OPEN, is_blind(), hidden)
