"""Stores reviews; the last review of a decision is in effect, and violations and messages follow it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.review import Review, ReviewAction
from domain.verdict import Outcome
from store.database import Database
from store.decision_rows import (
    WITH_JSON,
    StoredDecision,
    activate_violations,
    deactivate_violations,
    read_row,
)
from store.errors import ReviewConflict
from store.notifications import Notifier, update_messages
from store.schema import DecisionRow, ReviewRow

DECISIONS_PER_PAGE = 200


@dataclass(frozen=True)
class ReviewedDecision:
    """A decision with its case, and all its reviews, oldest first (at least one)."""

    stored: StoredDecision
    reviews: tuple[Review, ...]

    @property
    def latest(self) -> Review:
        return self.reviews[-1]


@dataclass(frozen=True)
class Reviews:
    database: Database

    def add(self, session: Session, review: Review, previous: Review | None, notifier: Notifier | None) -> None:
        """Stores a review and updates the violations and messages. `previous` is the last review that the reviewer
        saw. Raises ReviewConflict if there is a later one, or if the decision is not stored."""
        try:
            with session.begin_nested():
                session.add(_row(review))
                session.flush()
                self._require_latest(session, review, previous)
                stored = read_row(session.get_one(DecisionRow, review.decision_id, options=[WITH_JSON]))
                deactivate_violations(session, review.decision_id)
                activate_violations(session, stored, review.violated)
                update_messages(session, stored, review, notifier)
        except IntegrityError as error:
            raise ReviewConflict(f"decision {review.decision_id} is not stored, or this review is already") from error

    def _require_latest(self, session: Session, review: Review, previous: Review | None) -> None:
        others = session.scalars(_query(review.decision_id).where(ReviewRow.review_id != review.review_id)).all()
        latest = others[-1].review_id if others else None
        if latest != (previous.review_id if previous else None):
            raise ReviewConflict(
                f"decision {review.decision_id} was reviewed meanwhile ({latest}): read that review, then decide again"
            )

    def of_decision(self, decision_id: str) -> tuple[Review, ...]:
        """Oldest first."""
        with self.database.transaction() as session:
            return tuple(_review(row) for row in session.scalars(_query(decision_id)))

    def iterate(self) -> Iterator[ReviewedDecision]:
        """Every reviewed decision, ordered by its first review; reads page by page."""
        first = func.min(ReviewRow.number).label("first")
        query = select(ReviewRow.decision_id, first).group_by(ReviewRow.decision_id).order_by("first")
        with self.database.transaction() as session:
            ids = [row.decision_id for row in session.execute(query)]
        for start in range(0, len(ids), DECISIONS_PER_PAGE):
            yield from self._read(ids[start : start + DECISIONS_PER_PAGE])

    def _read(self, ids: list[str]) -> list[ReviewedDecision]:
        with self.database.transaction() as session:
            rows = session.scalars(select(DecisionRow).where(DecisionRow.decision_id.in_(ids)).options(WITH_JSON))
            stored = {row.decision_id: read_row(row) for row in rows}
            reviews: dict[str, list[Review]] = {decision_id: [] for decision_id in ids}
            for row in session.scalars(select(ReviewRow).where(ReviewRow.decision_id.in_(ids)).order_by("number")):
                reviews[row.decision_id].append(_review(row))
        return [ReviewedDecision(stored[decision_id], tuple(reviews[decision_id])) for decision_id in ids]


def update_messages_after_latest_review(session: Session, decision_id: str, notifier: Notifier | None) -> None:
    """After a delivery: enqueues the difference between the delivered message and the review in effect, if any."""
    latest = session.scalar(_query(decision_id).order_by(None).order_by(ReviewRow.number.desc()).limit(1))
    if latest is not None:
        stored = read_row(session.get_one(DecisionRow, decision_id, options=[WITH_JSON]))
        update_messages(session, stored, _review(latest), notifier)


def review_summary(review: Review | ReviewRow) -> str:
    """What the audit log says of a review: its id, outcome and violated clauses."""
    return f"{review.review_id}: {review.outcome} {', '.join(review.violated)}".strip()


def _query(decision_id: str) -> "Select[ReviewRow]":
    return select(ReviewRow).where(ReviewRow.decision_id == decision_id).order_by(ReviewRow.number)


def _row(review: Review) -> ReviewRow:
    return ReviewRow(
        review_id=review.review_id,
        decision_id=review.decision_id,
        action=review.action.value,
        outcome=review.outcome.value,
        violated=list(review.violated),
        reason=review.reason,
        reviewer=review.reviewer,
        reviewed_at=review.reviewed_at,
    )


def _review(row: ReviewRow) -> Review:
    return Review(
        review_id=row.review_id,
        decision_id=row.decision_id,
        action=ReviewAction(row.action),
        outcome=Outcome(row.outcome),
        violated=tuple(row.violated),
        reason=row.reason,
        reviewer=row.reviewer,
        reviewed_at=row.reviewed_at,
    )
