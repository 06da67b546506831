"""The fitted score as data: for each part the steps of its curve, the curve of each member, and what is usual."""

from math import tanh
from statistics import fmean
from typing import Annotated, Self

from pydantic import Field, FiniteFloat, model_validator

from domain.base import FrozenModel

ALL_MARKETS = ""
MIN_RANGE = 2.0  # of a score from 0 to 100


class Usual(FrozenModel):
    """The values of the creators of one market: their mean, and the share of creators at each step of the curve."""

    mean: FiniteFloat
    shares: tuple[Annotated[float, Field(ge=0, le=1)], ...]


class Spread(FrozenModel):
    """`within`: the variance of a value between the posts of one creator; `between`: that of the creators' true means.
    Their ratio is the number of posts that weighs as much as the mean of the market."""

    within: float = Field(gt=0, allow_inf_nan=False)
    between: float = Field(gt=0, allow_inf_nan=False)


class Part(FrozenModel):
    """`edges`: rising; values up to the first edge are at step 0. `curves`: for each member a value for each step, on
    the scale of the logarithm of the odds. Without a `spread`, values are taken as they are."""

    name: str
    edges: tuple[FiniteFloat, ...]
    curves: tuple[tuple[FiniteFloat, ...], ...] = Field(min_length=1)
    usual: dict[str, Usual]
    spread: Spread | None = None

    @model_validator(mode="after")
    def _check_steps(self) -> Self:
        steps = len(self.edges) + 1
        if any(one >= other for one, other in zip(self.edges, self.edges[1:], strict=False)):
            raise ValueError(f"{self.name}: the edges must rise")
        if any(len(curve) != steps for curve in self.curves):
            raise ValueError(f"{self.name}: a curve needs a value for each of {steps} steps")
        if ALL_MARKETS not in self.usual or any(len(one.shares) != steps for one in self.usual.values()):
            raise ValueError(f"{self.name}: the usual shares must be those of all markets, one for each step")
        return self


class AdditiveModel(FrozenModel):
    """What an additive model learned; a file that holds it is data and runs nothing. `day`: the last day of which it
    has seen anything. `labels`: how many decisions it was fitted on, `positive` of which found a violation."""

    version: int = 1
    kind: str
    day: int
    labels: int
    positive: int
    intercepts: tuple[FiniteFloat, ...] = Field(min_length=1)
    parts: tuple[Part, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check_members(self) -> Self:
        if any(len(part.curves) != len(self.intercepts) for part in self.parts):
            raise ValueError("each part needs a curve for each member")
        return self

    @property
    def is_flat(self) -> bool:
        """Whether the best and the worst creator that the curves allow would be fewer than two points apart."""
        means = [[fmean(values) for values in zip(*part.curves, strict=True)] for part in self.parts]
        start = fmean(self.intercepts)
        best, worst = (points(start + sum(end(curve) for curve in means)) for end in (min, max))
        return best - worst < MIN_RANGE


def points(logit: float) -> float:
    """From the logarithm of the odds of a violation: 0 to 100."""
    return 50 * (1 - tanh(logit / 2))
