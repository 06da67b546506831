"""How well slices explain a movement."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from insights.metrics.rows import Floats

PURITY_POWER = 0.4  # these four were chosen on one half of RobustSpot: docs/insights/root-cause.md
DIMENSION_FACTOR = 0.98  # for each further dimension
UNION_FACTOR = 0.75  # for each further slice
CONCENTRATED = 0.05  # a slice whose part of the movement exceeds its part of the volume by less is no place
NOISE = 2.0  # standard deviations of chance taken off an excess


class Sums(NamedTuple):
    """Of slices: what happened, its volume, and what was expected at that volume, per unit."""

    after: Floats
    exposure: Floats
    expected_rate: Floats
    before: Floats


@dataclass(frozen=True)
class Scorer:
    """Excess lowered by chance x (rate beyond expectation inside - outside) ^ power x a factor for every further
    dimension and slice. What moved as everything did explains nothing. `sign` is -1 for a movement down."""

    total_excess: float
    total_exposure: float
    sign: int
    unit: float

    def __call__(self, sums: Sums, dimensions: int, slices: int = 1) -> Floats:
        excess = self.excess(sums)
        inside = excess / np.maximum(sums.exposure, 1e-12)
        others = np.maximum(self.total_exposure - sums.exposure, 1e-12)
        outside = np.maximum(self.total_excess - excess, 0) / others
        purity = np.maximum(inside - outside, 0) ** PURITY_POWER
        parsimony = DIMENSION_FACTOR ** (dimensions - 1) * UNION_FACTOR ** (slices - 1)
        somewhere = excess / self.total_excess - sums.exposure / self.total_exposure >= CONCENTRATED
        return np.asarray(excess * purity * parsimony * somewhere)

    def excess(self, sums: Sums) -> Floats:
        """Beyond expectation and what chance may add, in the direction of the movement."""
        expected = sums.exposure * sums.expected_rate
        noise = NOISE * np.sqrt(self.unit * np.maximum(np.maximum(sums.after, expected), self.unit))
        return np.asarray(np.maximum(self.sign * (sums.after - expected) - noise, 0))
