"""A complaint (Art. 20, Digital Services Act): an appeal with its times, by market."""

from datetime import date, datetime

from domain.appeal import AppealStatus
from domain.base import FrozenModel
from domain.notice import AccountType
from domain.review import ReviewAction


class Complaint(FrozenModel):
    """`file_until`: the last day on which the creator could complain; None: no time is stated, or the case was erased.
    `answer_by`: the last day for the answer. `overdue`: it has passed without one. `result`: what the review did that
    answered it. `account_type` None: not known."""

    appeal_id: str
    decision_id: str
    creator_id: str | None
    market: str | None
    account_type: AccountType | None
    status: AppealStatus
    created_at: datetime
    file_until: date | None
    answer_by: date
    overdue: bool
    answered_at: datetime | None = None
    result: ReviewAction | None = None
