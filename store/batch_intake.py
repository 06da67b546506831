"""Accepts batches: stores the cases a few at a time, and makes them a batch only when all are stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.case import Case
from store.database import Database
from store.errors import StoreBusy
from store.service_schema import BatchItemRow, BatchRow

CASES_PER_TRANSACTION = 25  # cases in memory; each may be large
IS_COMMITTED = BatchRow.total > 0


@dataclass(frozen=True)
class BatchIntake:
    database: Database

    def store_cases(self, batch_id: str, caller_id: str, cases: Iterable[Case], now: datetime) -> int:
        """Stores the cases and returns their number; readers do not see the batch before `commit`.

        The cases are read outside of the write transactions, so that other writers wait for a few cases at most. Each
        case gets its decision id here, so that none is decided twice. Raises StoreBusy if `discard_abandoned`
        deleted the batch in the meantime.
        """
        with self.database.write_transaction() as session:
            session.add(BatchRow(batch_id=batch_id, caller_id=caller_id, total=0, created_at=now, cancelled_at=None))
        total, rows = 0, (_row(batch_id, number, case) for number, case in enumerate(cases))
        while chunk := list(islice(rows, CASES_PER_TRANSACTION)):
            try:
                with self.database.write_transaction() as session:
                    session.execute(insert(BatchItemRow), chunk)
            except IntegrityError as error:
                raise _discarded(batch_id) from error
            total += len(chunk)
        return total

    def commit(self, session: Session, batch_id: str, total: int) -> None:
        """Makes the stored cases a batch. Raises StoreBusy if any of the `total` cases was discarded."""
        stored = select(func.count()).where(BatchItemRow.batch_id == batch_id).scalar_subquery()
        complete = update(BatchRow).where(BatchRow.batch_id == batch_id, stored == total).values(total=total)
        if session.scalar(complete.returning(BatchRow.total)) is None:
            raise _discarded(batch_id)

    def discard(self, batch_id: str) -> None:
        """Deletes a batch that was not committed, a few cases per transaction."""
        while self._discard_chunk(batch_id):
            pass

    def _discard_chunk(self, batch_id: str) -> bool:
        """Whether cases may be left; the row of the batch is deleted last."""
        uncommitted = (BatchRow.batch_id == batch_id, ~IS_COMMITTED)
        items = select(BatchItemRow.number).where(BatchItemRow.batch_id == batch_id).limit(CASES_PER_TRANSACTION)
        with self.database.write_transaction() as session:
            if session.scalar(select(BatchRow.batch_id).where(*uncommitted).with_for_update()) is None:
                return False
            numbers = session.scalars(items).all()
            if numbers:
                chunk = (BatchItemRow.batch_id == batch_id, BatchItemRow.number.in_(numbers))
                session.execute(delete(BatchItemRow).where(*chunk))
            else:
                session.execute(delete(BatchRow).where(*uncommitted))
            return bool(numbers)

    def discard_abandoned(self, before: datetime) -> None:
        """Deletes batches that were started before this time and not committed: their process has died."""
        abandoned = select(BatchRow.batch_id).where(~IS_COMMITTED, BatchRow.created_at < before)
        with self.database.transaction() as session:
            batch_ids = session.scalars(abandoned).all()
        for batch_id in batch_ids:
            self.discard(batch_id)


def _discarded(batch_id: str) -> StoreBusy:
    return StoreBusy(f"batch {batch_id} took too long to arrive and was discarded: submit it again")


def _row(batch_id: str, number: int, case: Case) -> dict[str, Any]:
    decision_id = f"dec_{batch_id.removeprefix('bat_')}{number:05d}"
    return {"batch_id": batch_id, "number": number, "case": case, "decision_id": decision_id}
