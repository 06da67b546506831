"""Reviews of decisions by people."""

from datetime import datetime
from enum import StrEnum

from domain.base import FrozenModel
from domain.case import ShortText
from domain.verdict import Outcome


class ReviewAction(StrEnum):
    """`amend`: another set of violated clauses."""

    UPHOLD = "uphold"
    OVERTURN = "overturn"
    AMEND = "amend"


class Review(FrozenModel):
    """`outcome` and `violated` (clause ids in order) replace those of the decision, which itself is not changed.
    `outcome` is never needs_review."""

    review_id: str
    decision_id: str
    action: ReviewAction
    outcome: Outcome
    violated: tuple[str, ...] = ()
    reason: ShortText
    reviewer: ShortText
    reviewed_at: datetime
