"""Batches: cases taken in whole, each done once, wherever the work on them was cut off."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.batch import Batch, BatchItem
from domain.case import Case
from store.database import Database
from store.erasing import ERASED
from store.errors import BatchTaken, BatchUnknown, CaseErased
from store.service_schema import BatchItemRow, BatchRow

AT_ONCE = 100  # cases in memory; each may be large


@dataclass(frozen=True)
class Batches:
    database: Database

    def enter(self, session: Session, batch_id: str, caller: str, cases: Iterable[Case], now: datetime) -> None:
        """All of it or none; the id of each decision is fixed here, so that no case can be decided twice.
        Raises BatchTaken."""
        batch = BatchRow(batch_id=batch_id, caller=caller, total=0, created_at=now, cancelled_at=None)
        session.add(batch)
        try:
            session.flush()
        except IntegrityError as error:
            raise BatchTaken(f"batch {batch_id} was taken in before") from error
        rows = (_row(batch_id, number, case) for number, case in enumerate(cases))
        while some := list(islice(rows, AT_ONCE)):
            session.execute(insert(BatchItemRow), some)
            batch.total += len(some)

    def get(self, batch_id: str) -> Batch:
        """Raises BatchUnknown."""
        items = select(func.count(BatchItemRow.done_at), func.count(BatchItemRow.error))
        with self.database.transaction() as session:
            row = session.get(BatchRow, batch_id)
            if row is None:
                raise BatchUnknown(f"there is no batch {batch_id}")
            done, failed = session.execute(items.where(BatchItemRow.batch_id == batch_id)).one()
            return Batch(
                batch_id=batch_id,
                caller=row.caller,
                total=row.total,
                done=done,
                failed=failed,
                created_at=row.created_at,
                cancelled=row.cancelled_at is not None,
            )

    def open(self) -> tuple[tuple[str, int], ...]:
        """The ids and sizes of batches with work left."""
        left = select(BatchItemRow.batch_id).where(BatchItemRow.done_at.is_(None))
        query = select(BatchRow).where(BatchRow.cancelled_at.is_(None), BatchRow.batch_id.in_(left))
        with self.database.transaction() as session:
            return tuple((row.batch_id, row.total) for row in session.scalars(query.order_by(BatchRow.created_at)))

    def waiting(self) -> int:
        """Cases that nobody has decided yet, cancelled ones left out."""
        query = (
            select(func.count())
            .select_from(BatchItemRow)
            .join(BatchRow, BatchRow.batch_id == BatchItemRow.batch_id)
            .where(BatchItemRow.done_at.is_(None), BatchRow.cancelled_at.is_(None))
        )
        with self.database.transaction() as session:
            return session.scalar(query) or 0

    def undone(self, batch_id: str, first: int, last: int) -> tuple[BatchItem, ...]:
        """Of the numbers from `first` to before `last`, those that are not done; none once it was cancelled."""
        rows = (BatchItemRow.batch_id == batch_id, BatchItemRow.number >= first, BatchItemRow.number < last)
        query = select(BatchItemRow).where(*rows, BatchItemRow.done_at.is_(None)).order_by(BatchItemRow.number)
        with self.database.transaction() as session:
            batch = session.get(BatchRow, batch_id)
            if batch is None or batch.cancelled_at is not None:
                return ()
            return tuple(_item(row) for row in session.scalars(query))

    def cancelled(self, batch_id: str) -> bool:
        with self.database.transaction() as session:
            batch = session.get(BatchRow, batch_id)
            return batch is None or batch.cancelled_at is not None

    def require(self, session: Session, batch_id: str, number: int) -> None:
        """Holds the item until the transaction ends. Raises CaseErased where its case was erased."""
        item = (BatchItemRow.batch_id == batch_id, BatchItemRow.number == number)
        there = update(BatchItemRow).where(*item, func.coalesce(BatchItemRow.error, "") != ERASED)
        if session.scalar(there.values(error=BatchItemRow.error).returning(BatchItemRow.number)) is None:
            raise CaseErased(f"case {number} of batch {batch_id} was erased")

    def done(self, batch_id: str, number: int, error: str | None, now: datetime) -> None:
        """The first word stands."""
        item = (BatchItemRow.batch_id == batch_id, BatchItemRow.number == number, BatchItemRow.done_at.is_(None))
        with self.database.writing() as session:
            session.execute(update(BatchItemRow).where(*item).values(done_at=now, error=error))

    def cancel(self, session: Session, batch_id: str, now: datetime) -> None:
        """What is under way ends; the rest is left undone."""
        open_ = (BatchRow.batch_id == batch_id, BatchRow.cancelled_at.is_(None))
        session.execute(update(BatchRow).where(*open_).values(cancelled_at=now))

    def items(self, batch_id: str) -> Iterator[BatchItem]:
        """Every case in its order, a few at a time, so that a large batch is never whole in memory."""
        number = -1
        while rows := self._after(batch_id, number):
            yield from rows
            number = rows[-1].number

    def _after(self, batch_id: str, number: int) -> tuple[BatchItem, ...]:
        query = select(BatchItemRow).where(BatchItemRow.batch_id == batch_id, BatchItemRow.number > number)
        with self.database.transaction() as session:
            return tuple(_item(row) for row in session.scalars(query.order_by(BatchItemRow.number).limit(AT_ONCE)))


def _row(batch_id: str, number: int, case: Case) -> dict[str, Any]:
    decision_id = f"dec_{batch_id.removeprefix('bat_')}{number:05d}"
    return {
        "batch_id": batch_id,
        "number": number,
        "case": case.model_dump(mode="json"),
        "decision_id": decision_id,
    }


def _item(row: BatchItemRow) -> BatchItem:
    return BatchItem(
        number=row.number,
        case=Case.model_validate(row.case),
        decision_id=row.decision_id,
        error=row.error,
        done=row.done_at is not None,
    )
