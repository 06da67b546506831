"""The figures of some days: what was decided, reviewed and overturned, how old the queue is, letters and model cost."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, case, func, select

from domain.message import MessageStatus
from domain.verdict import Outcome
from store.database import Database
from store.listing.listing_schema import CurrentViolationRow
from store.listing.listing_schema import DecisionStateRow as State
from store.queue.jobs import IS_OPEN
from store.queue.queue_schema import JobRow
from store.schema import DecisionRow, ViolatedClauseRow
from store.service_schema import MessageRow

MAX_PRICED = 1_000  # decisions whose cost is read: each is a document of some 30,000 characters
USAGE = DecisionRow.decision["trace"]["usage"]


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
    """The newest `read` of `decisions` were read; `unpriced` of them called a model without a price."""

    decisions: int
    read: int
    unpriced: int
    total: float

    @property
    def is_estimate(self) -> bool:
        return self.read < self.decisions

    @property
    def estimate(self) -> float:
        """Of all decisions, if the others cost as much on average."""
        return self.total * self.decisions / self.read if self.is_estimate and self.read else self.total


@dataclass(frozen=True)
class Figures:
    """Each query reads indexes, and of the tables only what was decided in its window."""

    database: Database

    def by_day(self, first: date, days: int) -> tuple[DayFigures, ...]:
        """Oldest first, those without a decision too."""
        starts = [start_of(first + timedelta(days=n)) for n in range(days + 1)]
        day = case(*((State.decided_at < end, n) for n, end in enumerate(starts[1:])))
        columns = (day, State.decided_outcome, State.reviewed)
        window = (State.decided_at >= starts[0], State.decided_at < starts[-1])
        with self.database.transaction() as session:
            rows = session.execute(select(*columns, func.count()).where(*window).group_by(*columns)).all()
        return tuple(_of_day(first + timedelta(days=n), [row for row in rows if row[0] == n]) for n in range(days))

    def by_clause(self, since: datetime) -> tuple[ClauseFigures, ...]:
        """Of the decisions since then, most decisions first."""
        still = and_(
            CurrentViolationRow.clause_id == ViolatedClauseRow.clause_id, CurrentViolationRow.number == State.number
        )
        overturned = func.count(case((and_(State.reviewed, CurrentViolationRow.number.is_(None)), 1)))
        query = (
            select(ViolatedClauseRow.clause_id, func.count(), func.count(case((State.reviewed, 1))), overturned)
            .select_from(State)
            .join(ViolatedClauseRow, ViolatedClauseRow.decision_id == State.decision_id)
            .outerjoin(CurrentViolationRow, still)
            .where(State.decided_at >= since, State.decided_outcome == Outcome.VIOLATION.value)
            .group_by(ViolatedClauseRow.clause_id)
            .order_by(func.count().desc(), ViolatedClauseRow.clause_id)
        )
        with self.database.transaction() as session:
            return tuple(ClauseFigures(*row) for row in session.execute(query))

    def queue_ages(self, now: datetime, ages: Sequence[timedelta]) -> tuple[int, ...]:
        """The open jobs that are younger than each of the ages, but not than the one before; last the older ones."""
        place = case(*((JobRow.created_at > now - age, n) for n, age in enumerate(ages)), else_=len(ages))
        with self.database.transaction() as session:
            rows = session.execute(select(place, func.count()).where(IS_OPEN).group_by(place)).all()
        counts = {row[0]: row[1] for row in rows}
        return tuple(counts.get(n, 0) for n in range(len(ages) + 1))

    def letters(self, since: datetime) -> Mapping[MessageStatus, int]:
        """Those that wait or are dead now; of the delivered ones, those that were due since then."""
        sent = and_(MessageRow.status == MessageStatus.DELIVERED.value, MessageRow.not_before >= since)
        waiting = MessageRow.status.in_([MessageStatus.HELD, MessageStatus.READY, MessageStatus.DEAD])
        query = select(MessageRow.status, func.count()).group_by(MessageRow.status)
        with self.database.transaction() as session:
            rows = [*session.execute(query.where(sent)), *session.execute(query.where(waiting))]
        return {MessageStatus(status): count for status, count in rows}

    def cost(self, since: datetime, judges_without_model: Collection[str]) -> CostFigures:
        """Of the decisions since then by other judges."""
        window = (State.decided_at >= since, State.judge.not_in(judges_without_model))
        newest = select(State.decision_id).where(*window).order_by(State.decided_at.desc()).limit(MAX_PRICED)
        usage = select(USAGE["cost"].as_float(), USAGE["calls"].as_integer())
        with self.database.transaction() as session:
            count = session.scalar(select(func.count()).select_from(State).where(*window)) or 0
            ids = session.scalars(newest).all() if count else []
            found = session.execute(usage.where(DecisionRow.decision_id.in_(ids))).all() if ids else []
        unpriced = sum(cost is None and bool(calls) for cost, calls in found)
        return CostFigures(count, len(found), unpriced, sum(cost or 0.0 for cost, _ in found))


def start_of(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _of_day(day: date, rows: Sequence[Any]) -> DayFigures:
    """`rows`: place, outcome, whether reviewed, count."""
    decided = dict.fromkeys(Outcome, 0)
    for _, outcome, _, count in rows:
        decided[Outcome(outcome)] += count
    return DayFigures(day, decided, sum(count for _, _, reviewed, count in rows if reviewed))
