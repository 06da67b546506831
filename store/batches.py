"""Tracks the progress of batches: each case is decided once, even if the work is interrupted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import starmap
from typing import Any

from pydantic import ValidationError
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from domain.batch import Batch, BatchItem
from domain.case import Case
from store.batch_intake import IS_COMMITTED
from store.database import Database
from store.errors import BatchNotFound, CaseErased
from store.schema import ERASED
from store.service_schema import BatchItemRow, BatchRow

ITEMS_PER_PAGE = 1000  # without their cases


@dataclass(frozen=True)
class Batches:
    database: Database

    def get(self, batch_id: str) -> Batch:
        """Raises BatchNotFound."""
        items = select(func.count(BatchItemRow.finished_at), func.count(BatchItemRow.error))
        with self.database.transaction() as session:
            row = session.get(BatchRow, batch_id)
            if row is None or not row.total:
                raise BatchNotFound(f"there is no batch {batch_id}")
            done, failed = session.execute(items.where(BatchItemRow.batch_id == batch_id)).one()
            return Batch(
                batch_id=batch_id,
                caller_id=row.caller_id,
                total=row.total,
                done=done,
                failed=failed,
                created_at=row.created_at,
                cancelled=row.cancelled_at is not None,
            )

    def list_open(self) -> tuple[tuple[str, int], ...]:
        """The ids and sizes of batches with unfinished cases, oldest first."""
        unfinished = select(BatchItemRow.batch_id).where(BatchItemRow.finished_at.is_(None))
        is_open = (IS_COMMITTED, BatchRow.cancelled_at.is_(None), BatchRow.batch_id.in_(unfinished))
        query = select(BatchRow).where(*is_open).order_by(BatchRow.created_at)
        with self.database.transaction() as session:
            return tuple((row.batch_id, row.total) for row in session.scalars(query))

    def count_waiting_cases(self) -> int:
        """Unfinished cases of all batches that are not cancelled."""
        query = (
            select(func.count())
            .select_from(BatchItemRow)
            .join(BatchRow, BatchRow.batch_id == BatchItemRow.batch_id)
            .where(IS_COMMITTED, BatchItemRow.finished_at.is_(None), BatchRow.cancelled_at.is_(None))
        )
        with self.database.transaction() as session:
            return session.scalar(query) or 0

    def unfinished_items(self, batch_id: str, start: int, stop: int) -> tuple[BatchItem, ...]:
        """The unfinished items with numbers in `range(start, stop)`; none if the batch was cancelled."""
        if self.is_cancelled(batch_id):
            return ()
        in_range = (BatchItemRow.batch_id == batch_id, BatchItemRow.number >= start, BatchItemRow.number < stop)
        return self._items(None, *in_range, BatchItemRow.finished_at.is_(None))

    def cases(self, batch_id: str, numbers: Iterable[int]) -> dict[int, Case | None]:
        """The cases by number; None if the stored value is not, or no longer, a valid case."""
        wanted = (BatchItemRow.batch_id == batch_id, BatchItemRow.number.in_(numbers))
        with self.database.transaction() as session:
            rows = session.execute(select(BatchItemRow.number, BatchItemRow.case).where(*wanted))
            return {number: _case(case) for number, case in rows}

    def is_cancelled(self, batch_id: str) -> bool:
        """True also if there is no such batch."""
        with self.database.transaction() as session:
            batch = session.get(BatchRow, batch_id)
            return batch is None or batch.cancelled_at is not None

    def lock_item(self, session: Session, batch_id: str, number: int) -> None:
        """Locks the item until the transaction ends. Raises CaseErased if its case was erased."""
        item = (BatchItemRow.batch_id == batch_id, BatchItemRow.number == number)
        not_erased = update(BatchItemRow).where(*item, func.coalesce(BatchItemRow.error, "") != ERASED)
        if session.scalar(not_erased.values(error=BatchItemRow.error).returning(BatchItemRow.number)) is None:
            raise CaseErased(f"case {number} of batch {batch_id} was erased")

    def finish_item(self, batch_id: str, number: int, error: str | None, now: datetime) -> None:
        """Records the end of an item once; a later call changes nothing. The files and links of its case are needed no
        longer."""
        item = (BatchItemRow.batch_id == batch_id, BatchItemRow.number == number, BatchItemRow.finished_at.is_(None))
        with self.database.write_transaction() as session:
            session.execute(update(BatchItemRow).where(*item).values(finished_at=now, error=error))
            stored = session.scalar(select(BatchItemRow.case).where(*item[:2]))
            if isinstance(stored, dict) and stored.get("media"):
                session.execute(update(BatchItemRow).where(*item[:2]).values(case=_without_sources(stored)))

    def cancel(self, session: Session, batch_id: str, now: datetime) -> None:
        """Decisions in flight finish; no further case is started."""
        not_cancelled = (BatchRow.batch_id == batch_id, BatchRow.cancelled_at.is_(None))
        session.execute(update(BatchRow).where(*not_cancelled).values(cancelled_at=now))

    def items(self, batch_id: str) -> Iterator[BatchItem]:
        """All items in order; reads page by page."""
        number = -1
        while items := self._items(ITEMS_PER_PAGE, BatchItemRow.batch_id == batch_id, BatchItemRow.number > number):
            yield from items
            number = items[-1].number

    def _items(self, limit: int | None, *conditions: ColumnElement[bool]) -> tuple[BatchItem, ...]:
        case_id = BatchItemRow.case["id"].as_string()
        columns = (BatchItemRow.number, case_id, BatchItemRow.decision_id, BatchItemRow.error, BatchItemRow.finished_at)
        query = select(*columns).where(*conditions).order_by(BatchItemRow.number).limit(limit)
        with self.database.transaction() as session:
            return tuple(starmap(_item, session.execute(query)))


def _without_sources(case: dict[str, Any]) -> dict[str, Any]:
    read = "it was read when the case was decided"
    media = [{"id": one.get("id"), "problem": read} if one.get("source") else one for one in case["media"]]
    return {**case, "media": media}


def _case(stored: object) -> Case | None:
    try:
        return Case.model_validate(stored)
    except ValidationError:
        return None


def _item(
    number: int, case_id: str | None, decision_id: str, error: str | None, finished_at: datetime | None
) -> BatchItem:
    return BatchItem(number=number, case_id=case_id, decision_id=decision_id, error=error, done=finished_at is not None)
