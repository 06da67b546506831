"""How far from the turning point a probability must lie before a verdict stands on it."""

from pydantic import Field

from domain.base import FrozenModel


class Thresholds(FrozenModel):
    """A rule is broken from `turn + margin` on and kept below `turn - margin`; between the two a person must look.
    `turn` None means the judge's own. An exception applies from `exception` on, and from `exception - margin` on it
    cannot be ruled out."""

    violation: float | None = Field(default=None, gt=0, lt=1)
    margin: float = Field(default=0.08, ge=0, lt=0.5)
    exception: float = Field(default=0.5, ge=0, le=1)

    def broken(self, turn: float) -> float:
        return (self.violation or turn) + self.margin

    def doubtful(self, turn: float) -> float:
        return (self.violation or turn) - self.margin

    def near(self, turn: float) -> float:
        """From here on a rule that an exception excuses is said to be excused, and not merely kept: a judge that
        learned from what exceptions spare gives such content a lower probability to begin with."""
        return self.doubtful(turn) / 2

    @property
    def exception_doubtful(self) -> float:
        return self.exception - self.margin
