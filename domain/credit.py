"""Credit: the lines of an account's ledger, each with what it was for, and the rule under which it was written."""

from datetime import date
from enum import StrEnum

from pydantic import Field, model_validator

from domain.base import FrozenModel
from domain.case import ShortText


class AccountKind(StrEnum):
    CREATOR = "creator"
    MERCHANT = "merchant"


class CreditKind(StrEnum):
    """`restore` gives back what a line took; `decay` ends a line on the day on which it expires."""

    EARN = "earn"
    LOSE = "lose"
    RESTORE = "restore"
    DECAY = "decay"


class CreditReason(StrEnum):
    """What a line was for. `education_first`: a violation that a tier answers with education, at no points."""

    COMPLIANT_POST = "compliant_post"
    SALES = "sales"
    TRAINING = "training"
    CORRECTION = "correction"
    VIOLATION = "violation"
    EDUCATION_FIRST = "education_first"
    OVERTURNED = "overturned"
    EXPIRY = "expiry"


class Account(FrozenModel):
    """Whose ledger it is."""

    kind: AccountKind = AccountKind.CREATOR
    id: ShortText


class CreditLine(FrozenModel):
    """One line of a ledger; it is never changed. `line_id` follows from what the line is for, so that the same is
    never counted twice. `day`: on which it counts. `for_day`: the day of what it was for, whose caps apply. `points`
    are negative where something is taken. `of_line`: the line that it restores or ends. `expires_on`: the day from
    which it no longer counts."""

    line_id: str
    account: Account
    day: date
    for_day: date
    kind: CreditKind
    reason: CreditReason
    points: int
    rule_version: str
    clause_id: str | None = None
    decision_id: str | None = None
    quiz_id: str | None = None
    of_line: str | None = None
    expires_on: date | None = None

    @model_validator(mode="after")
    def _check_sign(self) -> "CreditLine":
        earns, loses = self.kind is CreditKind.EARN, self.kind is CreditKind.LOSE
        if (earns and self.points <= 0) or (loses and self.points > 0):
            raise ValueError("an earned line has points above 0, and a lost one has none above 0")
        if (self.of_line is None) is (self.kind in (CreditKind.RESTORE, CreditKind.DECAY)):
            raise ValueError("a line that restores or ends another names it, and no other line does")
        return self


class Benefits(FrozenModel):
    """What a tier gives. `appeal_hours`: in which an appeal is answered; None: as everybody's. `precheck_share`: the
    share of posts that are checked before they are published, 0 to 1. `education_first`: the first violation of low
    severity in a while costs no points."""

    appeal_hours: int | None = Field(default=None, gt=0)
    precheck_share: float = Field(default=1.0, ge=0, le=1)
    education_first: bool = False


class Tier(FrozenModel):
    """`from_points`: the balance from which an account has it; None: every account does."""

    name: str = Field(min_length=1, max_length=60)
    from_points: int | None = None
    benefits: Benefits = Benefits()
