"""Creates the jobs of what was stored without a router: by an older version, or on the command line."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from domain.appeal import AppealStatus
from domain.message import MessageStatus
from domain.verdict import Outcome
from store.audit import AuditLog
from store.database import Database
from store.decision_rows import WITH_JSON, StoredDecision, read_row
from store.listing.listing_schema import DecisionStateRow
from store.quality.golden_schema import GoldenCaseRow
from store.queue.copies import CopyFinder
from store.queue.jobs import JobRouter, JobWriter, create_job_of_appeal, create_jobs_for_decision
from store.queue.queue_schema import JobRow
from store.schema import DecisionRow
from store.service_schema import AppealRow, MessageRow

Create = Callable[[JobWriter, str], None]


@dataclass(frozen=True)
class QueueFiller:
    """`finder` recognises copies; None: each job is alone."""

    database: Database
    router: JobRouter
    finder: CopyFinder | None

    def fill(self, actor: str, now: datetime) -> int:
        """The number of new jobs: of open verdicts that nobody reviewed, of held letters, and of appeals that wait for
        a reviewer, where the decision never had a job."""
        before = self._count()
        self._create(_open_verdicts(), actor, now, self._job_of_verdict)
        self._create(_held_letters(), actor, now, self._job_of_letter)
        self._create(_waiting_appeals(), actor, now, self._job_of_appeal)
        return self._count() - before

    def _create(self, query: "Select[Any]", actor: str, now: datetime, create: Create) -> None:
        """One decision per transaction: the service goes on meanwhile."""
        for row_id in self._ids(query):
            with self.database.write_transaction() as session:
                AuditLog(self.database).lock(session)
                create(JobWriter(self.database, session, now, actor), row_id)

    def _job_of_verdict(self, writer: JobWriter, decision_id: str) -> None:
        stored = _stored(writer.session, decision_id)
        create_jobs_for_decision(writer, stored, self.router, self.finder, letter_held=False)

    def _job_of_letter(self, writer: JobWriter, decision_id: str) -> None:
        stored = _stored(writer.session, decision_id)
        create_jobs_for_decision(writer, stored, self.router, self.finder, letter_held=True)

    def _job_of_appeal(self, writer: JobWriter, appeal_id: str) -> None:
        create_job_of_appeal(writer, writer.session.get_one(AppealRow, appeal_id), self.router)

    def _count(self) -> int:
        with self.database.transaction() as session:
            return session.scalar(select(func.count()).select_from(JobRow)) or 0

    def _ids(self, query: "Select[Any]") -> list[str]:
        with self.database.transaction() as session:
            return [str(row_id) for row_id in session.scalars(query)]


def _open_verdicts() -> "Select[Any]":
    state = DecisionStateRow
    waits = (state.outcome == Outcome.NEEDS_REVIEW.value, state.reviewed.is_(False), state.erased.is_(False))
    has_job = exists().where(JobRow.decision_id == state.decision_id)
    golden = exists().where(GoldenCaseRow.decision_id == state.decision_id)  # its answer is known
    return select(state.decision_id).where(*waits, ~has_job, ~golden).order_by(state.number)


def _held_letters() -> "Select[Any]":
    has_job = exists().where(JobRow.decision_id == MessageRow.decision_id)
    held = MessageRow.status == MessageStatus.HELD.value
    return select(MessageRow.decision_id).where(held, ~has_job).distinct().order_by(MessageRow.decision_id)


def _waiting_appeals() -> "Select[Any]":
    waits = AppealRow.status == AppealStatus.RE_REVIEWED.value
    has_job = exists().where(JobRow.appeal_id == AppealRow.appeal_id)
    return select(AppealRow.appeal_id).where(waits, ~has_job).order_by(AppealRow.created_at)


def _stored(session: Session, decision_id: str) -> StoredDecision:
    return read_row(session.get_one(DecisionRow, decision_id, options=[WITH_JSON]))
