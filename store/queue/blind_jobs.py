"""Which jobs are answered without knowing the reviews before, and from whom these reviews are hidden."""

from sqlalchemy import ColumnElement, Select, exists, or_, select

from domain.access import Caller, Scope
from domain.job import BLIND_KINDS
from store.quality.seeding import is_golden
from store.queue.jobs import IS_OPEN
from store.queue.queue_schema import JobRow
from store.reviews import IN_EFFECT
from store.schema import ReviewRow


def is_blind() -> ColumnElement[bool]:
    """A condition on jobs."""
    return or_(JobRow.kind.in_(sorted(BLIND_KINDS)), is_golden())


def has_reviewed(person: str) -> ColumnElement[bool]:
    """A condition on jobs: a review by this person is in effect."""
    return exists().where(ReviewRow.decision_id == JobRow.decision_id, ReviewRow.reviewer == person, IN_EFFECT)


def decisions_hidden_from(caller: Caller) -> "Select[str]":
    """The ids of decisions whose reviews the caller may not know. While a blind job is open, reviews are hidden from
    who has it, and from everybody else who may get it: a reviewer who is no lead."""
    hidden = JobRow.claimed_by == caller.name
    if caller.has_scope(Scope.REVIEW) and not caller.has_scope(Scope.LEAD):
        hidden = or_(hidden, ~has_reviewed(caller.name))
    return select(JobRow.decision_id).where(IS_OPEN, is_blind(), hidden)
