"""Reviews of decisions by people."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from domain.base import FrozenModel
from domain.case import CleanText, ShortText
from domain.verdict import Outcome

MAX_REASON_CHARS = 5_000  # a page: an appeal may need that much


class ReviewAction(StrEnum):
    """`amend`: another set of violated clauses."""

    UPHOLD = "uphold"
    OVERTURN = "overturn"
    AMEND = "amend"


class Review(FrozenModel):
    """`outcome` and `violated` (clause ids in order) replace those of the decision, which itself is not changed.
    `outcome` is never needs_review. `bulk_id` is equal for the reviews of copies that were decided together. A review
    that was undone has no effect, and neither has a blind second answer that `differs` from the review in effect: a
    lead decides."""

    review_id: str
    decision_id: str
    action: ReviewAction
    outcome: Outcome
    violated: tuple[str, ...] = ()
    reason: Annotated[CleanText, Field(min_length=1, max_length=MAX_REASON_CHARS)]
    reviewer: ShortText
    reviewed_at: datetime
    bulk_id: str | None = None
    undone_at: datetime | None = None
    differs: bool = False


def in_effect(reviews: Sequence[Review]) -> Review | None:
    """Of the reviews of a decision that were not undone, oldest first: the last one that does not differ."""
    return next((review for review in reversed(reviews) if not review.differs), None)


class ReviewState(FrozenModel):
    """The reviews of a decision that were not undone, oldest first. `version` grows with each review and each undo."""

    decision_id: str
    version: int
    reviews: tuple[Review, ...] = ()

    @property
    def latest(self) -> Review | None:
        """The review in effect."""
        return in_effect(self.reviews)


def version_name(decision_id: str, version: int) -> str:
    """The version of a decision and its reviews as a program sends it back: `dec_1f.2`."""
    return f"{decision_id}.{version}"
