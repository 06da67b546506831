"""Reports recidivism: whether creators violate the same clause again after a message about it."""

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

IS_DELIVERED = MessageRow.status == MessageStatus.DELIVERED.value
ViolationDays = Mapping[tuple[str, str], Collection[tuple[date, str]]]
"""By creator id and clause id: the day and the decision id of each violation."""


@dataclass(frozen=True)
class Recidivism:
    """`notified`: messages about the clause, delivered at least `days` ago. `repeated`: those of them whose creator
    violated the clause again within `days`."""

    clause_id: str
    notified: int
    repeated: int


def recidivism(database: Database, days: int, now: datetime) -> tuple[Recidivism, ...]:
    """One entry per clause, the most messages first. Only the last delivered message about a decision counts, because
    it corrects those before it."""
    counts: dict[str, list[int]] = {}
    with database.transaction() as session:
        violations = _violations(session)
        for creator_id, clause_id, day, decision_id in _notified_clauses(session, now - timedelta(days=days)):
            count = counts.setdefault(clause_id, [0, 0])
            count[0] += 1
            count[1] += _is_repeated(violations.get((creator_id, clause_id), ()), day, decision_id, days)
    entries = (Recidivism(clause_id, notified, repeated) for clause_id, (notified, repeated) in counts.items())
    return tuple(sorted(entries, key=lambda entry: (-entry.notified, entry.clause_id)))


def _notified_clauses(session: Session, until: datetime) -> Iterator[tuple[str, str, date, str]]:
    """Creator id, clause id, day of delivery and decision id, for each clause of each message."""
    corrected = select(MessageRow.corrects).where(IS_DELIVERED, MessageRow.corrects.is_not(None))
    current = (IS_DELIVERED, MessageRow.delivered_at <= until, MessageRow.message_id.not_in(corrected))
    columns = (MessageRow.creator_id, MessageRow.clauses, MessageRow.delivered_at, MessageRow.decision_id)
    for creator_id, clauses, delivered_at, decision_id in session.execute(select(*columns).where(*current)):
        if delivered_at is not None:
            yield from ((creator_id, clause_id, delivered_at.date(), decision_id) for clause_id in clauses)


def _violations(session: Session) -> ViolationDays:
    """The active violations of creators to whom a message was delivered."""
    columns = (ViolationRow.creator_id, ViolationRow.clause_id, ViolationRow.day, ViolationRow.decision_id)
    notified_creators = select(MessageRow.creator_id).where(IS_DELIVERED)
    query = select(*columns).where(ViolationRow.active.is_(True), ViolationRow.creator_id.in_(notified_creators))
    found: dict[tuple[str, str], list[tuple[date, str]]] = defaultdict(list)
    for creator_id, clause_id, day, decision_id in session.execute(query):
        found[creator_id, clause_id].append((day, decision_id))
    return found


def _is_repeated(violations: Collection[tuple[date, str]], notified: date, decision_id: str, days: int) -> bool:
    """By the day of the content. The day of the message does not count: the content may have been posted before."""
    first, last = notified + timedelta(days=1), notified + timedelta(days=days)
    return any(first <= day <= last and other_id != decision_id for day, other_id in violations)
