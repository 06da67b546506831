"""Recurrence: whether a creator broke the same clause again after the message about it."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.message import MessageStatus
from store.database import Database
from store.schema import ViolationRow
from store.service_schema import MessageRow

DELIVERED = MessageRow.status == MessageStatus.DELIVERED.value
Breaches = Mapping[tuple[str, str], Collection[tuple[date, str]]]  # by creator and clause: the day, and the decision


@dataclass(frozen=True)
class Recurrence:
    """`told`: messages that were delivered at least `days` ago about a clause; `again`: of these, those whose creator
    broke it once more within that time."""

    clause_id: str
    told: int
    again: int


def recurrence(database: Database, days: int, now: datetime) -> tuple[Recurrence, ...]:
    """Clause by clause, the most messages first. Of the messages about a decision the last that was delivered counts:
    those before it were taken back."""
    counts: dict[str, list[int]] = {}
    with database.transaction() as session:
        breaches = _breaches(session)
        for creator, clause, day, decision in _told(session, now - timedelta(days=days)):
            count = counts.setdefault(clause, [0, 0])
            count[0] += 1
            count[1] += _broke_again(breaches.get((creator, clause), ()), day, decision, days)
    found = (Recurrence(clause, told, again) for clause, (told, again) in counts.items())
    return tuple(sorted(found, key=lambda one: (-one.told, one.clause_id)))


def _told(session: Session, until: datetime) -> Iterator[tuple[str, str, date, str]]:
    """Creator, clause, the day it was delivered, and the decision, for each clause of each message."""
    corrected = select(MessageRow.corrects).where(DELIVERED, MessageRow.corrects.is_not(None))
    lasting = (DELIVERED, MessageRow.delivered_at <= until, MessageRow.message_id.not_in(corrected))
    columns = (MessageRow.creator_id, MessageRow.clauses, MessageRow.delivered_at, MessageRow.decision_id)
    for creator, clauses, at, decision in session.execute(select(*columns).where(*lasting)):
        if at is not None:
            yield from ((creator, clause, at.date(), decision) for clause in clauses)


def _breaches(session: Session) -> Breaches:
    """Those that stand, of creators to whom anything was delivered."""
    columns = (ViolationRow.creator_id, ViolationRow.clause_id, ViolationRow.day, ViolationRow.decision_id)
    written_to = select(MessageRow.creator_id).where(DELIVERED)
    found: dict[tuple[str, str], list[tuple[date, str]]] = defaultdict(list)
    query = select(*columns).where(ViolationRow.active.is_(True), ViolationRow.creator_id.in_(written_to))
    for creator, clause, day, decision in session.execute(query):
        found[creator, clause].append((day, decision))
    return found


def _broke_again(breaches: Collection[tuple[date, str]], told: date, decision: str, days: int) -> bool:
    """By the day of the content, the day of the message left out: that post may have been up before."""
    first, last = told + timedelta(days=1), told + timedelta(days=days)
    return any(first <= day <= last and other != decision for day, other in breaches)
