"""Stores appeals from the creator's statement to the closing review."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select, tuple_, update
from sqlalchemy.orm import Session

from domain.appeal import Appeal, AppealStatus, AppealSummary
from domain.decision import Decision
from domain.review import Review
from store.audit import AuditLog
from store.database import Cursor, Database
from store.errors import AppealConflict
from store.listing.states import require_not_erased
from store.queue.jobs import JobRouter, JobWriter, create_job_of_appeal
from store.schema import ERASED
from store.service_schema import AppealRow

PROGRAMS = frozenset({"clausewise", "service", "queue", "software"})


@dataclass(frozen=True)
class Appeals:
    """`router` makes the job of an appeal that waits for a reviewer; without one, there is none."""

    database: Database
    router: JobRouter | None = None

    def create(self, session: Session, appeal: Appeal) -> None:
        """Raises AppealConflict if another appeal about the same decision is not closed, or CaseErased."""
        require_not_erased(session, appeal.decision_id)
        unclosed = (AppealRow.decision_id == appeal.decision_id, AppealRow.status != AppealStatus.CLOSED.value)
        existing = session.scalar(select(AppealRow.appeal_id).where(*unclosed))
        if existing is not None:
            raise AppealConflict(f"appeal {existing} about this decision is not closed: wait for its outcome")
        session.add(
            AppealRow(
                appeal_id=appeal.appeal_id,
                decision_id=appeal.decision_id,
                statement=appeal.statement,
                status=appeal.status.value,
                created_at=appeal.created_at,
                second_decision=None,
                review_id=None,
            )
        )
        session.flush()

    def get(self, appeal_id: str) -> Appeal | None:
        with self.database.transaction() as session:
            row = session.get(AppealRow, appeal_id)
            return _appeal(row) if row else None

    def list(
        self, status: AppealStatus | None = None, *, limit: int = 100, cursor: Cursor | None = None
    ) -> tuple[AppealSummary, ...]:
        """Oldest first. `cursor` is the last appeal of the page before."""
        columns = [getattr(AppealRow, name) for name in AppealSummary.model_fields]
        query = select(*columns).order_by(AppealRow.created_at, AppealRow.appeal_id).limit(limit)
        if status is not None:
            query = query.where(AppealRow.status == status.value)
        if cursor is not None:
            query = query.where(tuple_(AppealRow.created_at, AppealRow.appeal_id) > tuple_(*cursor))
        with self.database.transaction() as session:
            return tuple(AppealSummary.model_validate(row) for row in session.execute(query).mappings())

    def counts(self) -> Mapping[AppealStatus, int]:
        """Of each status that has one."""
        query = select(AppealRow.status, func.count()).group_by(AppealRow.status)
        with self.database.transaction() as session:
            return {AppealStatus(status): count for status, count in session.execute(query)}

    def of_decision(self, decision_id: str) -> tuple[Appeal, ...]:
        """Oldest first."""
        query = select(AppealRow).where(AppealRow.decision_id == decision_id).order_by(AppealRow.created_at)
        with self.database.transaction() as session:
            return tuple(_appeal(row) for row in session.scalars(query))

    def open_ids(self) -> tuple[str, ...]:
        """The ids of appeals that wait for their second decision."""
        query = select(AppealRow.appeal_id).where(AppealRow.status == AppealStatus.OPEN.value)
        with self.database.transaction() as session:
            return tuple(session.scalars(query))

    def record_second_decision(self, appeal_id: str, decision: Decision | None) -> None:
        """`decision` is None if the case could not be decided again. Nothing is stored if the appeal was erased."""
        has_id = AppealRow.appeal_id == appeal_id
        second_decision = decision.model_dump(mode="json") if decision else None
        re_reviewed = {"status": AppealStatus.RE_REVIEWED.value, "second_decision": second_decision}
        with self.database.write_transaction() as session:
            AuditLog(self.database).lock(session)
            is_open = AppealRow.status == AppealStatus.OPEN.value
            found = session.scalar(update(AppealRow).where(has_id, is_open).values(**re_reviewed).returning(AppealRow))
            erased = AppealRow.statement == ERASED
            session.execute(update(AppealRow).where(has_id, erased).values(second_decision=None))
            if found is not None and found.statement != ERASED and self.router is not None:
                create_job_of_appeal(JobWriter(self.database, session, datetime.now(UTC)), found, self.router)

    def close(self, session: Session, appeal_id: str, review: Review, decision: Decision) -> None:
        """An open appeal then gets no second decision. Raises AppealConflict if it is closed already, or if no person
        made this review."""
        _require_person(review, decision)
        row = session.get_one(AppealRow, appeal_id, with_for_update=True)
        if row.status == AppealStatus.CLOSED.value:
            raise AppealConflict(f"review {row.review_id} has closed appeal {appeal_id}: review the decision itself")
        row.status, row.review_id = AppealStatus.CLOSED.value, review.review_id


def _require_person(review: Review, decision: Decision) -> None:
    """An appeal is not answered by software alone (Art. 20(6), Digital Services Act), nor together with others. Raises
    AppealConflict."""
    judges = {decision.trace.judge, decision.trace.model}
    if review.reviewer.casefold() in {name.casefold() for name in judges | PROGRAMS}:
        raise AppealConflict(f"{review.reviewer} is a program: a person must answer an appeal, under their own name")
    if review.bulk_id is not None:
        raise AppealConflict("appeals are answered one at a time: a person must read what each creator says")


def _appeal(row: AppealRow) -> Appeal:
    return Appeal(
        appeal_id=row.appeal_id,
        decision_id=row.decision_id,
        statement=row.statement,
        status=AppealStatus(row.status),
        created_at=row.created_at,
        second_decision=Decision.model_validate(row.second_decision) if row.second_decision else None,
        review_id=row.review_id,
    )
