"""Creator signals: quality, history and standing, and why they may be unavailable."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from domain.base import FrozenModel


class AppealOutcome(StrEnum):
    """How an appeal against a past violation ended."""

    NONE = "none"
    PENDING = "pending"
    UPHELD = "upheld"
    OVERTURNED = "overturned"


class Standing(StrEnum):
    """The state of the account."""

    GOOD = "good"
    AT_RISK = "at_risk"
    RESTRICTED = "restricted"
    SUSPENDED = "suspended"


class QualityScore(FrozenModel):
    """A score from 0 (worst) to 100 and the named `parts` it combines, on the same scale."""

    score: float = Field(ge=0, le=100)
    parts: dict[str, float] = {}


class PastViolation(FrozenModel):
    """A past violation of the creator with the `points` of its day; if `appeal` is `overturned`, it does not
    count."""

    id: str
    clause_id: str
    date: date
    points: int = Field(ge=0)
    appeal: AppealOutcome = AppealOutcome.NONE


class CreatorSignals(FrozenModel):
    """What a signal source knows of a creator; None: unknown."""

    creator_id: str
    quality: QualityScore | None = None
    violations: tuple[PastViolation, ...] = ()
    account_age_days: int | None = Field(default=None, ge=0)
    strikes: int | None = Field(default=None, ge=0)
    standing: Standing | None = None
    tier: str | None = None
    locale: str | None = None


class SignalCondition(StrEnum):
    """Whether signals are known, and why not: the case names no creator, the source does not know the creator, or the
    source did not answer."""

    KNOWN = "known"
    NO_CREATOR = "no_creator"
    UNKNOWN_CREATOR = "unknown_creator"
    UNREACHABLE = "unreachable"


class SignalReading(FrozenModel):
    """The answer of a signal source; `signals` is set if and only if `condition` is `known`."""

    condition: SignalCondition
    source: str
    signals: CreatorSignals | None = None
    detail: str = ""
