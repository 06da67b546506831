"""An appeal: a creator asks for another look; a second pass reads the case anew, and then a person decides."""

from datetime import datetime
from enum import StrEnum

from domain.base import FrozenModel
from domain.decision import Decision


class AppealStatus(StrEnum):
    """`open` waits for the second pass, `reheard` for a person, `closed` has that person's review."""

    OPEN = "open"
    RE_REVIEWED = "re_reviewed"
    CLOSED = "closed"


class AppealSummary(FrozenModel):
    """`review_id` is the review that closed it."""

    appeal_id: str
    decision_id: str
    statement: str
    status: AppealStatus
    created_at: datetime
    review_id: str | None = None


class Appeal(AppealSummary):
    """`second` was made without sight of the first verdict; None until then, where it could not be made, or where a
    person closed the appeal before."""

    second_decision: Decision | None = None
