"""Reads and stores reviews; the last one that was not undone, and that does not differ, is in effect."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from domain.review import Review, ReviewState
from store.database import Database
from store.decision_digest import digest_of_words, with_digest
from store.decision_rows import WITH_JSON, StoredDecision, read_row
from store.errors import ReviewConflict
from store.notifications import Notifier, update_messages
from store.schema import DecisionRow, ReviewRow

DECISIONS_PER_PAGE = 200
NOT_UNDONE = ReviewRow.undone_at.is_(None)


@dataclass(frozen=True)
class ReviewedDecision:
    """A decision with its case, and all its reviews that were not undone, oldest first."""

    stored: StoredDecision
    reviews: tuple[Review, ...]

    @property
    def latest(self) -> Review:
        """The review in effect, where there is one."""
        return next(review for review in reversed(self.reviews) if not review.differs)


@dataclass(frozen=True)
class Reviews:
    database: Database

    def state(self, decision_id: str) -> ReviewState:
        """The reviews that were not undone and their version. A decision that is not stored has none."""
        with self.database.transaction() as session:
            return read_state(session, decision_id)

    def history(self, decision_id: str) -> tuple[Review, ...]:
        """With those that were undone, oldest first."""
        with self.database.transaction() as session:
            return tuple(review_of(row) for row in session.scalars(_query(decision_id)))

    def of_bulk(self, bulk_id: str) -> tuple[Review, ...]:
        """The reviews of copies that were decided together."""
        query = select(ReviewRow).where(ReviewRow.bulk_id == bulk_id).order_by(ReviewRow.number)
        with self.database.transaction() as session:
            return tuple(review_of(row) for row in session.scalars(query))

    def get(self, review_id: str) -> Review | None:
        with self.database.transaction() as session:
            row = session.scalar(select(ReviewRow).where(ReviewRow.review_id == review_id))
            return review_of(row) if row else None

    def conflict(self, state: ReviewState, version: int) -> ReviewConflict:
        """What a review meets that answers `version` while the decision is in `state`."""
        with self.database.transaction() as session:
            return conflict(session, state, version)

    def of_decision(self, decision_id: str) -> tuple[Review, ...]:
        """Those that were not undone, oldest first."""
        return self.state(decision_id).reviews

    def iterate(self) -> Iterator[ReviewedDecision]:
        """Every reviewed decision, ordered by its first review; reads page by page. Undone reviews do not count."""
        first = func.min(ReviewRow.number).label("first")
        query = select(ReviewRow.decision_id, first).where(NOT_UNDONE).group_by(ReviewRow.decision_id).order_by("first")
        with self.database.transaction() as session:
            ids = [row.decision_id for row in session.execute(query)]
        for start in range(0, len(ids), DECISIONS_PER_PAGE):
            yield from self.of_decisions(ids[start : start + DECISIONS_PER_PAGE])

    def of_decisions(self, ids: Sequence[str]) -> list[ReviewedDecision]:
        """Of stored decisions, in this order; also those without a review."""
        with self.database.transaction() as session:
            rows = session.scalars(select(DecisionRow).where(DecisionRow.decision_id.in_(ids)).options(WITH_JSON))
            stored = {row.decision_id: read_row(row) for row in rows}
            reviews: dict[str, list[Review]] = {decision_id: [] for decision_id in ids}
            made = select(ReviewRow).where(ReviewRow.decision_id.in_(ids), NOT_UNDONE).order_by("number")
            for row in session.scalars(made):
                reviews[row.decision_id].append(review_of(row))
        return [ReviewedDecision(stored[decision_id], tuple(reviews[decision_id])) for decision_id in ids]


def read_state(session: Session, decision_id: str) -> ReviewState:
    rows = session.scalars(_query(decision_id)).all()
    remaining = tuple(review_of(row) for row in rows if row.undone_at is None)
    return ReviewState(decision_id=decision_id, version=2 * len(rows) - len(remaining), reviews=remaining)


def conflict(session: Session, state: ReviewState, version: int) -> ReviewConflict:
    """A review answered an older `version` of the decision."""
    history, count = [review_of(row) for row in session.scalars(_query(state.decision_id))], 0
    since = list[Review]()
    for review in history:
        count += 1 if review.undone_at is None else 2
        if count > version:
            since.append(review)
    made = "; ".join(map(_described, since)) or "the version is not one of this decision"
    message = f"decision {state.decision_id} was reviewed meanwhile: {made}. Read that, then decide again"
    return ReviewConflict(message, state, tuple(since))


def _described(review: Review) -> str:
    """`ben, overturn: no violation, 2026-11-29 09:30 UTC (rev_1f)`."""
    outcome = " ".join([review.outcome.replace("_", " "), *review.violated])
    undone = ", undone since" if review.undone_at else ""
    at = f"{review.reviewed_at:%Y-%m-%d %H:%M} UTC"
    return f"{review.reviewer}, {review.action}: {outcome}, {at} ({review.review_id}){undone}"


def update_messages_after_latest_review(session: Session, decision_id: str, notifier: Notifier | None) -> None:
    """After a delivery: enqueues the difference between the delivered message and the review in effect, if any."""
    latest = read_state(session, decision_id).latest
    if latest is not None:
        stored = read_row(session.get_one(DecisionRow, decision_id, options=[WITH_JSON]))
        update_messages(session, stored, latest, notifier)


def review_summary(review: Review | ReviewRow) -> str:
    """Its id, outcome and violated clauses, and whether it differs."""
    result = f"{review.review_id}: {review.outcome} {', '.join(review.violated)}".strip()
    return f"{result} (differs)" if review.differs else result


def logged_review(review: Review | ReviewRow) -> str:
    """The text `after` of its entry in the audit log: its summary, and the SHA-256 of its reviewer and reason."""
    return with_digest(review_summary(review), digest_of_words(review.review_id, review.reviewer, review.reason))


def undo_summary(review_id: str) -> str:
    """What the audit log says of a review that was undone."""
    return f"{review_id}: undone"


def _query(decision_id: str) -> "Select[ReviewRow]":
    return select(ReviewRow).where(ReviewRow.decision_id == decision_id).order_by(ReviewRow.number)


def row_of(review: Review) -> ReviewRow:
    return ReviewRow(
        review_id=review.review_id,
        decision_id=review.decision_id,
        action=review.action.value,
        outcome=review.outcome.value,
        violated=list(review.violated),
        reason=review.reason,
        reviewer=review.reviewer,
        reviewed_at=review.reviewed_at,
        bulk_id=review.bulk_id,
        undone_at=review.undone_at,
        differs=review.differs,
    )


def review_of(row: ReviewRow) -> Review:
    return Review.model_validate({name: getattr(row, name) for name in Review.model_fields})
