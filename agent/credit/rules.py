"""The rules of credit: points by reason, caps, when lines expire, and what tiers give."""

from collections.abc import Mapping
from itertools import pairwise

from pydantic import Field, model_validator

from domain.base import FrozenModel
from domain.clause import Severity
from domain.credit import Benefits, CreditReason, Tier
from domain.training import MAX_QUESTIONS

MAX_POINTS, MAX_DAYS = 1_000, 3_650
Points = Field(gt=0, le=MAX_POINTS)
Days = Field(gt=0, le=MAX_DAYS)
HoldDays = Field(ge=0, le=365)


class CompliantPost(FrozenModel):
    """`hold_days`: how long a post stays compliant before it earns. `buyers_needed` different buyers whose orders were
    not returned, in the `window_days` that end with the day of the post, for each post that earns."""

    points: int = Points
    hold_days: int = HoldDays
    buyers_needed: int = Field(gt=0, le=100_000)
    window_days: int = Days
    expires_after_days: int = Days
    without_warehouse: bool = False


class Sales(FrozenModel):
    """A day of a merchant. `max_returned`: the share of its orders, 0 to 1, that may have been returned."""

    points: int = Points
    hold_days: int = HoldDays
    buyers_needed: int = Field(gt=0, le=1_000_000)
    max_returned: float = Field(ge=0, le=1)
    expires_after_days: int = Days


class TrainingRules(FrozenModel):
    """`needed` right answers of `questions` pass a quiz. `max_in_period`: the most points that all quizzes together
    earn in `period_days`."""

    points: int = Points
    period_days: int = Days
    max_in_period: int = Points
    expires_after_days: int = Days
    questions: int = Field(default=8, gt=0, le=MAX_QUESTIONS)
    needed: int = Field(default=7, gt=0, le=MAX_QUESTIONS)
    max_quizzes_a_day: int = Field(default=3, gt=0, le=100)

    @model_validator(mode="after")
    def _check_needed(self) -> "TrainingRules":
        if self.needed > self.questions:
            raise ValueError(f"needed is {self.needed}, more than the {self.questions} questions: write a smaller one")
        return self


class Correction(FrozenModel):
    points: int = Points
    within_days: int = Days
    hold_days: int = HoldDays
    expires_after_days: int = Days


class Violation(FrozenModel):
    """The points that a confirmed violation takes, by severity. `education_again_after_days`: how long after a loss a
    tier answers a violation of low severity with education again."""

    low: int = Points
    medium: int = Points
    high: int = Points
    critical: int = Points
    appeal_days: int = Days
    expires_after_days: int = Days
    education_again_after_days: int = Days

    @model_validator(mode="after")
    def _check_order(self) -> "Violation":
        if not self.low <= self.medium <= self.high <= self.critical:
            raise ValueError("a higher severity takes fewer points: write low <= medium <= high <= critical")
        return self

    def points_of(self, severity: Severity) -> int:
        points: int = getattr(self, severity.label)
        return points


class Caps(FrozenModel):
    """The most points that an account earns for one day."""

    compliant_post: int = Points
    sales: int = Points
    training: int = Points
    correction: int = Points
    all: int = Points

    def of(self, reason: CreditReason) -> int:
        points: int = getattr(self, reason.value)
        return points


class CreditRules(FrozenModel):
    """`tiers`: from the one that every account has up to the one with the most points."""

    version: str = Field(min_length=1, max_length=60)
    compliant_post: CompliantPost
    sales: Sales
    training: TrainingRules
    correction: Correction
    violation: Violation
    caps: Caps
    tiers: tuple[Tier, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check_correction(self) -> "CreditRules":
        if self.correction.points >= self.violation.low:
            raise ValueError(
                "correction: a corrected violation would earn what it took: write fewer points than violation.low"
            )
        return self

    @model_validator(mode="after")
    def _check_tiers(self) -> "CreditRules":
        first, *others = self.tiers
        if first.from_points is not None or first.benefits != Benefits():
            raise ValueError("tiers: the first one is every account's: write it without from_points and benefits")
        if any(tier.from_points is None or tier.from_points <= 0 for tier in others):
            raise ValueError("tiers: each one after the first needs from_points above 0")
        for lower, higher in pairwise(others):
            if (lower.from_points or 0) >= (higher.from_points or 0):
                raise ValueError(f"tiers: {higher.name} needs more points than {lower.name}: write them in this order")
        for lower, higher in pairwise(self.tiers):
            if not gives_all_of(higher.benefits, lower.benefits):
                raise ValueError(f"tiers: {higher.name} gives less than {lower.name}: a tier only gives")
        if len({tier.name for tier in self.tiers}) < len(self.tiers):
            raise ValueError("tiers: two have the same name: write another one")
        return self

    def expires_after(self, reason: CreditReason) -> int:
        """Days."""
        return self._expiry[reason]

    @property
    def _expiry(self) -> Mapping[CreditReason, int]:
        return {
            CreditReason.COMPLIANT_POST: self.compliant_post.expires_after_days,
            CreditReason.SALES: self.sales.expires_after_days,
            CreditReason.TRAINING: self.training.expires_after_days,
            CreditReason.CORRECTION: self.correction.expires_after_days,
            CreditReason.VIOLATION: self.violation.expires_after_days,
        }


def gives_all_of(higher: Benefits, lower: Benefits) -> bool:
    """Whether each benefit of `lower` is one of `higher`, too."""
    hours = lower.appeal_hours is None or (
        higher.appeal_hours is not None and higher.appeal_hours <= lower.appeal_hours
    )
    return hours and higher.precheck_share <= lower.precheck_share and higher.education_first >= lower.education_first
