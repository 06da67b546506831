"""The figures of some days: what was decided, reviewed and overturned, how old the queue is, letters and model cost."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, case, func, select

from domain.message import MessageStatus
from domain.verdict import Outcome
from store.database import Database
from store.listing.counts_schema import ClauseCountRow, DayCountRow, QueueCountRow
from store.queue.jobs import IS_OPEN
from store.queue.queue_schema import JobRow
from store.service_schema import MessageRow


@dataclass(frozen=True)
class DayFigures:
    """Decisions that were made on a day (UTC), by their outcome then; `reviewed`: by now."""

    day: date
    decided: Mapping[Outcome, int]
    reviewed: int

    @property
    def total(self) -> int:
        return sum(self.decided.values())


@dataclass(frozen=True)
class ClauseFigures:
    """Decisions that found a clause violated. `overturned`: by the review in effect it is not."""

    clause_id: str
    decided: int
    reviewed: int
    overturned: int


@dataclass(frozen=True)
class CostFigures:
    """`unpriced` of the `decisions` called a model without a price; `total` is what the others cost."""

    decisions: int
    unpriced: int
    total: float


@dataclass(frozen=True)
class Figures:
    """Read from the counts that `store/listing/counts.py` keeps; of the jobs, only the young ones are counted."""

    database: Database

    def by_day(self, first: date, days: int) -> tuple[DayFigures, ...]:
        """Oldest first, those without a decision too."""
        window = (DayCountRow.day >= first, DayCountRow.day < first + timedelta(days=days))
        columns = (DayCountRow.day, DayCountRow.outcome)
        counts = (func.sum(DayCountRow.decided), func.sum(DayCountRow.reviewed))
        with self.database.transaction() as session:
            rows = session.execute(select(*columns, *counts).where(*window).group_by(*columns)).all()
        return tuple(_of_day(first + timedelta(days=n), rows) for n in range(days))

    def by_clause(self, first: date) -> tuple[ClauseFigures, ...]:
        """Of the decisions from this day on, most decisions first."""
        decided = func.sum(ClauseCountRow.decided)
        query = (
            select(
                ClauseCountRow.clause_id,
                decided,
                func.sum(ClauseCountRow.reviewed),
                func.sum(ClauseCountRow.overturned),
            )
            .where(ClauseCountRow.day >= first)
            .group_by(ClauseCountRow.clause_id)
            .order_by(decided.desc(), ClauseCountRow.clause_id)
        )
        with self.database.transaction() as session:
            return tuple(ClauseFigures(*row) for row in session.execute(query))

    def queue_ages(self, now: datetime, ages: Sequence[timedelta]) -> tuple[int, ...]:
        """The open jobs that are younger than each of the ages, but not than the one before; last the older ones."""
        place = case(*((JobRow.created_at > now - age, n) for n, age in enumerate(ages[:-1])), else_=len(ages) - 1)
        young = (IS_OPEN, JobRow.queue.in_(select(QueueCountRow.queue)), JobRow.created_at > now - ages[-1])
        with self.database.transaction() as session:
            rows = session.execute(select(place, func.count()).where(*young).group_by(place)).all()
            total = session.scalar(select(func.coalesce(func.sum(QueueCountRow.open), 0))) or 0
        counts = {row[0]: row[1] for row in rows}
        return (*(counts.get(n, 0) for n in range(len(ages))), total - sum(counts.values()))

    def letters(self, since: datetime) -> Mapping[MessageStatus, int]:
        """Those that wait or are dead now; of the delivered ones, those that were due since then."""
        sent = and_(MessageRow.status == MessageStatus.DELIVERED.value, MessageRow.not_before >= since)
        waiting = MessageRow.status.in_([MessageStatus.HELD, MessageStatus.READY, MessageStatus.DEAD])
        query = select(MessageRow.status, func.count()).group_by(MessageRow.status)
        with self.database.transaction() as session:
            rows = [*session.execute(query.where(sent)), *session.execute(query.where(waiting))]
        return {MessageStatus(status): count for status, count in rows}

    def cost(self, first: date, judges_without_model: Collection[str]) -> CostFigures:
        """Of the decisions from this day on by other judges."""
        sums = (
            func.coalesce(func.sum(column), 0)
            for column in (DayCountRow.decided, DayCountRow.unpriced, DayCountRow.cost)
        )
        window = (DayCountRow.day >= first, DayCountRow.judge.not_in(judges_without_model))
        with self.database.transaction() as session:
            row = session.execute(select(*sums).where(*window)).one()
        return CostFigures(decisions=int(row[0]), unpriced=int(row[1]), total=float(row[2]))


def start_of(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _of_day(day: date, rows: Sequence[Any]) -> DayFigures:
    """`rows`: day, outcome, decided, reviewed."""
    mine = [row for row in rows if row[0] == day]
    decided = dict.fromkeys(Outcome, 0) | {Outcome(outcome): int(count) for _, outcome, count, _ in mine}
    return DayFigures(day, decided, sum(int(reviewed) for *_, reviewed in mine))
