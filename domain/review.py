"""A review: what a person made of a decision, kept beside it."""

from datetime import datetime
from enum import StrEnum

from domain.base import FrozenModel
from domain.case import Name
from domain.verdict import Outcome


class ReviewAction(StrEnum):
    UPHOLD = "uphold"
    OVERTURN = "overturn"
    AMEND = "amend"


class Review(FrozenModel):
    """`outcome` and `violated` (clause ids in order) are what holds from now on; the decision keeps its own. A person
    settles a case, so `outcome` is never needs_review."""

    review_id: str
    decision_id: str
    action: ReviewAction
    outcome: Outcome
    violated: tuple[str, ...] = ()
    reason: Name
    reviewer: Name
    reviewed_at: datetime
