"""Appeals: kept from the creator's statement to the person's word."""

from dataclasses import dataclass

from sqlalchemy import select, tuple_, update
from sqlalchemy.orm import Session

from domain.appeal import Appeal, AppealStatus, AppealSummary
from domain.decision import Decision
from store.cursor import Cursor
from store.database import Database
from store.erasure import ERASED
from store.errors import AppealConflict
from store.service_schema import AppealRow


@dataclass(frozen=True)
class Appeals:
    database: Database

    def enter(self, session: Session, appeal: Appeal) -> None:
        """Raises AppealConflict where one about the same decision is not closed yet."""
        open_ = (AppealRow.decision_id == appeal.decision_id, AppealRow.status != AppealStatus.CLOSED.value)
        there = session.scalar(select(AppealRow.appeal_id).where(*open_))
        if there is not None:
            raise AppealConflict(f"appeal {there} about this decision is under way: wait for its outcome")
        session.add(
            AppealRow(
                appeal_id=appeal.appeal_id,
                decision_id=appeal.decision_id,
                statement=appeal.statement,
                status=appeal.status.value,
                made_at=appeal.created_at,
                second=None,
                review_id=None,
            )
        )
        session.flush()

    def get(self, appeal_id: str) -> Appeal | None:
        with self.database.transaction() as session:
            row = session.get(AppealRow, appeal_id)
            return _appeal(row) if row else None

    def list(
        self, status: AppealStatus | None = None, *, limit: int = 100, after: Cursor | None = None
    ) -> tuple[AppealSummary, ...]:
        """Oldest first; `after` is the place of the last appeal that was seen."""
        columns = [getattr(AppealRow, name) for name in AppealSummary.model_fields]
        query = select(*columns).order_by(AppealRow.created_at, AppealRow.appeal_id).limit(limit)
        if status is not None:
            query = query.where(AppealRow.status == status.value)
        if after is not None:
            query = query.where(tuple_(AppealRow.created_at, AppealRow.appeal_id) > tuple_(*after))
        with self.database.transaction() as session:
            return tuple(AppealSummary.model_validate(row) for row in session.execute(query).mappings())

    def of(self, decision_id: str) -> tuple[Appeal, ...]:
        """Oldest first."""
        query = select(AppealRow).where(AppealRow.decision_id == decision_id).order_by(AppealRow.created_at)
        with self.database.transaction() as session:
            return tuple(_appeal(row) for row in session.scalars(query))

    def open(self) -> tuple[str, ...]:
        """Those that nobody has read anew yet."""
        query = select(AppealRow.appeal_id).where(AppealRow.status == AppealStatus.OPEN.value)
        with self.database.transaction() as session:
            return tuple(session.scalars(query))

    def record_second_decision(self, appeal_id: str, second: Decision | None) -> None:
        """`second` None: it could not be decided anew, and a person decides without. What was erased meanwhile is not
        kept."""
        this, fresh = AppealRow.appeal_id == appeal_id, second.model_dump(mode="json") if second else None
        with self.database.writing() as session:
            open_ = update(AppealRow).where(this, AppealRow.status == AppealStatus.OPEN.value)
            session.execute(open_.values(status=AppealStatus.RE_REVIEWED.value, second=fresh))
            session.execute(update(AppealRow).where(this, AppealRow.statement == ERASED).values(second=None))

    def close(self, session: Session, appeal_id: str, review_id: str) -> None:
        """One that is still open is not read anew any more. Raises AppealConflict where it is closed."""
        row = session.get_one(AppealRow, appeal_id, with_for_update=True)
        if row.status == AppealStatus.CLOSED.value:
            raise AppealConflict(f"appeal {appeal_id} is closed by review {row.review_id}: review the decision itself")
        row.status, row.review_id = AppealStatus.CLOSED.value, review_id


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
