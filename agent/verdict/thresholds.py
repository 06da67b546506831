"""The probabilities from which a rule is violated, an exception applies, or human review is required."""

from pydantic import Field

from agent.judges.embedded.precision import Precision
from agent.judges.limits import JudgeLimits
from domain.base import FrozenModel

EXEMPTED_SHARE = 0.5
"""Of `unclear_from`: from there on, a rule that an exception exempts is called exempted and not satisfied. The value is
low because a judge that learned from exempted content gives such content a lower probability."""


class Thresholds(Precision):
    """A rule is violated from `violation + margin` on and satisfied below `violation - margin`; between the two, human
    review is required. `violation` None: the judge's own limits, or its threshold if it has no limits. An exception
    applies from `exception` on; from `exception - margin` on it may apply. All are probabilities."""

    violation: float | None = Field(
        default=None,
        gt=0,
        lt=1,
        description="The probability from which a rule is violated. If it is set, it and the two below hold for "
        "language models too, in place of their own limits.",
        json_schema_extra={"default_text": "the judge's own"},
    )
    margin: float = Field(
        default=0.08, ge=0, lt=0.5, description="A probability closer than this to the threshold requires human review."
    )
    exception: float = Field(
        default=0.5,
        ge=0,
        le=1,
        description="The probability from which an exception applies; within the margin below, it may apply.",
    )

    def limits(self, threshold: float, judge_limits: JudgeLimits | None = None) -> "Limits":
        """`threshold` and `judge_limits` are the judge's own."""
        if self.violation is None and judge_limits is not None:
            return Limits(**judge_limits.model_dump())
        middle = self.violation or threshold
        return Limits(
            unclear_from=middle - self.margin,
            violated_from=middle + self.margin,
            may_exempt_from=self.exception - self.margin,
            exempts_from=self.exception,
        )


class Limits(FrozenModel):
    """As `JudgeLimits`, with any numbers that settings may give."""

    unclear_from: float
    violated_from: float
    may_exempt_from: float
    exempts_from: float
    precision: float | None = None

    @property
    def threshold(self) -> float:
        return (self.unclear_from + self.violated_from) / 2

    @property
    def exempted_from(self) -> float:
        return self.unclear_from * EXEMPTED_SHARE
