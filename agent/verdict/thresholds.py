"""The probabilities from which a rule is violated, an exception applies, or human review is required."""

from pydantic import Field

from domain.base import FrozenModel


class Thresholds(FrozenModel):
    """A rule is violated from `violation + margin` on and satisfied below `violation - margin`; between the two, human
    review is required. `violation` None: the judge's own threshold, which is the argument `threshold` below. An
    exception applies from `exception` on; from `exception - margin` on it may apply. All are probabilities."""

    violation: float | None = Field(
        default=None,
        gt=0,
        lt=1,
        description="The probability from which a rule is violated.",
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

    def violation_from(self, threshold: float) -> float:
        return (self.violation or threshold) + self.margin

    def unclear_from(self, threshold: float) -> float:
        return (self.violation or threshold) - self.margin

    def exempted_from(self, threshold: float) -> float:
        """From here on, a rule that an exception exempts is called exempted and not satisfied. The value is low because
        a judge that learned from exempted content gives such content a lower probability."""
        return self.unclear_from(threshold) / 2

    @property
    def exception_unclear_from(self) -> float:
        return self.exception - self.margin
