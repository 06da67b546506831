"""What a person does with a job besides claiming it: skip, escalate, move, assign, comment."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from domain.access import Caller
from domain.job import Job, JobEventKind, JobKind, JobState, NewJob
from store.audit import AuditLog
from store.database import Database
from store.decision_rows import WITH_JSON, read_row
from store.errors import JobConflict, JobNotFound
from store.listing.states import require_not_erased
from store.quality.golden_jobs import record_escalation
from store.quality.golden_schema import GoldenJobRow
from store.quality.seeding import mark_golden
from store.queue.claims import open_job, release_row, require_free
from store.queue.jobs import JobRouter, JobWriter, job_of
from store.queue.queue_schema import JobRow
from store.schema import DecisionRow

ESCALATION_PRIORITY_STEP = 10  # without a router: above the job that was escalated


@dataclass(frozen=True)
class JobActions:
    """Each writes the job, an event and an entry of the audit log in one transaction. Raises JobNotFound, or
    JobConflict if the job is finished or another person has it."""

    database: Database
    router: JobRouter | None

    def skip(self, job_id: str, caller: Caller, reason: str, now: datetime) -> Job:
        """Gives the job back to the others: it is not the next job of this person again."""
        with self.database.write_transaction() as session:
            row, writer = self._open(session, job_id, caller, now)
            if row.claimed_by is not None:
                release_row(writer, row, caller.name)
            writer.log(row, "job.skip")
            writer.add_event(row, JobEventKind.SKIPPED, caller.name, text=reason)
            return job_of(row)

    def escalate(self, job_id: str, caller: Caller, reason: str, now: datetime) -> Job:
        """Ends the job and returns the one that replaces it, or the escalation that is open already."""
        with self.database.write_transaction() as session:
            row, writer = self._open(session, job_id, caller, now)
            if row.kind == JobKind.ESCALATION.value:
                raise JobConflict(f"{job_id} is an escalation: assign it to a person who can decide it, or move it")
            created = writer.create(
                row.decision_id, [self._escalation(writer, row)], appeal_id=row.appeal_id, cause=job_id
            )
            (escalation,) = (one for one in writer.open_jobs(row.decision_id) if one.kind == JobKind.ESCALATION.value)
            if not created:
                escalation.appeal_id = escalation.appeal_id or row.appeal_id
            if session.get(GoldenJobRow, job_id) is not None:
                record_escalation(session, job_id, caller.name, now)
                mark_golden(session, escalation.job_id, row.decision_id)
            writer.log(row, "job.escalate", row.kind, escalation.job_id)
            for subject in (row, escalation):
                writer.add_event(subject, JobEventKind.ESCALATED, caller.name, text=reason, after=escalation.job_id)
            writer.end(row, JobState.DONE, caller.name, after=escalation.job_id)
            return job_of(escalation)

    def move(self, job_id: str, caller: Caller, queue: str, priority: int | None, now: datetime) -> Job:
        """Into another queue, or to another priority in its own."""
        with self.database.write_transaction() as session:
            row, writer = self._open(session, job_id, caller, now)
            before, row.queue = row.queue, queue
            row.rank = row.rank if priority is None else -priority
            writer.log(row, "job.move", before, queue)
            writer.add_event(row, JobEventKind.MOVED, caller.name, before=before, after=queue)
            return job_of(row)

    def assign(self, job_id: str, caller: Caller, person: str | None, now: datetime) -> Job:
        """The only person whose next job it can be; None: anybody. The claim of another person ends."""
        with self.database.write_transaction() as session:
            AuditLog(self.database).lock(session)
            row, writer = open_job(session, job_id), JobWriter(self.database, session, now, caller.key_id)
            if row.claimed_by not in (None, person):
                release_row(writer, row, caller.name)
            writer.log(row, "job.assign", row.assigned_to or "", person or "")
            writer.add_event(row, JobEventKind.ASSIGNED, caller.name, before=row.assigned_to or "", after=person or "")
            row.assigned_to = person
            return job_of(row)

    def comment(self, job_id: str, caller: Caller, text: str, now: datetime) -> Job:
        """For the other reviewers; also on a job that is finished or that another person has. Raises CaseErased."""
        with self.database.write_transaction() as session:
            AuditLog(self.database).lock(session)
            row = session.get(JobRow, job_id)
            if row is None:
                raise JobNotFound(f"there is no job {job_id}")
            require_not_erased(session, row.decision_id)
            writer = JobWriter(self.database, session, now, caller.key_id)
            writer.log(row, "job.comment")
            writer.add_event(row, JobEventKind.COMMENTED, caller.name, text=text)
            return job_of(row)

    def _open(self, session: Session, job_id: str, caller: Caller, now: datetime) -> tuple[JobRow, JobWriter]:
        AuditLog(self.database).lock(session)
        row = open_job(session, job_id)
        require_free(row, caller.name, now)
        return row, JobWriter(self.database, session, now, caller.key_id)

    def _escalation(self, writer: JobWriter, row: JobRow) -> NewJob:
        job = job_of(row)
        if self.router is not None:
            stored = read_row(writer.session.get_one(DecisionRow, row.decision_id, options=[WITH_JSON]))
            return self.router.for_escalation(stored.case, stored.decision, job)
        priority = job.priority + ESCALATION_PRIORITY_STEP
        return NewJob(kind=JobKind.ESCALATION, queue=job.queue, priority=priority, sla=job.due_at - job.created_at)
