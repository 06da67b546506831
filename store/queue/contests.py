"""A creator contests a link of their account to another one: a person is asked, whether or not a link was found."""

from dataclasses import dataclass
from datetime import datetime

from domain.access import Caller
from domain.job import Job, JobEvent, JobEventKind, JobKind
from domain.subject import Subject
from store.audit import AuditLog
from store.database import Database
from store.decision_rows import WITH_JSON, read_row
from store.errors import DecisionNotFound, JobConflict
from store.listing.states import require_not_erased
from store.queue.job_actions import logged_text
from store.queue.jobs import JobRouter, JobWriter, job_of
from store.schema import DecisionRow

BY_CREATOR = "creator"
"""`before` of the comment that holds what the creator says; `person` is the key that sent it."""


@dataclass(frozen=True)
class Contests:
    """`router` says which queue the job gets."""

    database: Database
    router: JobRouter

    def create(self, decision_id: str, statement: str, caller: Caller, now: datetime) -> Job:
        """The job for a person, with the statement as its first comment. Does not look whether there is a link. Raises
        DecisionNotFound, CaseErased, or JobConflict for a post and while another contest is open."""
        with self.database.write_transaction() as session:
            AuditLog(self.database).lock(session)
            row = session.get(DecisionRow, decision_id, options=[WITH_JSON])
            if row is None:
                raise DecisionNotFound(f"there is no decision {decision_id}")
            require_not_erased(session, decision_id)
            stored = read_row(row)
            if stored.case.subject is not Subject.ACCOUNT:
                raise JobConflict(
                    f"{decision_id} is about a post: only a decision about an account can be contested so"
                )
            writer = JobWriter(self.database, session, now, caller.key_id)
            wanted = self.router.for_kind(JobKind.CONTESTED_LINK, stored.case, stored.decision)
            if not writer.create(decision_id, [wanted]):
                raise JobConflict(f"a contest of {decision_id} is open: wait until a person has answered it")
            (job,) = (one for one in writer.open_jobs(decision_id) if one.kind == JobKind.CONTESTED_LINK.value)
            writer.log(job, "job.comment", after=logged_text("commented", job.job_id, caller.name, statement))
            writer.add_event(job, JobEventKind.COMMENTED, caller.name, text=statement, before=BY_CREATOR)
            return job_of(job)


def is_statement(event: JobEvent) -> bool:
    """Whether the comment holds what the creator says."""
    return event.kind is JobEventKind.COMMENTED and event.before == BY_CREATOR
