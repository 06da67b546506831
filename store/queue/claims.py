"""Claims of jobs: one person has a job until the lease ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, exists, func, literal_column, or_, select
from sqlalchemy.orm import Session

from domain.access import Caller, Scope
from domain.job import Job, JobEventKind, JobKind, JobState
from store.audit import AuditLog
from store.database import Database
from store.errors import JobConflict, JobNotFound
from store.quality.seeding import seed
from store.queue.blind_jobs import is_for_others
from store.queue.group_order import is_first_of_group
from store.queue.jobs import IS_OPEN, JobWriter, job_of
from store.queue.queue_schema import QUEUE_ORDER, JobEventRow, JobRow

LEASE_AFTER_UNDO = timedelta(minutes=10)  # as of a claim by default; the open page renews it
NO_GOLDEN: Mapping[str, float] = {}


@dataclass(frozen=True)
class Claims:
    """Each call takes the lock of the audit log first, so claims queue up and no two find the same job."""

    database: Database

    def claim_next(
        self,
        caller: Caller,
        lease: timedelta,
        now: datetime,
        queue: str | None = None,
        golden_shares: Mapping[str, float] = NO_GOLDEN,
    ) -> Job | None:
        """The most urgent job that nobody has, of one queue or of all; first one that is assigned to the caller. None
        if there is none that the caller may get. With the share of its queue, a golden job comes before it."""
        with self.database.write_transaction() as session:
            AuditLog(self.database).lock(session)
            row = session.scalar(assigned_job(caller, now, queue)) or session.scalar(next_job(caller, now, queue))
            if row is None:
                return None
            golden = seed(self.database, session, row, caller.name, golden_shares)
            return self._claim(session, golden or row, caller, lease, now)

    def claim(self, job_id: str, caller: Caller, lease: timedelta, now: datetime) -> Job:
        """This job, also one that the caller skipped or that is assigned to another person; an escalation needs the
        scope `lead`, and goes to nobody who has answered or escalated the case. Claimed again by the person who has it,
        it is renewed. Raises JobNotFound or JobConflict."""
        with self.database.write_transaction() as session:
            AuditLog(self.database).lock(session)
            row = open_job(session, job_id)
            if _holder(row, now) == caller.name:
                row.lease_until = now + lease
                return job_of(row)
            require_free(row, caller.name, now)
            _require_allowed(session, row, caller)
            return self._claim(session, row, caller, lease, now)

    def renew(self, job_id: str, caller: Caller, lease: timedelta, now: datetime) -> Job:
        """Also after the lease has ended, while nobody else has claimed the job. Raises JobNotFound or JobConflict."""
        with self.database.write_transaction() as session:
            AuditLog(self.database).lock(session)
            row = open_job(session, job_id)
            if row.claimed_by != caller.name:
                require_free(row, caller.name, now)
                raise JobConflict(f"you have not claimed {job_id}: claim it first")
            row.lease_until = now + lease
            return job_of(row)

    def release(self, job_id: str, caller: Caller, now: datetime) -> Job:
        """Back into its queue. Raises JobNotFound or JobConflict."""
        with self.database.write_transaction() as session:
            AuditLog(self.database).lock(session)
            row = open_job(session, job_id)
            require_free(row, caller.name, now)
            if row.claimed_by is not None:
                writer = JobWriter(self.database, session, now, caller.key_id)
                release_row(writer, row, caller.name)
            return job_of(row)

    def _claim(self, session: Session, row: JobRow, caller: Caller, lease: timedelta, now: datetime) -> Job:
        writer = JobWriter(self.database, session, now, caller.key_id)
        writer.log(row, "job.claim", row.claimed_by or "", caller.name)
        writer.add_event(row, JobEventKind.CLAIMED, caller.name)
        row.claimed_by, row.lease_until = caller.name, now + lease
        return job_of(row)


def release_row(writer: JobWriter, row: JobRow, person: str) -> None:
    writer.log(row, "job.release", row.claimed_by or "")
    writer.add_event(row, JobEventKind.RELEASED, person)
    row.claimed_by = row.lease_until = None


def reclaim(writer: JobWriter, job_ids: Sequence[str], person: str) -> None:
    """After an undo: gives the person the jobs that are open again."""
    for row in writer.session.scalars(select(JobRow).where(JobRow.job_id.in_(job_ids), IS_OPEN)):
        writer.log(row, "job.claim", "", person)
        writer.add_event(row, JobEventKind.CLAIMED, person)
        row.claimed_by, row.lease_until = person, writer.at + LEASE_AFTER_UNDO


def require_not_claimed(session: Session, decision_id: str, person: str, now: datetime) -> None:
    """Raises JobConflict if another person has a job of this decision: the review of `person` came too late."""
    for row in session.scalars(select(JobRow).where(JobRow.decision_id == decision_id, IS_OPEN)):
        require_free(row, person, now)


def require_escalation_claimed(session: Session, decision_id: str, person: str) -> None:
    """Raises JobConflict if the decision has an escalation that this person has not claimed: a lead decides it."""
    escalation = (JobRow.decision_id == decision_id, IS_OPEN, JobRow.kind == JobKind.ESCALATION.value)
    row = session.scalar(select(JobRow).where(*escalation))
    if row is not None and row.claimed_by != person:
        raise JobConflict(f"{decision_id} waits for a lead: who may decide {row.job_id} claims it before the review")


def require_free(row: JobRow, person: str, now: datetime) -> None:
    """Raises JobConflict if another person has the job."""
    holder = _holder(row, now)
    if holder is not None and holder != person:
        until = f"{row.lease_until:%H:%M} UTC"
        raise JobConflict(f"{holder} has {row.job_id} until {until}: take the next job, or wait until then")


def open_job(session: Session, job_id: str) -> JobRow:
    """Raises JobNotFound, or JobConflict if the job is finished."""
    row = session.get(JobRow, job_id)
    if row is None:
        raise JobNotFound(f"there is no job {job_id}")
    if row.state != JobState.OPEN.value:
        by = f" by review {row.review_id}" if row.review_id else ""
        raise JobConflict(f"{job_id} is {row.state}{by}: take the next job")
    return row


def next_job(caller: Caller, now: datetime, queue: str | None) -> "Select[JobRow]":
    """The job that this person gets, if none is assigned to them; at most one. Of copies only the first is offered, so
    that nobody decides what another person has before them, or what they have skipped."""
    for_others = and_(JobRow.assigned_to.is_not(None), JobRow.assigned_to != caller.name)
    query = _free_jobs(caller, now).where(~for_others, is_first_of_group())
    return query.where(JobRow.queue == queue) if queue is not None else query


def assigned_job(caller: Caller, now: datetime, queue: str | None) -> "Select[JobRow]":
    """The most urgent job that is assigned to this person. By the index of persons: a queue has more jobs."""
    query = _free_jobs(caller, now).where(JobRow.assigned_to == caller.name)
    return query.where(func.lower(JobRow.queue) == queue) if queue is not None else query


def _free_jobs(caller: Caller, now: datetime) -> "Select[JobRow]":
    free = or_(JobRow.lease_until.is_(None), JobRow.lease_until <= now)
    skipped = exists().where(
        JobEventRow.job_id == JobRow.job_id,
        JobEventRow.kind == literal_column("'skipped'"),  # as text, so that the partial index fits
        JobEventRow.person == caller.name,
    )
    query = select(JobRow).where(IS_OPEN, free, ~skipped, ~is_for_others(caller.name)).order_by(*QUEUE_ORDER).limit(1)
    if caller.has_scope(Scope.LEAD):
        return query
    return query.where(or_(JobRow.kind != JobKind.ESCALATION.value, JobRow.assigned_to == caller.name))


def _require_allowed(session: Session, row: JobRow, caller: Caller) -> None:
    """Raises JobConflict."""
    if row.kind == JobKind.ESCALATION.value and not caller.has_scope(Scope.LEAD) and row.assigned_to != caller.name:
        raise JobConflict(f"{row.job_id} is an escalation, which a lead decides: take the next job")
    if session.scalar(select(is_for_others(caller.name)).where(JobRow.job_id == row.job_id)):
        if row.kind == JobKind.ESCALATION.value:
            raise JobConflict(f"you have answered or escalated {row.decision_id}: {row.job_id} is for another lead")
        raise JobConflict(f"you have reviewed {row.decision_id}: {row.job_id} is for another person")


def _holder(row: JobRow, now: datetime) -> str | None:
    return row.claimed_by if row.lease_until is not None and row.lease_until > now else None
