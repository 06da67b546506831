"""Appeals: a creator contests a decision, a second pass decides the case again, then a reviewer closes the appeal."""

from datetime import datetime
from enum import StrEnum

from domain.base import FrozenModel
from domain.decision import Decision


class AppealStatus(StrEnum):
    """`open` waits for the second decision, `re_reviewed` for a reviewer; `closed` has the review."""

    OPEN = "open"
    RE_REVIEWED = "re_reviewed"
    CLOSED = "closed"


class AppealSummary(FrozenModel):
    """An appeal without its second decision. `review_id` is the review that closed it."""

    appeal_id: str
    decision_id: str
    statement: str
    status: AppealStatus
    created_at: datetime
    review_id: str | None = None


class Appeal(AppealSummary):
    """`second_decision` is made without access to the first verdict. It is None until then, if the case could not be
    decided again, or if a reviewer closed the appeal first."""

    second_decision: Decision | None = None
