"""The golden set: cases with their right answer, and what reviewers answered to them, unaware."""

from datetime import datetime
from enum import StrEnum

from domain.base import FrozenModel
from domain.verdict import Outcome


class GoldenSource(StrEnum):
    """`decision`: a decision about a real case. `dataset`: a labelled case that was decided for the golden set."""

    DECISION = "decision"
    DATASET = "dataset"


class GoldenCase(FrozenModel):
    """A decision whose right answer a lead has fixed; `violated` are clause ids in order. `queue`: among whose jobs it
    is put; empty: any queue. Once removed it is no longer put among jobs, and not counted."""

    decision_id: str
    outcome: Outcome
    violated: tuple[str, ...]
    reason: str
    source: GoldenSource
    queue: str
    added_by: str
    added_at: datetime
    removed_by: str | None = None
    removed_at: datetime | None = None


class GoldenAnswer(FrozenModel):
    """What a reviewer answered to a golden case. `outcome` needs_review: they escalated it. `minutes`: from the claim
    of the job to the answer; None where the claim is not known."""

    decision_id: str
    reviewer: str
    outcome: Outcome
    violated: tuple[str, ...]
    answered_at: datetime
    minutes: float | None
