"""Recurrence: whether a creator broke the same clause again after the message about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from domain.message import MessageStatus
from store.database import Database
from store.schema import LedgerRow
from store.service_schema import MessageRow

AT_ONCE = 500


@dataclass(frozen=True)
class Recurrence:
    """`told`: messages that were delivered at least `days` ago about a clause; `again`: of these, those whose creator
    broke it once more within that time."""

    clause_id: str
    told: int
    again: int


def recurrence(database: Database, days: int, now: datetime) -> tuple[Recurrence, ...]:
    """Clause by clause, the most messages first."""
    counts: dict[str, list[int]] = {}
    for creator, clause, at, decision in _told(database, now - timedelta(days=days)):
        count = counts.setdefault(clause, [0, 0])
        count[0] += 1
        count[1] += _broke_again(database, creator, clause, at, decision, days)
    found = (Recurrence(clause, told, again) for clause, (told, again) in counts.items())
    return tuple(sorted(found, key=lambda one: (-one.told, one.clause_id)))


def _told(database: Database, until: datetime) -> Iterator[tuple[str, str, datetime, str]]:
    """Creator, clause, when it was delivered, and the decision, for each clause of each message."""
    delivered = (MessageRow.status == MessageStatus.DELIVERED.value, MessageRow.delivered_at <= until)
    query = select(MessageRow).where(*delivered).execution_options(yield_per=AT_ONCE)
    with database.transaction() as session:
        rows = [
            (row.creator_id, tuple(row.clauses), row.delivered_at, row.decision_id) for row in session.scalars(query)
        ]
    for creator, clauses, at, decision in rows:
        if at is not None:
            yield from ((creator, clause, at, decision) for clause in clauses)


def _broke_again(database: Database, creator: str, clause: str, at: datetime, decision: str, days: int) -> bool:
    """By the day of the content, the day of the message left out: that post may have been up before."""
    first, last = at.date() + timedelta(days=1), at.date() + timedelta(days=days)
    query = select(LedgerRow.decision_id).where(
        LedgerRow.creator_id == creator,
        LedgerRow.clause_id == clause,
        LedgerRow.decision_id != decision,
        LedgerRow.stands.is_(True),
        LedgerRow.day.between(first, last),
    )
    with database.transaction() as session:
        return session.scalar(query.limit(1)) is not None
