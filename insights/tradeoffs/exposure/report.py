"""The report on exposure: each policy over many simulations, with intervals, beside the exposure of today."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from domain.base import FrozenModel
from insights.estimate import Estimate, Floats, unknown
from insights.fairness.shares import t_quantile
from insights.tradeoffs.exposure.measures import MEASURES, measure_exposure
from insights.tradeoffs.exposure.policies import ByClicks, Greedy, PlackettLuce, Policy, Thompson, WithDeficit
from insights.tradeoffs.exposure.simulation import World, simulate

STRENGTH = 1.0
KNOWN, LEARNED, NONE = "known", "learned from clicks", "not used"


class PolicyExposure(FrozenModel):
    """`measures` by the names of MEASURES; the interval is of the mean over simulations."""

    policy: str
    quality: str
    measures: Mapping[str, Estimate]


class ExposureReport(FrozenModel):
    creators: int
    newcomers: int
    rounds: int
    slots: int
    power: float
    simulations: int
    policies: tuple[PolicyExposure, ...]
    notes: tuple[str, ...]


def policies_of(power: float, strength: float = STRENGTH) -> tuple[tuple[Policy, str], ...]:
    """Each policy with what it knows of quality."""
    drawn, owed = PlackettLuce(power), WithDeficit(strength)
    return (
        (ByClicks(), NONE),
        (Greedy(), KNOWN),
        (Greedy(), LEARNED),
        (drawn, KNOWN),
        (drawn, LEARNED),
        (owed, KNOWN),
        (owed, LEARNED),
        (Thompson(), LEARNED),
    )


def exposure_report(
    world: World, seeds: Sequence[int], strength: float = STRENGTH, notes: Sequence[str] = ()
) -> ExposureReport:
    """One simulation a seed for every policy."""
    newcomer = world.joins > 0
    rows = [
        PolicyExposure(policy=policy.name, quality=quality, measures=_over(world, policy, quality, seeds, newcomer))
        for policy, quality in policies_of(world.power, strength)
    ]
    return ExposureReport(
        creators=len(world.quality),
        newcomers=int(newcomer.sum()),
        rounds=world.rounds,
        slots=world.slots,
        power=world.power,
        simulations=len(seeds),
        policies=tuple(rows),
        notes=tuple(notes),
    )


def _over(
    world: World, policy: Policy, quality: str, seeds: Sequence[int], newcomer: NDArray[np.bool_]
) -> dict[str, Estimate]:
    found = [
        measure_exposure(
            simulate(world, policy, np.random.default_rng(seed), quality == KNOWN), world.quality, newcomer
        )
        for seed in seeds
    ]
    return {name: mean_of(np.array([one[name] for one in found])) for name in MEASURES}


def mean_of(values: Floats) -> Estimate:
    """The mean of independent simulations with Student's interval."""
    if np.isnan(values).any():
        return unknown("no such creator", len(values))
    mean = float(values.mean())
    if len(values) < 2:
        return Estimate(mean, size=len(values), note="one simulation has no interval")
    half = t_quantile(0.95, len(values)) * float(values.std(ddof=1)) / float(np.sqrt(len(values)))
    return Estimate(mean, mean - half, mean + half, len(values))
