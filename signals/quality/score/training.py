"""What the additive model learns from: one row for each decision, with the creator's habits before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from signals.quality.score.places import Floats, Observed

Markets: TypeAlias = NDArray[np.object_]


@dataclass(frozen=True)
class PartRule:
    """What is known of a part before anything is learned. `direction`: 1 if more of it never makes a violation less
    likely, -1 if never more likely, 0 if either. `has_spread`: whether the value is a mean of noisy posts."""

    name: str
    direction: Literal[-1, 0, 1] = 0
    has_spread: bool = True


@dataclass(frozen=True, eq=False)
class Window:
    """One part of the habits of creators in some days: the mean over their posts with the number of these, and the
    standard deviation between the posts of one creator, nan for a single post."""

    observed: Observed
    deviations: Floats

    @staticmethod
    def exact(values: Floats) -> "Window":
        """Of values that are no means."""
        return Window(Observed(values, np.ones(len(values))), np.full(len(values), np.nan))

    @property
    def known(self) -> NDArray[np.bool_]:
        return ~np.isnan(self.observed.values) & (self.observed.posts > 0)


@dataclass(frozen=True, eq=False)
class Habits:
    """`windows` by part, with one row for each creator and day; `markets` of the same rows."""

    windows: Mapping[str, Window]
    markets: Markets

    @property
    def observed(self) -> dict[str, Observed]:
        return {name: window.observed for name, window in self.windows.items()}


@dataclass(frozen=True, eq=False)
class Training:
    """`habits` before each decision; `owners`: the number of its creator; `is_violation`: what people found.
    `population`: the habits of all creators on `day`, the last day of which anything is known."""

    habits: Habits
    owners: NDArray[np.int64]
    is_violation: NDArray[np.bool_]
    population: Habits
    day: int

    @property
    def size(self) -> int:
        return len(self.owners)
