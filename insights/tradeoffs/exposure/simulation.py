"""Simulates rounds of ranked lists with position bias, clicks, and creators who join later."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.errors import InputError
from insights.estimate import Floats
from insights.tradeoffs.exposure.policies import Policy, Random, Seen

PRIOR_EXPOSURE = 5.0  # of the mean quality, in first places


@dataclass(frozen=True, eq=False)
class World:
    """`quality`: the chance of a click in the first place, above 0. `joins`: the round in which each creator joins.
    Place k is looked at with the chance 1 / log2(k + 1). Merit is quality ** power. Raises InputError."""

    quality: Floats
    joins: NDArray[np.int64]
    rounds: int
    slots: int
    power: float

    def __post_init__(self) -> None:
        present = int((self.joins <= 0).sum())
        if not 1 <= self.slots <= present:
            raise InputError(f"a list needs from 1 to {present} places, which is how many creators there are at first")
        if self.rounds < 1 or self.power <= 0:
            raise InputError("there is at least one round, and the power of merit is above 0")
        if not ((self.quality > 0) & (self.quality <= 1)).all():
            raise InputError("a quality is above 0 and at most 1")

    @property
    def attention(self) -> Floats:
        """The chance that each place is looked at."""
        return np.asarray(1 / np.log2(np.arange(2, self.slots + 2)), np.float64)

    @property
    def merit(self) -> Floats:
        return np.asarray(self.quality**self.power, np.float64)


@dataclass(frozen=True, eq=False)
class Shown:
    """The result of a policy: exposure and what merit would have given, one value for each creator, and all clicks."""

    exposure: Floats
    due: Floats
    clicks: float


def simulate(world: World, policy: Policy, random: Random, known: bool) -> Shown:
    """`known`: the policy sees the true quality; else it learns from clicks, corrected for the place."""
    size, attention = len(world.quality), world.attention
    clicks, exposure, due, due_by_merit = np.zeros((4, size))
    for number in range(world.rounds):
        there = np.flatnonzero(world.joins <= number)
        quality = world.quality[there] if known else estimated(clicks[there], exposure[there])
        merit = world.merit[there]
        due_by_merit[there] += merit * (attention.sum() / merit.sum())
        weight = quality**world.power
        due[there] += weight * (attention.sum() / weight.sum())
        seen = Seen(clicks[there], exposure[there], due[there], quality)
        shown = there[policy.rank(seen, world.slots, random)]
        exposure[shown] += attention
        clicks[shown] += random.random(world.slots) < attention * world.quality[shown]
    return Shown(exposure, due_by_merit, float(clicks.sum()))


def estimated(clicks: Floats, exposure: Floats) -> Floats:
    """Clicks by exposure, which corrects for the place, pulled to the mean of all."""
    total = float(exposure.sum())
    mean = (float(clicks.sum()) + 1) / (total + 2)
    return np.asarray(np.clip((clicks + PRIOR_EXPOSURE * mean) / (exposure + PRIOR_EXPOSURE), 1e-6, 1), np.float64)
