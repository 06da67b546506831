"""Reads what credit follows from: decisions with their reviews, appeals and letters. No content, no amounts."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from domain.appeal import AppealStatus
from domain.quality import GoldenSource
from domain.subject import Subject
from domain.verdict import Outcome
from store.database import Database
from store.quality.golden_schema import GoldenCaseRow
from store.schema import DecisionRow, ReviewRow, ViolatedClauseRow
from store.service_schema import AppealRow, MessageRow


@dataclass(frozen=True)
class ReviewFacts:
    """`undone_on` None: it was not undone."""

    on: date
    outcome: Outcome
    violated: tuple[str, ...]
    undone_on: date | None = None
    differs: bool = False


@dataclass(frozen=True)
class AppealFacts:
    """`closed_on` None: it is open."""

    on: date
    closed_on: date | None = None


@dataclass(frozen=True)
class LetterFacts:
    """`appeal_days`: the time to appeal that it states; None: none. `delivered_on` None: it waits."""

    delivered_on: date | None = None
    appeal_days: int | None = None


@dataclass(frozen=True)
class DecisionFacts:
    """A decision about a post of a creator; all days are in UTC. Each list is oldest first."""

    decision_id: str
    case_id: str
    creator_id: str
    decided_on: date
    outcome: Outcome
    violated: tuple[str, ...]
    market: str | None = None
    reviews: tuple[ReviewFacts, ...] = ()
    appeals: tuple[AppealFacts, ...] = ()
    letters: tuple[LetterFacts, ...] = ()
    is_post: bool = True


@dataclass(frozen=True)
class _Beside:
    """What stands beside decisions, by their id."""

    violated: Mapping[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    reviews: Mapping[str, list[ReviewFacts]] = field(default_factory=lambda: defaultdict(list))
    appeals: Mapping[str, list[AppealFacts]] = field(default_factory=lambda: defaultdict(list))
    letters: Mapping[str, list[LetterFacts]] = field(default_factory=lambda: defaultdict(list))


def read_decision_facts(database: Database, creator_id: str | None = None) -> tuple[DecisionFacts, ...]:
    """Of one creator or of all, by time and id. Labelled cases that were imported into the golden set are no decisions
    about real posts, and an erased decision names no creator."""
    with database.transaction() as session:
        beside = _read_beside(session)
        found = session.execute(_decisions(creator_id))
        return tuple(_facts(row, beside) for row in found)


def _decisions(creator_id: str | None) -> "Select[Any]":
    imported = exists().where(
        GoldenCaseRow.decision_id == DecisionRow.decision_id, GoldenCaseRow.source == GoldenSource.DATASET.value
    )
    query = select(
        DecisionRow.decision_id,
        DecisionRow.case_id,
        DecisionRow.creator_id,
        DecisionRow.decided_at,
        DecisionRow.outcome,
        DecisionRow.case["market"].as_string().label("market"),
        DecisionRow.case["subject"].as_string().label("subject"),
    ).where(DecisionRow.creator_id.is_not(None), ~imported)
    if creator_id is not None:
        query = query.where(DecisionRow.creator_id == creator_id)
    return query.order_by(DecisionRow.decided_at, DecisionRow.decision_id)


def _read_beside(session: Session) -> _Beside:
    beside = _Beside()
    clauses = select(ViolatedClauseRow.decision_id, ViolatedClauseRow.clause_id)
    for decision_id, clause_id in session.execute(clauses.order_by("decision_id", "clause_id")):
        beside.violated[decision_id].append(clause_id)
    for row in session.scalars(select(ReviewRow).order_by(ReviewRow.number)):
        beside.reviews[row.decision_id].append(
            ReviewFacts(
                row.reviewed_at.date(), Outcome(row.outcome), tuple(row.violated), _day(row.undone_at), row.differs
            )
        )
    _read_appeals(session, beside)
    letters = select(MessageRow.decision_id, MessageRow.delivered_at, MessageRow.message["appeal_days"].as_integer())
    for decision_id, at, days in session.execute(letters.order_by(MessageRow.created_at, MessageRow.message_id)):
        beside.letters[decision_id].append(LetterFacts(_day(at), days))
    return beside


def _read_appeals(session: Session, beside: _Beside) -> None:
    closed_at = select(ReviewRow.reviewed_at).where(ReviewRow.review_id == AppealRow.review_id).scalar_subquery()
    query = select(AppealRow.decision_id, AppealRow.created_at, AppealRow.status, closed_at)
    for decision_id, at, status, closed in session.execute(query.order_by(AppealRow.created_at, AppealRow.appeal_id)):
        is_closed = status == AppealStatus.CLOSED.value
        beside.appeals[decision_id].append(AppealFacts(at.date(), _day(closed) if is_closed else None))


def _facts(row: Any, beside: _Beside) -> DecisionFacts:
    return DecisionFacts(
        decision_id=row.decision_id,
        case_id=row.case_id,
        creator_id=row.creator_id,
        decided_on=row.decided_at.date(),
        outcome=Outcome(row.outcome),
        violated=_of(beside.violated, row.decision_id),
        market=row.market,
        reviews=_of(beside.reviews, row.decision_id),
        appeals=_of(beside.appeals, row.decision_id),
        letters=_of(beside.letters, row.decision_id),
        is_post=row.subject in (None, Subject.POST.value),
    )


def _of(found: Mapping[str, list[Any]], decision_id: str) -> tuple[Any, ...]:
    return tuple(found.get(decision_id, ()))


def _day(at: datetime | None) -> date | None:
    return at.date() if at is not None else None
