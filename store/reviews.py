"""What people made of decisions: every review kept, the last one holding, and the ledger following it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, undefer_group

from domain.review import Review, ReviewAction
from domain.verdict import Outcome
from store.database import Database
from store.decision_rows import Record, kept
from store.errors import ReviewConflict
from store.notifications import Notifier, follow
from store.schema import DecisionRow, ReviewRow
from store.violations import book, strike

AT_ONCE = 200


@dataclass(frozen=True)
class Reviewed:
    """A decision with its case, and all its reviews, oldest first (at least one)."""

    record: Record
    reviews: tuple[Review, ...]

    @property
    def latest(self) -> Review:
        return self.reviews[-1]


@dataclass(frozen=True)
class Reviews:
    database: Database

    def enter(self, session: Session, review: Review, after: Review | None, postman: Notifier) -> None:
        """Keep a review made with `after` in view as the one that held, and have the ledger and the message to the
        creator follow. Raises ReviewConflict where another review came between, or the decision is not on record."""
        try:
            with session.begin_nested():
                session.add(_row(review))
                session.flush()
                self._require_last(session, review, after)
                record = kept(session.get_one(DecisionRow, review.decision_id, options=[undefer_group("payload")]))
                strike(session, review.decision_id)
                book(session, record, review.violated)
                follow(session, record, review, postman)
        except IntegrityError as error:
            raise ReviewConflict(f"decision {review.decision_id} is not on record, or this review is kept") from error

    def _require_last(self, session: Session, review: Review, after: Review | None) -> None:
        before = session.scalars(_of(review.decision_id).where(ReviewRow.review_id != review.review_id)).all()
        last = before[-1].review_id if before else None
        if last != (after.review_id if after else None):
            raise ReviewConflict(
                f"decision {review.decision_id} was reviewed meanwhile ({last}): read that review, then decide again"
            )

    def of(self, decision_id: str) -> tuple[Review, ...]:
        """The reviews of a decision, oldest first."""
        with self.database.transaction() as session:
            return tuple(_review(row) for row in session.scalars(_of(decision_id)))

    def all(self) -> Iterator[Reviewed]:
        """Every reviewed decision with its case, in the order of their first reviews; read a few at a time."""
        first = func.min(ReviewRow.number).label("first")
        query = select(ReviewRow.decision_id, first).group_by(ReviewRow.decision_id).order_by("first")
        with self.database.transaction() as session:
            ids = [row.decision_id for row in session.execute(query)]
        for start in range(0, len(ids), AT_ONCE):
            yield from self._read(ids[start : start + AT_ONCE])

    def _read(self, ids: list[str]) -> list[Reviewed]:
        with self.database.transaction() as session:
            payload = undefer_group("payload")
            rows = session.scalars(select(DecisionRow).where(DecisionRow.decision_id.in_(ids)).options(payload))
            records = {row.decision_id: kept(row) for row in rows}
            reviews: dict[str, list[Review]] = {name: [] for name in ids}
            for row in session.scalars(select(ReviewRow).where(ReviewRow.decision_id.in_(ids)).order_by("number")):
                reviews[row.decision_id].append(_review(row))
        return [Reviewed(records[name], tuple(reviews[name])) for name in ids]


def follow_latest(session: Session, decision_id: str, postman: Notifier) -> None:
    """Once a message went: what the creator knows now is held against the review that holds, if there is one."""
    latest = session.scalar(_of(decision_id).order_by(None).order_by(ReviewRow.number.desc()).limit(1))
    if latest is not None:
        record = kept(session.get_one(DecisionRow, decision_id, options=[undefer_group("payload")]))
        follow(session, record, _review(latest), postman)


def _of(decision_id: str) -> "Select[ReviewRow]":
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
