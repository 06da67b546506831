"""Pruning: batches that ended long ago and idempotency keys that nobody repeats any more; decisions stay."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, CursorResult, Delete, delete, exists, or_, select
from sqlalchemy.orm import Session

from store.audit import Audit, Entry
from store.batches import ENTERED
from store.database import Database
from store.service_schema import BatchItemRow, BatchRow, IdempotencyKeyRow


@dataclass(frozen=True)
class Pruned:
    batches: int = 0
    cases: int = 0
    requests: int = 0


@dataclass(frozen=True)
class Pruning:
    database: Database

    def before(self, instant: datetime, who: str) -> Pruned:
        """What ended before `instant`, a batch a transaction, each with its line of the audit log."""
        cases = [self._batch(batch_id, who) for batch_id in self._ended(instant)]
        return Pruned(len(cases), sum(cases), self._requests(instant, who))

    def _ended(self, instant: datetime) -> list[str]:
        query = select(BatchRow.batch_id).where(ENTERED, BatchRow.created_at < instant, _ended(instant))
        with self.database.transaction() as session:
            return list(session.scalars(query.order_by(BatchRow.created_at)))

    def _batch(self, batch_id: str, who: str) -> int:
        """How many cases it had."""
        with self.database.writing() as session:
            Audit(self.database).enter(session, Entry(who, "batch.prune", batch_id, "", "pruned"))
            cases = _gone(session, delete(BatchItemRow).where(BatchItemRow.batch_id == batch_id))
            _gone(session, delete(BatchRow).where(BatchRow.batch_id == batch_id))
            return cases

    def _requests(self, instant: datetime, who: str) -> int:
        audit = Audit(self.database)
        with self.database.writing() as session:
            audit.take_turn(session)
            found = _gone(session, delete(IdempotencyKeyRow).where(IdempotencyKeyRow.created_at < instant))
            if found:
                audit.enter(
                    session, Entry(who, "requests.prune", f"{found} requests", "", f"before {instant:%Y-%m-%d}")
                )
            return found


def _ended(instant: datetime) -> ColumnElement[bool]:
    """Cancelled before then, or with no case that was done later or is not yet."""
    late = or_(BatchItemRow.done_at.is_(None), BatchItemRow.done_at >= instant)
    return or_(BatchRow.cancelled_at < instant, ~exists().where(BatchItemRow.batch_id == BatchRow.batch_id, late))


def _gone(session: Session, rows: Delete) -> int:
    result = session.execute(rows)
    assert isinstance(result, CursorResult)
    return result.rowcount
