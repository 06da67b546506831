"""Keeps the counts: adds a decision to those of its day, changes them with its review, counts the open jobs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from domain.decision import Decision
from domain.verdict import Outcome
from store.listing.counts_schema import ClauseCountRow, DayCountRow, QueueCountRow
from store.schema import Base, table


@dataclass(frozen=True)
class Standing:
    """What counts of a decision at some time: whether a review is in effect, and the clauses that are violated."""

    reviewed: bool
    violated: Collection[str]


def count_decision(connection: Connection, decision: Decision, violated: Collection[str]) -> None:
    """A decision that was just made; `violated` are its clauses."""
    verdict, usage, day = decision.verdict, decision.trace.usage, day_of(decision.decided_at)
    made = {
        "day": day,
        "judge": decision.trace.judge,
        "outcome": verdict.outcome.value,
        "decided": 1,
        "reviewed": 0,
        "unpriced": int(usage.cost is None and usage.calls > 0),
        "cost": usage.cost or 0.0,
    }
    _add(connection, DayCountRow, [made])
    if verdict.outcome is Outcome.VIOLATION:
        nothing = {"reviewed": 0, "overturned": 0}
        named = [{"day": day, "clause_id": one, "decided": 1, **nothing} for one in sorted({*violated})]
        _add(connection, ClauseCountRow, named)


def count_review(
    connection: Connection, decided: Mapping[str, Any], named: Collection[str], before: Standing, after: Standing
) -> None:
    """`decided`: decided_at, judge and decided_outcome of the decision, `named` its violated clauses."""
    day, outcome = day_of(decided["decided_at"]), decided["decided_outcome"]
    change = {"decided": 0, "reviewed": after.reviewed - before.reviewed}
    if change["reviewed"]:
        key = {"day": day, "judge": decided["judge"], "outcome": outcome}
        _add(connection, DayCountRow, [{**key, **change, "unpriced": 0, "cost": 0.0}])
    if outcome == Outcome.VIOLATION.value:
        changes = [
            {"day": day, "clause_id": one, **change, "overturned": _overturned(one, after) - _overturned(one, before)}
            for one in sorted({*named})
        ]
        _add(connection, ClauseCountRow, [one for one in changes if one["reviewed"] or one["overturned"]])


def count_open_jobs(connection: Connection, queue: str, change: int) -> None:
    _add(connection, QueueCountRow, [{"queue": queue, "open": change}])


def day_of(at: datetime) -> date:
    return at.astimezone(UTC).date()


def _overturned(clause_id: str, standing: Standing) -> bool:
    return standing.reviewed and clause_id not in standing.violated


def _add(connection: Connection, row: type[Base], changes: list[dict[str, Any]]) -> None:
    """Each to the row with its key, or as a new one. The callers hold the lock of the audit log: else two transactions
    might wait for each other's rows."""
    if not changes:
        return
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    columns = table(row).columns
    statement = dialect.insert(table(row))
    added = {column.name: column + statement.excluded[column.name] for column in columns if not column.primary_key}
    keys = [column.name for column in columns if column.primary_key]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=added), changes)
