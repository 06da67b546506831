"""Counts everything anew: fills the tables of counts after a migration, and finds counts that are wrong."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Date, Select, and_, case, cast, delete, func, insert, select

from domain.verdict import Outcome
from store.listing.counts_schema import ClauseCountRow, DayCountRow, QueueCountRow
from store.listing.listing_schema import CurrentViolationRow
from store.listing.listing_schema import DecisionStateRow as State
from store.queue.queue_schema import IS_OPEN, JobRow
from store.schema import Base, DecisionRow, ViolatedClauseRow, table

USAGE = DecisionRow.decision["trace"]["usage"]
SMALL_COST = 1e-6  # sums in another order differ by less


def recount(connection: Connection) -> None:
    """Replaces all counts."""
    for row, query in _queries(connection).items():
        connection.execute(delete(table(row)))
        connection.execute(insert(table(row)).from_select([column.name for column in table(row).columns], query))


def wrong_counts(connection: Connection) -> Iterator[str]:
    """The keys of the counts that a recount would change, such as `day_counts 2026-11-29, local, violation`."""
    for row, query in _queries(connection).items():
        keys = sum(column.primary_key for column in table(row).columns)
        counted, stored = _by_key(connection, query, keys), _by_key(connection, select(table(row)), keys)
        for key in sorted({*counted, *stored}, key=repr):
            if not _equal(counted.get(key, ()), stored.get(key, ())):
                yield f"{table(row).name} {', '.join(map(str, key))}"


def _queries(connection: Connection) -> Mapping[type[Base], "Select[Any]"]:
    """The rows of each table, with its columns in order."""
    on_sqlite = connection.dialect.name == "sqlite"
    day = func.date(State.decided_at, type_=Date) if on_sqlite else cast(func.timezone("UTC", State.decided_at), Date)
    return {DayCountRow: _of_days(day, on_sqlite), ClauseCountRow: _of_clauses(day), QueueCountRow: _of_queues()}


def _of_days(day: Any, on_sqlite: bool) -> "Select[Any]":
    cost, calls = USAGE["cost"].as_float(), USAGE["calls"].as_integer()
    unpriced: Any = and_(cost.is_(None), calls > 0)
    if on_sqlite:  # a damaged decision does not end a migration: reading the decision reports it
        valid = func.json_valid(DecisionRow.decision) == 1
        cost, unpriced = case((valid, cost)), case((valid, unpriced), else_=False)
    counts = (func.count(), _number(State.reviewed), _number(unpriced), func.coalesce(func.sum(cost), 0.0))
    columns = (day, State.judge, State.decided_outcome)
    joined = select(*columns, *counts).join(DecisionRow, DecisionRow.decision_id == State.decision_id)
    return joined.group_by(*columns)


def _of_clauses(day: Any) -> "Select[Any]":
    clause = ViolatedClauseRow
    still = and_(CurrentViolationRow.clause_id == clause.clause_id, CurrentViolationRow.number == State.number)
    overturned = and_(State.reviewed, CurrentViolationRow.number.is_(None))
    return (
        select(day, clause.clause_id, func.count(), _number(State.reviewed), _number(overturned))
        .select_from(State)
        .join(clause, clause.decision_id == State.decision_id)
        .outerjoin(CurrentViolationRow, still)
        .where(State.decided_outcome == Outcome.VIOLATION.value)
        .group_by(day, clause.clause_id)
    )


def _of_queues() -> Any:
    return select(JobRow.queue, func.count()).where(IS_OPEN).group_by(JobRow.queue)


def _number(condition: Any) -> Any:
    """Of the rows that meet it."""
    return func.count(case((condition, 1)))


def _by_key(connection: Connection, query: "Select[Any]", keys: int) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Rows of zeros count as none."""
    rows = (tuple(row) for row in connection.execute(query))
    return {row[:keys]: row[keys:] for row in rows if any(row[keys:])}


def _equal(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    if len(one) != len(other):
        return False
    return all(abs(first - second) < SMALL_COST for first, second in zip(one, other, strict=True))
