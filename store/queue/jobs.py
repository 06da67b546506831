"""Creates, finishes, cancels and reopens jobs within the transaction of the decision, review, appeal or erasure."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import literal_column, select, update
from sqlalchemy.orm import Session

from domain.appeal import AppealStatus
from domain.case import Case
from domain.decision import Decision
from domain.job import BLIND_KINDS, Job, JobEventKind, JobKind, JobState, NewJob
from domain.review import Review
from domain.subject import Subject
from store.audit import AuditLog
from store.database import Database
from store.decision_rows import WITH_JSON, StoredDecision, read_row
from store.listing.counts import count_open_jobs
from store.queue.copies import CopyFinder, join_group
from store.queue.queue_schema import JobEventRow, JobRow
from store.schema import DecisionRow
from store.service_schema import AppealRow

GROUPED_KINDS = (JobKind.NEEDS_REVIEW, JobKind.HELD_LETTER)  # of copies, which are decided together
SERVICE = "queue"  # the actor in the audit log of what follows from a decision, a review or an appeal
SUPERSEDED = "superseded"  # why a job about an older assessment was cancelled
IS_OPEN = JobRow.state == literal_column("'open'")  # as text, so that the partial indexes fit


class JobRouter(Protocol):
    """Chooses the jobs that follow from what was stored. `letter_held`: the letter waits for a person. `previous`: the
    review before. `finished`: the kinds of the jobs that the review has finished."""

    def for_decision(self, case: Case, decision: Decision, *, letter_held: bool) -> Sequence[NewJob]: ...

    def for_appeal(self, case: Case, decision: Decision) -> NewJob: ...

    def for_review(
        self, case: Case, decision: Decision, review: Review, previous: Review | None, finished: Collection[JobKind]
    ) -> Sequence[NewJob]: ...

    def for_escalation(self, case: Case, decision: Decision, job: Job) -> NewJob: ...

    def for_kind(self, kind: JobKind, case: Case, decision: Decision) -> NewJob: ...


@dataclass(frozen=True)
class JobWriter:
    """Writes within the session of a caller, who holds the lock of the audit log. `actor`: for the audit log."""

    database: Database
    session: Session
    at: datetime
    actor: str = SERVICE

    def create(
        self,
        decision_id: str,
        jobs: Sequence[NewJob],
        *,
        appeal_id: str | None = None,
        group_id: str | None = None,
        cause: str = "",
    ) -> tuple[str, ...]:
        """The ids of the new jobs. A kind of which the decision has an open job gets no other. `cause`: the id of the
        review or job that they follow from."""
        open_kinds = {row.kind for row in self.open_jobs(decision_id)}
        rows = [_row(decision_id, job, self.at, appeal_id, group_id) for job in jobs if job.kind not in open_kinds]
        self.session.add_all(rows)
        self.session.flush()
        for row in rows:
            self.count_open(row.queue, 1)
            self.log(row, "job.create", after=f"{row.kind} of {decision_id}")
            self.add_event(row, JobEventKind.CREATED, before=cause, after=row.queue)
        return tuple(row.job_id for row in rows)

    def finish(self, decision_id: str, review: Review, *, informed: bool) -> list[JobRow]:
        """Ends the open jobs of the decision. That of an appeal stays open until the appeal is closed. A second review
        is cancelled if it was not claimed, or if the answer is `informed`, as that to an appeal: it is not blind."""
        ended = [row for row in self.open_jobs(decision_id) if row.appeal_id is None or self._is_closed(row)]
        for row in ended:
            answered = row.kind not in BLIND_KINDS or (row.claimed_by == review.reviewer and not informed)
            state = JobState.DONE if answered else JobState.CANCELLED
            self.end(row, state, review.reviewer, after=review.review_id)
            row.review_id = review.review_id
        return ended

    def cancel(self, decision_id: str, reason: str) -> None:
        """Cancels the open jobs of the decision; `reason` is a word such as `erased`."""
        for row in self.open_jobs(decision_id):
            self.end(row, JobState.CANCELLED, after=reason)

    def end(self, row: JobRow, state: JobState, person: str = "", *, after: str = "") -> None:
        row.state, row.finished_at = state.value, self.at
        row.claimed_by = row.lease_until = None
        self.count_open(row.queue, -1)
        self.log(row, f"job.{state}", JobState.OPEN, after or state)
        self.add_event(row, JobEventKind(state.value), person, after=after)

    def reopen(self, job_id: str) -> None:
        """As before its review; not if another job of its kind is open."""
        row = self.session.get_one(JobRow, job_id)
        if row.state == JobState.OPEN.value or row.kind in {other.kind for other in self.open_jobs(row.decision_id)}:
            return
        self.log(row, "job.reopen", row.state, JobState.OPEN)
        row.state, row.finished_at, row.review_id = JobState.OPEN.value, None, None
        self.count_open(row.queue, 1)
        self.add_event(row, JobEventKind.REOPENED)

    def open_jobs(self, decision_id: str) -> Sequence[JobRow]:
        query = select(JobRow).where(JobRow.decision_id == decision_id, IS_OPEN).order_by(JobRow.created_at)
        return self.session.scalars(query).all()

    def count_open(self, queue: str, change: int) -> None:
        count_open_jobs(self.session.connection(), queue, change)

    def log(self, row: JobRow, action: str, before: str = "", after: str = "") -> None:
        AuditLog(self.database).append(self.session, self.actor, action, row.job_id, before, after)

    def add_event(
        self,
        row: JobRow,
        kind: JobEventKind,
        person: str = "",
        *,
        text: str = "",
        before: str = "",
        after: str = "",
    ) -> None:
        self.session.add(
            JobEventRow(
                job_id=row.job_id, kind=kind.value, at=self.at, person=person, text=text, before=before, after=after
            )
        )

    def _is_closed(self, row: JobRow) -> bool:
        status = select(AppealRow.status).where(AppealRow.appeal_id == row.appeal_id)
        return self.session.scalar(status) == AppealStatus.CLOSED.value


def create_jobs_for_decision(
    writer: JobWriter, stored: StoredDecision, router: JobRouter, finder: CopyFinder | None, *, letter_held: bool
) -> None:
    """After the decision and its letter are stored. `finder` recognises copies of one text."""
    cancel_older_links(writer, stored)
    jobs = router.for_decision(stored.case, stored.decision, letter_held=letter_held)
    if jobs:
        is_post = stored.case.subject is Subject.POST  # accounts with equal facts are no copies
        grouped = is_post and any(job.kind in GROUPED_KINDS for job in jobs)
        group_id = join_group(writer.session, stored, finder) if grouped and finder is not None else None
        writer.create(stored.decision.decision_id, jobs, group_id=group_id)


def cancel_older_links(writer: JobWriter, stored: StoredDecision) -> None:
    """A newer assessment of an account takes the place of an older one whose links wait for a person."""
    assessment = stored.decision.assessment
    if assessment is None:
        return
    of_creator = (JobRow.kind == JobKind.LINKED_ACCOUNTS.value, DecisionRow.creator_id == stored.case.creator_id)
    query = select(JobRow).join(DecisionRow, DecisionRow.decision_id == JobRow.decision_id).where(IS_OPEN, *of_creator)
    for row in writer.session.scalars(query).all():
        older = read_row(writer.session.get_one(DecisionRow, row.decision_id, options=[WITH_JSON])).decision.assessment
        if older is None or older.last_day <= assessment.last_day:
            writer.end(row, JobState.CANCELLED, after=SUPERSEDED)


def create_job_of_appeal(writer: JobWriter, appeal: AppealRow, router: JobRouter) -> None:
    """For an appeal that has its second decision."""
    stored = read_row(writer.session.get_one(DecisionRow, appeal.decision_id, options=[WITH_JSON]))
    job = router.for_appeal(stored.case, stored.decision)
    writer.create(appeal.decision_id, [job], appeal_id=appeal.appeal_id)


def erase_jobs(writer: JobWriter, decision_id: str, erased: str) -> None:
    """Cancels the open jobs, and replaces what people wrote about the case by the word `erased`."""
    writer.cancel(decision_id, erased)
    job_ids = select(JobRow.job_id).where(JobRow.decision_id == decision_id)
    written = (JobEventRow.job_id.in_(job_ids), JobEventRow.text != "")
    writer.session.execute(update(JobEventRow).where(*written).values(text=erased))


def job_of(row: JobRow) -> Job:
    names = set(Job.model_fields) - {"priority"}
    return Job(priority=-row.rank, **{name: getattr(row, name) for name in names})


def _row(decision_id: str, job: NewJob, at: datetime, appeal_id: str | None, group_id: str | None) -> JobRow:
    return JobRow(
        job_id=f"job_{secrets.token_hex(8)}",
        decision_id=decision_id,
        kind=job.kind.value,
        queue=job.queue,
        rank=-job.priority,
        state=JobState.OPEN.value,
        created_at=at,
        due_at=at + job.sla,
        appeal_id=appeal_id,
        group_id=group_id,
    )
