"""Finds jobs of the review queue that the database has and the audit log does not, or that were changed."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.job import JobState
from store.queue.queue_schema import JobRow
from store.schema import table
from store.service_schema import AuditRow

JOBS_PRUNED = "jobs.prune"
STATES = {
    "job.create": JobState.OPEN,
    "job.reopen": JobState.OPEN,
    "job.done": JobState.DONE,
    "job.cancelled": JobState.CANCELLED,
}
ENTRIES = (
    select(AuditRow.number, AuditRow.action, AuditRow.subject)
    .where(AuditRow.action.in_((*STATES, JOBS_PRUNED)))
    .order_by(AuditRow.number)
)
STORED = select(table(JobRow).c.job_id, table(JobRow).c.state)


@dataclass
class _Logged:
    """The state of each job after its last entry, and the jobs that had ended when jobs were pruned."""

    states: dict[str, JobState] = field(default_factory=dict)
    pruned: set[str] = field(default_factory=set)

    def add(self, action: str, subject: str) -> None:
        if action == JOBS_PRUNED:
            self.pruned |= {job_id for job_id, state in self.states.items() if state is not JobState.OPEN}
        else:
            self.states[subject] = STATES[action]
            self.pruned.discard(subject)


def job_problems(session: Session) -> Iterator[str]:
    logged = _Logged()
    for _, action, subject in session.execute(ENTRIES):
        logged.add(action, subject)
    stored = {str(job_id): str(state) for job_id, state in session.execute(STORED)}
    for job_id, state in stored.items():
        if job_id not in logged.states:
            yield f"job {job_id} was written around Clausewise: the log has no entry of it"
        elif state != logged.states[job_id].value:
            yield f"job {job_id} was changed: it is {state}, and the log says {logged.states[job_id]}"
    for job_id in sorted(logged.states.keys() - stored.keys() - logged.pruned):
        yield f"job {job_id} is missing: the log says that it was stored"
