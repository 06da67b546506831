"""Reads the review queue: one job, a filtered list, the history of a job, and the counts of each queue."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import Session

from domain.access import Caller
from domain.job import Job, JobEvent, JobEventKind, JobKind, JobState, QueueCounts
from store.database import Database
from store.listing.clause_conditions import FREQUENT
from store.listing.counts_schema import QueueCountRow
from store.listing.decision_filters import DecisionFilters, conditions
from store.listing.listing_schema import DecisionStateRow
from store.queue.blind_jobs import decisions_hidden_from, is_blind
from store.queue.group_order import is_first_of_group
from store.queue.jobs import IS_OPEN, job_of
from store.queue.queue_schema import QUEUE_ORDER, JobEventRow, JobRow
from store.reviews import NOT_UNDONE
from store.schema import ReviewRow

JobPosition = tuple[int, datetime, datetime, str]  # of a job in the list: priority, due_at, created_at, job_id


@dataclass(frozen=True)
class JobFilter:
    """A None does not filter. `one_per_group`: of the copies of one text only the first that is open. `claimed_by` has
    an unended lease at `now`; `overdue` and `free` are as of `now` too."""

    now: datetime
    state: JobState | None = JobState.OPEN
    queue: str | None = None
    kind: JobKind | None = None
    decision_id: str | None = None
    group_id: str | None = None
    claimed_by: str | None = None
    assigned_to: str | None = None
    overdue: bool | None = None
    free: bool | None = None
    one_per_group: bool = False


@dataclass(frozen=True)
class JobLists:
    database: Database

    def get(self, job_id: str) -> Job | None:
        with self.database.transaction() as session:
            row = session.get(JobRow, job_id)
            return job_of(row) if row is not None else None

    def list(
        self,
        wanted: JobFilter,
        *,
        limit: int = 50,
        cursor: JobPosition | None = None,
        decisions: DecisionFilters | None = None,
    ) -> tuple[Job, ...]:
        """In the order of the queue: most urgent, due first, oldest. `cursor` is the position of the last job of the
        page before. `decisions`: only jobs about decisions that match."""
        query = listed_jobs(wanted).limit(limit)
        if cursor is not None:
            priority, *rest = cursor
            query = query.where(tuple_(*QUEUE_ORDER) > tuple_(-priority, *rest))
        with self.database.transaction() as session:
            matching = tuple(conditions(session, decisions)) if decisions else ()
            if matching:
                query = query.where(_about(session, select(DecisionStateRow.decision_id).where(*matching)))
            return tuple(map(job_of, session.scalars(query)))

    def of_decision(self, decision_id: str) -> tuple[Job, ...]:
        """Open and finished ones, oldest first."""
        query = select(JobRow).where(JobRow.decision_id == decision_id).order_by(JobRow.created_at, JobRow.job_id)
        with self.database.transaction() as session:
            return tuple(map(job_of, session.scalars(query)))

    def is_answered_blind(self, decision_id: str, person: str) -> bool:
        """Whether this person has a job of the decision that is answered without knowing the reviews before."""
        query = select(JobRow.job_id).where(
            JobRow.decision_id == decision_id,
            IS_OPEN,
            is_blind(),
            JobRow.claimed_by == person,
        )
        with self.database.transaction() as session:
            return session.scalar(query) is not None

    def not_for(self, escalations: Collection[str]) -> Mapping[str, frozenset[str]]:
        """By the id of the job, who may not decide it: the people who have answered or escalated the case."""
        wanted = (JobRow.job_id.in_(escalations), JobRow.kind == JobKind.ESCALATION.value)
        answered = select(JobRow.job_id, ReviewRow.reviewer).join(
            ReviewRow, ReviewRow.decision_id == JobRow.decision_id
        )
        passed_on = select(JobRow.job_id, JobEventRow.person).join(JobEventRow, JobEventRow.job_id == JobRow.job_id)
        escalated = JobEventRow.kind == JobEventKind.ESCALATED.value
        query = answered.where(*wanted, NOT_UNDONE).union(passed_on.where(*wanted, escalated))
        found: dict[str, set[str]] = {job_id: set() for job_id in escalations}
        with self.database.transaction() as session:
            for job_id, person in session.execute(query):
                found[job_id].add(person)
        return {job_id: frozenset(people) for job_id, people in found.items()}

    def hidden_from(self, caller: Caller, decision_ids: Collection[str]) -> frozenset[str]:
        """Those of the decisions whose reviews the caller may not know."""
        query = decisions_hidden_from(caller).where(JobRow.decision_id.in_(decision_ids))
        with self.database.transaction() as session:
            return frozenset(session.scalars(query))

    def events(self, job_id: str, *, limit: int = 200, after: int = 0) -> tuple[JobEvent, ...]:
        """The history of a job, oldest first. `after`: the number of the last event of the page before."""
        mine = (JobEventRow.job_id == job_id, JobEventRow.number > after)
        query = select(JobEventRow).where(*mine).order_by(JobEventRow.number).limit(limit)
        with self.database.transaction() as session:
            return tuple(map(_event, session.scalars(query)))

    def newest_events(self, job_id: str, kinds: Collection[JobEventKind], limit: int) -> tuple[JobEvent, ...]:
        """The last events of these kinds, oldest first."""
        mine = (JobEventRow.job_id == job_id, JobEventRow.kind.in_(sorted(kinds)))
        query = select(JobEventRow).where(*mine).order_by(JobEventRow.number.desc()).limit(limit)
        with self.database.transaction() as session:
            return tuple(map(_event, reversed(session.scalars(query).all())))

    def counts(self, now: datetime) -> tuple[QueueCounts, ...]:
        """Of each queue with an open job, by name. Of the jobs, only those that are not overdue are counted now."""
        in_queue = (IS_OPEN, JobRow.queue == QueueCountRow.queue)
        in_time = select(func.count()).where(*in_queue, JobRow.due_at >= now).scalar_subquery()
        oldest = select(func.min(JobRow.created_at)).where(*in_queue).scalar_subquery()
        columns = (QueueCountRow.queue, QueueCountRow.open, QueueCountRow.open - in_time, oldest)
        opened = select(*columns).where(QueueCountRow.open > 0).order_by(QueueCountRow.queue)
        leased = select(JobRow.queue).where(IS_OPEN, JobRow.lease_until > now)  # few: one or two for each person
        with self.database.transaction() as session:
            claimed = Counter(session.scalars(leased))
            return tuple(
                QueueCounts(queue=queue, open=count, claimed=claimed[queue], overdue=late, oldest_at=oldest_at)
                for queue, count, late, oldest_at in session.execute(opened)
            )


def listed_jobs(wanted: JobFilter) -> "Select[JobRow]":
    """In the order of the queue. What a person has claimed is little: it is found by the leases and then sorted; the
    index of the order would lead through the whole queue."""
    order = QUEUE_ORDER if wanted.claimed_by is None else (JobRow.rank + 0, *QUEUE_ORDER[1:])
    return select(JobRow).where(*_conditions(wanted)).order_by(*order)


def _about(session: Session, decision_ids: "Select[str]") -> ColumnElement[bool]:
    """If few decisions match, their jobs are found by them; else the jobs are tried in the order of the queue."""
    some = decision_ids.limit(FREQUENT).subquery()
    if (session.scalar(select(func.count()).select_from(some)) or 0) < FREQUENT:
        return JobRow.decision_id.in_(decision_ids)
    return decision_ids.where(DecisionStateRow.decision_id == JobRow.decision_id).correlate(JobRow).exists()


def _conditions(wanted: JobFilter) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.state is not None:
        conditions.append(IS_OPEN if wanted.state is JobState.OPEN else JobRow.state == wanted.state.value)
    for name in ("queue", "kind", "decision_id", "group_id", "claimed_by", "assigned_to"):
        value = getattr(wanted, name)
        if value is not None:
            conditions.append(getattr(JobRow, name) == value)
    if wanted.claimed_by is not None:
        conditions.append(JobRow.lease_until > wanted.now)
    if wanted.overdue is not None:
        conditions.append(JobRow.due_at < wanted.now if wanted.overdue else JobRow.due_at >= wanted.now)
    if wanted.free is not None:
        leased = func.coalesce(JobRow.lease_until > wanted.now, False)
        conditions.append(~leased if wanted.free else leased)
    if wanted.one_per_group:
        conditions.append(is_first_of_group())
    return conditions


def _event(row: JobEventRow) -> JobEvent:
    names = set(JobEvent.model_fields) - {"kind"}
    return JobEvent(kind=JobEventKind(row.kind), **{name: getattr(row, name) for name in names})
