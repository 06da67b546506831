"""Decisions, reviews, appeals, letters and costs as rows of events, for a warehouse. Creators who are erased, or not
named, are left out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from domain.appeal import AppealStatus
from domain.message import MessageStatus
from domain.subject import Subject
from domain.verdict import Outcome
from store.database import Database
from store.listing.listing_schema import DecisionStateRow
from store.schema import DecisionRow, ReviewRow, ViolatedClauseRow
from store.service_schema import AppealRow, MessageRow

Rows = Sequence[tuple[Any, ...]]
RowOf = Callable[[Any, Sequence[str]], tuple[Any, ...]]
BATCH_ROWS = 20_000
NAMES = {
    "decisions": ("decision_id", "creator_id", "post_id", "at", "outcome", "clause_id", "severity"),
    "decision_costs": ("decision_id", "creator_id", "at", "model_cost"),
    "reviews": ("review_id", "decision_id", "creator_id", "at", "outcome", "reviewer"),
    "appeals": ("appeal_id", "decision_id", "creator_id", "at", "closed_at", "result"),
    "letters": ("letter_id", "decision_id", "creator_id", "at"),
}
CASE, COST = DecisionRow.case, DecisionRow.decision["trace"]["usage"]["cost"]


@dataclass(frozen=True)
class EventBatch:
    """Rows of one table of a warehouse, each a tuple in the order of `names`. Times are Unix seconds."""

    table: str
    names: tuple[str, ...]
    rows: Rows


@dataclass(frozen=True)
class DecisionEvents:
    """`severities`: the severity of a clause by its id, from `low` to `critical`, and the order of these words."""

    database: Database
    severities: Mapping[str, str]
    order: Sequence[str]

    def batches(self, since: datetime) -> Iterator[EventBatch]:
        """Of the decisions made from then on, and what followed from them. Oldest first."""
        yield from self._pages("decisions", _decisions(since), self._decision)
        yield from self._pages("decision_costs", _decisions(since), _cost)
        yield from self._pages("reviews", _reviews(since), _review)
        yield from self._pages("appeals", _appeals(since), _appeal)
        yield from self._pages("letters", _letters(since), lambda row, clauses: (*row[:3], _seconds(row[3])))

    def _pages(self, table: str, query: "Select[Any]", row_of: RowOf) -> Iterator[EventBatch]:
        with self.database.transaction() as session:
            clauses = _clauses(session)
            for page in session.execute(query.execution_options(yield_per=BATCH_ROWS)).partitions():
                yield EventBatch(table, NAMES[table], [row_of(row, clauses.get(row.decision_id, ())) for row in page])

    def _decision(self, row: Any, clauses: Sequence[str]) -> tuple[Any, ...]:
        """A decision that found several clauses violated has the most severe one."""
        post = row.case_id if row.subject != Subject.ACCOUNT.value else None
        worst = max(clauses, key=self._place, default=None)
        severity = None if worst is None else self.severities.get(worst)
        return row.decision_id, row.creator_id, post, _seconds(row.decided_at), row.outcome, worst, severity

    def _place(self, clause_id: str) -> tuple[int, str]:
        severity = self.severities.get(clause_id)
        return (self.order.index(severity) if severity in self.order else -1), clause_id


def _decisions(since: datetime) -> "Select[Any]":
    columns = (DecisionRow.decision_id, DecisionRow.case_id, DecisionRow.creator_id, DecisionRow.decided_at)
    return _of_creators(
        select(
            *columns, DecisionRow.outcome, CASE["subject"].as_string().label("subject"), COST.as_float().label("cost")
        ),
        since,
    ).order_by(DecisionRow.decided_at, DecisionRow.decision_id)


def _reviews(since: datetime) -> "Select[Any]":
    columns = (ReviewRow.review_id, ReviewRow.decision_id, DecisionRow.creator_id, ReviewRow.reviewed_at)
    query = select(*columns, ReviewRow.outcome, ReviewRow.reviewer)
    joined = query.join(DecisionRow, DecisionRow.decision_id == ReviewRow.decision_id)
    return _of_creators(joined, since).where(ReviewRow.undone_at.is_(None)).order_by(ReviewRow.number)


def _appeals(since: datetime) -> "Select[Any]":
    columns = (AppealRow.appeal_id, AppealRow.decision_id, DecisionRow.creator_id, AppealRow.created_at)
    query = select(*columns, AppealRow.status, ReviewRow.reviewed_at, ReviewRow.outcome)
    joined = query.join(DecisionRow, DecisionRow.decision_id == AppealRow.decision_id)
    joined = joined.outerjoin(ReviewRow, ReviewRow.review_id == AppealRow.review_id)
    return _of_creators(joined, since).order_by(AppealRow.created_at, AppealRow.appeal_id)


def _letters(since: datetime) -> "Select[Any]":
    columns = (MessageRow.message_id, MessageRow.decision_id, MessageRow.creator_id, MessageRow.delivered_at)
    joined = select(*columns).join(DecisionRow, DecisionRow.decision_id == MessageRow.decision_id)
    about = MessageRow.outcome == Outcome.VIOLATION.value  # others correct an earlier letter
    sent = (MessageRow.status == MessageStatus.DELIVERED.value, MessageRow.delivered_at.is_not(None))
    return _of_creators(joined, since).where(about, *sent).order_by(MessageRow.delivered_at, MessageRow.message_id)


def _of_creators(query: Any, since: datetime) -> "Select[Any]":
    states = query.join(DecisionStateRow, DecisionStateRow.decision_id == DecisionRow.decision_id)
    found: Select[Any] = states.where(
        DecisionRow.decided_at >= since, DecisionRow.creator_id.is_not(None), DecisionStateRow.erased.is_(False)
    )
    return found


def _clauses(session: Session) -> Mapping[str, tuple[str, ...]]:
    """The violated clauses of each decision."""
    found: dict[str, tuple[str, ...]] = {}
    for decision_id, clause_id in session.execute(select(ViolatedClauseRow.decision_id, ViolatedClauseRow.clause_id)):
        found[decision_id] = (*found.get(decision_id, ()), clause_id)
    return found


def _cost(row: Any, clauses: Sequence[str]) -> tuple[Any, ...]:
    del clauses
    return row.decision_id, row.creator_id, _seconds(row.decided_at), row.cost or 0.0


def _review(row: Any, clauses: Sequence[str]) -> tuple[Any, ...]:
    del clauses
    return row.review_id, row.decision_id, row.creator_id, _seconds(row.reviewed_at), row.outcome, row.reviewer


def _appeal(row: Any, clauses: Sequence[str]) -> tuple[Any, ...]:
    del clauses
    known = row[:3]
    if row.status != AppealStatus.CLOSED.value or row.reviewed_at is None:
        return *known, _seconds(row.created_at), None, None
    result = "upheld" if row.outcome == Outcome.VIOLATION.value else "overturned"
    return *known, _seconds(row.created_at), _seconds(row.reviewed_at), result


def _seconds(at: datetime) -> int:
    return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())
