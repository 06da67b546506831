"""What a notifier gets: the confirmation of their notice, and the decision about it (Art. 16(4) and (5))."""

from datetime import datetime
from enum import StrEnum

from domain.base import FrozenModel
from domain.notice import Notice
from domain.statement import StatementText


class NoticeStatus(StrEnum):
    """`open`: a person must decide. `waiting`: no person has confirmed the decision yet. `answered`: `decision` says
    what was decided."""

    OPEN = "open"
    WAITING = "waiting"
    ANSWERED = "answered"


class NoticeResult(StrEnum):
    """`restricted`: the decision restricts something. `violation`: a rule is violated, and nothing is restricted."""

    RESTRICTED = "restricted"
    VIOLATION = "violation"
    NO_VIOLATION = "no_violation"


class NoticeAnswer(FrozenModel):
    """`result` and `decided_at` are those in effect; None while a person must decide. `decision` None: not answered
    yet. The texts name neither the notifier nor the creator."""

    decision_id: str
    case_id: str
    creator_id: str | None
    market: str | None
    notice: Notice
    status: NoticeStatus
    result: NoticeResult | None
    decided_at: datetime | None
    confirmation: StatementText
    decision: StatementText | None
