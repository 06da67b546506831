"""What a person does with a job besides claiming it: skip, escalate, move, assign, comment."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.access import Caller
from domain.job import Job, JobEventKind, JobKind, JobState, NewJob
from store.audit import AuditLog
from store.database import Database
from store.decision_digest import digest_of_words, with_digest
from store.decision_rows import WITH_JSON, read_row
from store.errors import JobConflict, JobNotFound
from store.listing.states import require_not_erased
from store.quality.golden_jobs import record_escalation
from store.quality.golden_schema import GoldenJobRow
from store.quality.seeding import mark_golden
from store.queue.blind_jobs import is_for_others
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
            writer.log(row, "job.skip", after=logged_text("skipped", job_id, caller.name, reason))
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
                record_escalation(self.database, session, job_id, caller, now)
                mark_golden(session, escalation.job_id, row.decision_id)
            logged = logged_text(escalation.job_id, job_id, caller.name, reason)
            writer.log(row, "job.escalate", row.kind, logged)
            for subject in (row, escalation):
                writer.add_event(subject, JobEventKind.ESCALATED, caller.name, text=reason, after=escalation.job_id)
            writer.end(row, JobState.DONE, caller.name, after=escalation.job_id)
            return job_of(escalation)

    def move(self, job_id: str, caller: Caller, queue: str, priority: int | None, now: datetime) -> Job:
        """Into another queue, or to another priority in its own."""
        with self.database.write_transaction() as session:
            row, writer = self._open(session, job_id, caller, now)
            before, row.queue = row.queue, queue
            writer.count_open(before, -1)
            writer.count_open(queue, 1)
            row.rank = row.rank if priority is None else -priority
            writer.log(row, "job.move", before, queue)
            writer.add_event(row, JobEventKind.MOVED, caller.name, before=before, after=queue)
            return job_of(row)

    def assign(self, job_id: str, caller: Caller, person: str | None, now: datetime) -> Job:
        """The only person whose next job it can be; None: anybody. The claim of another person ends. Raises JobConflict
        also for a person who may not do it."""
        with self.database.write_transaction() as session:
            AuditLog(self.database).lock(session)
            row, writer = open_job(session, job_id), JobWriter(self.database, session, now, caller.key_id)
            if person is not None and session.scalar(select(is_for_others(person)).where(JobRow.job_id == job_id)):
                raise JobConflict(f"{person} has answered or escalated {row.decision_id}: assign it to another person")
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
            writer.log(row, "job.comment", after=logged_text("commented", job_id, caller.name, text))
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


def logged_text(state: str, job_id: str, person: str, text: str) -> str:
    """The text `after` of an entry about what a person wrote: `state`, and the SHA-256 of it."""
    return with_digest(state, digest_of_words(job_id, person, text))
