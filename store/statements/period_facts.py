"""What happened in a period: decisions by their present state, appeals with their answers, and samples that people
judged. No content."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select

from domain.appeal import AppealStatus
from domain.job import JobKind, JobState
from domain.quality import GoldenSource
from domain.review import ReviewAction
from domain.verdict import Outcome
from store.database import Database
from store.listing.listing_schema import DecisionStateRow
from store.quality.golden_schema import GoldenCaseRow
from store.queue.queue_schema import JobRow
from store.reviews import NOT_UNDONE
from store.schema import ReviewRow
from store.service_schema import AppealRow


@dataclass(frozen=True)
class DecidedFacts:
    """`outcome` is that of the review in effect; without one, `decided`. `sampled`: it was drawn to measure quality,
    and a person has judged it."""

    decision_id: str
    decided_at: datetime
    decided: Outcome
    outcome: Outcome
    reviewed: bool
    sampled: bool


@dataclass(frozen=True)
class AppealAnswer:
    """An appeal that was made in the period. `closed_at` None: it is open. `action`: what the review that closed it
    did."""

    decision_id: str
    creator_id: str | None
    created_at: datetime
    closed_at: datetime | None
    action: ReviewAction | None


@dataclass(frozen=True)
class PeriodFacts:
    """Labelled cases that were imported into the golden set do not count."""

    database: Database

    def decisions(self, since: datetime, until: datetime) -> tuple[DecidedFacts, ...]:
        """Those that were made in the period, oldest first."""
        sampled = exists().where(
            JobRow.decision_id == DecisionStateRow.decision_id,
            JobRow.kind == JobKind.SAMPLE.value,
            JobRow.state == JobState.DONE.value,
        )
        columns = (
            *(DecisionStateRow.decision_id, DecisionStateRow.decided_at, DecisionStateRow.decided_outcome),
            *(DecisionStateRow.outcome, DecisionStateRow.reviewed, sampled.label("sampled")),
        )
        made = (DecisionStateRow.decided_at >= since, DecisionStateRow.decided_at < until)
        query = select(*columns).where(*made, ~_is_imported(DecisionStateRow.decision_id))
        ordered = query.order_by(DecisionStateRow.decided_at, DecisionStateRow.decision_id)
        with self.database.transaction() as session:
            return tuple(_decided(row) for row in session.execute(ordered))

    def creators(self, since: datetime, until: datetime) -> tuple[str, ...]:
        """Of each decision that was made in the period about a creator, in no order."""
        made = (DecisionStateRow.decided_at >= since, DecisionStateRow.decided_at < until)
        query = select(DecisionStateRow.creator_id).where(*made, ~_is_imported(DecisionStateRow.decision_id))
        with self.database.transaction() as session:
            return tuple(one for one in session.scalars(query) if one is not None)

    def review_times(self, since: datetime, until: datetime) -> tuple[tuple[datetime, datetime], ...]:
        """When each reviewed decision of the period was made, and when a person first reviewed it."""
        same = ReviewRow.decision_id == DecisionStateRow.decision_id
        made = (DecisionStateRow.decided_at >= since, DecisionStateRow.decided_at < until, NOT_UNDONE)
        query = select(DecisionStateRow.decision_id, DecisionStateRow.decided_at, ReviewRow.reviewed_at).where(
            same, *made, ~_is_imported(DecisionStateRow.decision_id)
        )
        first: dict[str, tuple[datetime, datetime]] = {}
        with self.database.transaction() as session:
            for decision_id, decided_at, reviewed_at in session.execute(query.order_by(ReviewRow.number)):
                first.setdefault(decision_id, (decided_at, reviewed_at))
        return tuple(first.values())

    def appeals(self, since: datetime, until: datetime) -> tuple[AppealAnswer, ...]:
        """Those that were made in the period, oldest first."""
        query = (
            select(
                *(AppealRow.decision_id, AppealRow.created_at, AppealRow.status, DecisionStateRow.creator_id),
                *(ReviewRow.reviewed_at, ReviewRow.action),
            )
            .join(DecisionStateRow, DecisionStateRow.decision_id == AppealRow.decision_id)
            .outerjoin(ReviewRow, ReviewRow.review_id == AppealRow.review_id)
            .where(AppealRow.created_at >= since, AppealRow.created_at < until)
        )
        with self.database.transaction() as session:
            rows: Iterable[Any] = session.execute(query.order_by(AppealRow.created_at, AppealRow.appeal_id))
            return tuple(_answer(row) for row in rows)


def _is_imported(decision_id: Any) -> Any:
    return exists().where(GoldenCaseRow.decision_id == decision_id, GoldenCaseRow.source == GoldenSource.DATASET.value)


def _decided(row: Any) -> DecidedFacts:
    outcomes = Outcome(row.decided_outcome), Outcome(row.outcome)
    return DecidedFacts(row.decision_id, row.decided_at, *outcomes, row.reviewed, row.sampled)


def _answer(row: Any) -> AppealAnswer:
    is_closed = row.status == AppealStatus.CLOSED.value
    action = ReviewAction(row.action) if is_closed and row.action else None
    return AppealAnswer(row.decision_id, row.creator_id, row.created_at, row.reviewed_at if is_closed else None, action)
