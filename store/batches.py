"""Batches: cases taken in whole, each done once, wherever the work on them was cut off."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, starmap
from typing import Any

from pydantic import ValidationError
from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.batch import Batch, BatchItem
from domain.case import Case
from store.database import Database
from store.erasure import ERASED
from store.errors import BatchUnknown, CaseErased, StoreBusy
from store.service_schema import BatchItemRow, BatchRow

AT_ONCE = 25  # cases in memory; each may be large
PAGE = 1000  # items without their cases
ENTERED = BatchRow.total > 0


@dataclass(frozen=True)
class Batches:
    database: Database

    def put(self, batch_id: str, caller: str, cases: Iterable[Case], now: datetime) -> int:
        """How many there are. What is put is no batch until it is entered. Nobody waits for more than a few cases,
        which are read before the database is asked for its turn. The id of each decision is fixed here, so that no case
        can be decided twice. Raises StoreBusy where that took so long that it was dropped."""
        with self.database.writing() as session:
            session.add(BatchRow(batch_id=batch_id, caller=caller, total=0, created_at=now, cancelled_at=None))
        total, rows = 0, (_row(batch_id, number, case) for number, case in enumerate(cases))
        while some := list(islice(rows, AT_ONCE)):
            try:
                with self.database.writing() as session:
                    session.execute(insert(BatchItemRow), some)
            except IntegrityError as error:
                raise _dropped(batch_id) from error
            total += len(some)
        return total

    def enter(self, session: Session, batch_id: str, total: int) -> None:
        """All that was put is a batch from now on. Raises StoreBusy where that took so long that any of it was
        dropped."""
        number = select(func.count()).where(BatchItemRow.batch_id == batch_id).scalar_subquery()
        whole = update(BatchRow).where(BatchRow.batch_id == batch_id, number == total).values(total=total)
        if session.scalar(whole.returning(BatchRow.total)) is None:
            raise _dropped(batch_id)

    def drop(self, batch_id: str) -> None:
        """What was put and not entered, a few cases at a time too."""
        while self._left_of(batch_id):
            pass

    def _left_of(self, batch_id: str) -> bool:
        """Whether there may be more, once a few of its cases are dropped; the row of the batch goes last."""
        row = (BatchRow.batch_id == batch_id, ~ENTERED)
        items = select(BatchItemRow.number).where(BatchItemRow.batch_id == batch_id).limit(AT_ONCE)
        with self.database.writing() as session:
            if session.scalar(select(BatchRow.batch_id).where(*row).with_for_update()) is None:
                return False
            some = session.scalars(items).all()
            if some:
                gone = (BatchItemRow.batch_id == batch_id, BatchItemRow.number.in_(some))
                session.execute(delete(BatchItemRow).where(*gone))
            else:
                session.execute(delete(BatchRow).where(*row))
            return bool(some)

    def drop_left(self, before: datetime) -> None:
        """What was put before then and never entered: its process died."""
        with self.database.transaction() as session:
            left = session.scalars(select(BatchRow.batch_id).where(~ENTERED, BatchRow.created_at < before)).all()
        for batch_id in left:
            self.drop(batch_id)

    def get(self, batch_id: str) -> Batch:
        """Raises BatchUnknown."""
        items = select(func.count(BatchItemRow.done_at), func.count(BatchItemRow.error))
        with self.database.transaction() as session:
            row = session.get(BatchRow, batch_id)
            if row is None or not row.total:
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
        query = select(BatchRow).where(ENTERED, BatchRow.cancelled_at.is_(None), BatchRow.batch_id.in_(left))
        with self.database.transaction() as session:
            return tuple((row.batch_id, row.total) for row in session.scalars(query.order_by(BatchRow.created_at)))

    def waiting(self) -> int:
        """Cases that nobody has decided yet, cancelled ones left out."""
        query = (
            select(func.count())
            .select_from(BatchItemRow)
            .join(BatchRow, BatchRow.batch_id == BatchItemRow.batch_id)
            .where(ENTERED, BatchItemRow.done_at.is_(None), BatchRow.cancelled_at.is_(None))
        )
        with self.database.transaction() as session:
            return session.scalar(query) or 0

    def undone(self, batch_id: str, first: int, last: int) -> tuple[BatchItem, ...]:
        """Of the numbers from `first` to before `last`, those that are not done; none once it was cancelled."""
        if self.cancelled(batch_id):
            return ()
        rows = (BatchItemRow.batch_id == batch_id, BatchItemRow.number >= first, BatchItemRow.number < last)
        return self._items(None, *rows, BatchItemRow.done_at.is_(None))

    def cases(self, batch_id: str, numbers: Iterable[int]) -> dict[int, Case | None]:
        """None where what is on record is no case, or none any more."""
        rows = (BatchItemRow.batch_id == batch_id, BatchItemRow.number.in_(numbers))
        with self.database.transaction() as session:
            told = session.execute(select(BatchItemRow.number, BatchItemRow.case).where(*rows))
            return {number: _case(case) for number, case in told}

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
        """Every one in its order, a page at a time."""
        number = -1
        while items := self._items(PAGE, BatchItemRow.batch_id == batch_id, BatchItemRow.number > number):
            yield from items
            number = items[-1].number

    def _items(self, most: int | None, *which: ColumnElement[bool]) -> tuple[BatchItem, ...]:
        case_id = BatchItemRow.case["id"].as_string()
        told = (BatchItemRow.number, case_id, BatchItemRow.decision_id, BatchItemRow.error, BatchItemRow.done_at)
        query = select(*told).where(*which).order_by(BatchItemRow.number).limit(most)
        with self.database.transaction() as session:
            return tuple(starmap(_item, session.execute(query)))


def _dropped(batch_id: str) -> StoreBusy:
    return StoreBusy(f"batch {batch_id} was taken in for too long and dropped: hand it in again")


def _case(told: object) -> Case | None:
    try:
        return Case.model_validate(told)
    except ValidationError:
        return None


def _row(batch_id: str, number: int, case: Case) -> dict[str, Any]:
    decision_id = f"dec_{batch_id.removeprefix('bat_')}{number:05d}"
    return {"batch_id": batch_id, "number": number, "case": case, "decision_id": decision_id}


def _item(number: int, case_id: str | None, decision_id: str, error: str | None, done_at: datetime | None) -> BatchItem:
    return BatchItem(number=number, case_id=case_id, decision_id=decision_id, error=error, done=done_at is not None)
