"""Reads what happened to a creator: decisions, reviews, violations, letters and appeals."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select

from domain.appeal import AppealSummary
from domain.message import Message, MessageStatus
from domain.review import Review
from store.database import Database
from store.decision_reader import DecisionReader, DecisionSummary
from store.notifications import message_of
from store.schema import DecisionRow, ReviewRow
from store.service_schema import AppealRow, MessageRow
from store.violations import ViolationEntry, Violations

MAX_ENTRIES = 30  # of each kind: about a page
Entry = TypeVar("Entry", Review, ViolationEntry, Message, AppealSummary)


@dataclass(frozen=True)
class CreatorTimeline:
    """The newest of each kind first; violations oldest first and all of them. `messages` leave out superseded ones."""

    decisions: tuple[DecisionSummary, ...] = ()
    reviews: tuple[Review, ...] = ()
    violations: tuple[ViolationEntry, ...] = ()
    messages: tuple[Message, ...] = ()
    appeals: tuple[AppealSummary, ...] = ()

    @property
    def decision_ids(self) -> frozenset[str]:
        """Of what followed from decisions."""
        followed: tuple[tuple[Review | ViolationEntry | Message | AppealSummary, ...], ...]
        followed = (self.reviews, self.violations, self.messages, self.appeals)
        return frozenset(entry.decision_id for entries in followed for entry in entries)

    def without(self, decision_ids: Collection[str]) -> "CreatorTimeline":
        """Without what followed from these decisions."""

        def visible(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
            return tuple(entry for entry in entries if entry.decision_id not in decision_ids)

        return CreatorTimeline(
            self.decisions,
            visible(self.reviews),
            visible(self.violations),
            visible(self.messages),
            visible(self.appeals),
        )


def creator_timeline(database: Database, creator_id: str, limit: int = MAX_ENTRIES) -> CreatorTimeline:
    mine = select(DecisionRow.decision_id).where(DecisionRow.creator_id == creator_id)
    review_columns = [getattr(ReviewRow, name) for name in Review.model_fields]
    reviews = select(*review_columns).where(ReviewRow.decision_id.in_(mine)).order_by(ReviewRow.number.desc())
    messages = select(MessageRow).where(
        MessageRow.creator_id == creator_id, MessageRow.status != MessageStatus.SUPERSEDED.value
    )
    columns = [getattr(AppealRow, name) for name in AppealSummary.model_fields]
    appeals = select(*columns).where(AppealRow.decision_id.in_(mine)).order_by(AppealRow.created_at.desc())
    decisions = DecisionReader(database).list(limit, creator_id=creator_id)
    violations = Violations(database).of_creator(creator_id)
    with database.transaction() as session:
        newest = messages.order_by(MessageRow.created_at.desc()).limit(limit)
        return CreatorTimeline(
            decisions=decisions,
            reviews=tuple(Review.model_validate(row) for row in session.execute(reviews.limit(limit)).mappings()),
            violations=violations,
            messages=tuple(message_of(row) for row in session.scalars(newest)),
            appeals=tuple(
                AppealSummary.model_validate(row) for row in session.execute(appeals.limit(limit)).mappings()
            ),
        )
