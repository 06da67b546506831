"""The probabilities from which a judge's findings count, on the judge's own scale."""

from typing import Self

from pydantic import Field, model_validator

from domain.base import FrozenModel


class JudgeLimits(FrozenModel):
    """A rule is satisfied below `unclear_from`, violated from `violated_from` on, and unclear between. An exception
    does not apply below `may_exempt_from` and applies from `exempts_from` on. `precision`: how often a rule that the
    judge called violated was labelled so, the lower end of the 95% interval; None: not measured."""

    unclear_from: float = Field(gt=0, lt=1)
    violated_from: float = Field(gt=0, lt=1)
    may_exempt_from: float = Field(gt=0, lt=1)
    exempts_from: float = Field(gt=0, lt=1)
    precision: float | None = Field(default=None, ge=0, le=1)

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.unclear_from > self.violated_from or self.may_exempt_from > self.exempts_from:
            raise ValueError("a clause is unclear below the probability from which it is violated or exempted")
        return self

    @property
    def threshold(self) -> float:
        return (self.unclear_from + self.violated_from) / 2


# Chosen on a strong model's recorded answers to the development cases. Of the rules that it called caught, it gave all
# that are labelled violated .86 or more. It gave .40 to .80 to those of cases that a person should decide.
MODEL_LIMITS = JudgeLimits(unclear_from=0.38, violated_from=0.83, may_exempt_from=0.38, exempts_from=0.83)
