"""What is known of a creator, and the named conditions under which it is not known."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from domain.base import FrozenModel


class AppealOutcome(StrEnum):
    NONE = "none"
    PENDING = "pending"
    UPHELD = "upheld"
    OVERTURNED = "overturned"


class Standing(StrEnum):
    GOOD = "good"
    AT_RISK = "at_risk"
    RESTRICTED = "restricted"
    SUSPENDED = "suspended"


class QualityScore(FrozenModel):
    """A score from 0 (worst) to 100, with the named parts it was made from, each on the same scale."""

    score: float = Field(ge=0, le=100)
    parts: dict[str, float] = {}


class PastViolation(FrozenModel):
    """A violation on the creator's record. `points` were given by the ladder of its day; `appeal` is how a
    challenge to it ended (`overturned`: it no longer counts)."""

    id: str
    clause_id: str
    date: date
    points: int = Field(ge=0)
    appeal: AppealOutcome = AppealOutcome.NONE


class CreatorSignals(FrozenModel):
    creator_id: str
    quality: QualityScore | None = None
    violations: tuple[PastViolation, ...] = ()
    account_age_days: int | None = Field(default=None, ge=0)
    strikes: int | None = Field(default=None, ge=0)
    standing: Standing | None = None
    tier: str | None = None
    locale: str | None = None


class SignalCondition(StrEnum):
    KNOWN = "known"
    NO_CREATOR = "no_creator"
    UNKNOWN_CREATOR = "unknown_creator"
    UNREACHABLE = "unreachable"


class SignalReading(FrozenModel):
    """One attempt to learn of a creator: `signals` is there exactly when `condition` is `known`."""

    condition: SignalCondition
    source: str
    signals: CreatorSignals | None = None
    detail: str = ""
