"""Answered appeals of a period, each with what the first and the second decision found."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from domain.appeal import AppealStatus
from domain.review import ReviewAction
from domain.verdict import Outcome
from store.database import Database
from store.listing.listing_schema import DecisionStateRow
from store.schema import ReviewRow
from store.service_schema import AppealRow

SECOND_OUTCOME = AppealRow.second_decision["verdict"]["outcome"].as_string()


@dataclass(frozen=True)
class AnsweredAppeal:
    """`second` None: the case was not decided a second time."""

    decision_id: str
    creator_id: str | None
    action: ReviewAction
    second: Outcome | None

    @property
    def is_unfounded(self) -> bool:
        """The second decision, which did not see the first, and the person both found the violation again."""
        return self.action is ReviewAction.UPHOLD and self.second is Outcome.VIOLATION


def answered_appeals(database: Database, since: datetime, until: datetime) -> tuple[AnsweredAppeal, ...]:
    """Those that were made in the period, newest first."""
    query = (
        select(AppealRow.decision_id, DecisionStateRow.creator_id, ReviewRow.action, SECOND_OUTCOME.label("second"))
        .join(DecisionStateRow, DecisionStateRow.decision_id == AppealRow.decision_id)
        .join(ReviewRow, ReviewRow.review_id == AppealRow.review_id)
        .where(AppealRow.created_at >= since, AppealRow.created_at < until)
        .where(AppealRow.status == AppealStatus.CLOSED.value)
        .order_by(AppealRow.created_at.desc(), AppealRow.appeal_id)
    )
    with database.transaction() as session:
        return tuple(
            AnsweredAppeal(
                row.decision_id, row.creator_id, ReviewAction(row.action), Outcome(row.second) if row.second else None
            )
            for row in session.execute(query)
        )
