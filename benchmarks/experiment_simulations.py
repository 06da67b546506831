"""A/A experiments and broken splits drawn from real outcomes, for the benchmark of experiments."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from insights.experiments.comparison import Comparing, compare
from insights.experiments.report import Effect
from insights.experiments.rows import Covariate, Floats, OutcomeRows, Values, arm_sums
from insights.experiments.sample_ratio import check_sample_ratio

METRIC = "outcome"
ARMS = np.array(["control", "treatment"], object)
HALVES = {"control": 0.5, "treatment": 0.5}


@dataclass(frozen=True)
class FalseWins:
    """Shares of A/A experiments in which an interval left out zero."""

    end: float
    any_look: float
    sequence: float


@dataclass(frozen=True)
class Outcomes:
    """Real values of units, from which A/A experiments are drawn; each (units,). `ignores_clusters`: clusters get
    their arm as a whole, and the analysis does not know."""

    numerator: Floats
    denominator: Floats | None = None
    covariate: Floats | None = None
    cluster: NDArray[np.int64] | None = None
    ignores_clusters: bool = False

    def draw(self, size: int, random: np.random.Generator) -> OutcomeRows:
        """Units without replacement, or whole clusters, with an arm by chance."""
        if self.cluster is None:
            chosen = random.permutation(len(self.numerator))[:size]
            arms = random.integers(0, 2, size)
        else:
            clusters = random.permutation(int(self.cluster.max()) + 1)[:size]
            of_cluster = np.full(int(self.cluster.max()) + 1, -1)
            of_cluster[clusters] = random.integers(0, 2, size)
            chosen = np.flatnonzero(of_cluster[self.cluster] >= 0)
            arms = of_cluster[self.cluster[chosen]]
        covariates = () if self.covariate is None else (Covariate("before", self.covariate[chosen]),)
        denominator = None if self.denominator is None else self.denominator[chosen]
        values = Values(self.numerator[chosen], denominator, covariates)
        known = self.cluster is not None and not self.ignores_clusters
        cluster = self.cluster[chosen].astype(object) if known and self.cluster is not None else None
        return OutcomeRows(np.arange(len(chosen)).astype(object), ARMS[arms], {METRIC: values}, cluster)


def effect_of(rows: OutcomeRows) -> Effect:
    sums = [arm_sums(rows, METRIC, arm) for arm in ("treatment", "control")]
    return compare("treatment", sums[0], "control", sums[1], Comparing())


def peek(outcomes: Outcomes, experiments: int, units: int, looks: int, random: np.random.Generator) -> FalseWins:
    """Each experiment is looked at `looks` times while units arrive."""
    sizes = np.linspace(units / looks, units, looks, dtype=np.int64)
    wins = np.zeros(3)
    for _ in range(experiments):
        rows = outcomes.draw(units, random)
        effects = [effect_of(rows.select(np.arange(size))) for size in sizes]
        fixed = [_excludes_zero(one.low, one.high) for one in effects]
        wins += fixed[-1], any(fixed), any(_excludes_zero(one.anytime_low, one.anytime_high) for one in effects)
    return FalseWins(*(wins / experiments).tolist())


def coverage(outcomes: Outcomes, experiments: int, units: int, random: np.random.Generator) -> tuple[float, float]:
    """The shares of intervals of the end, and of sequences at the end, that have zero, the truth of an A/A."""
    found = [effect_of(outcomes.draw(units, random)) for _ in range(experiments)]
    inside = [(not _excludes_zero(e.low, e.high), not _excludes_zero(e.anytime_low, e.anytime_high)) for e in found]
    fixed, sequence = np.mean(inside, axis=0).tolist()
    return fixed, sequence


def _excludes_zero(low: float | None, high: float | None) -> bool:
    return low is not None and high is not None and not low <= 0 <= high


def alarms(
    size: int, lost: float, experiments: int, random: np.random.Generator, draw: Callable[[int], int] | None = None
) -> float:
    """How often a split is called broken when this share of the treatment's units is lost."""
    found = 0
    for _ in range(experiments):
        treated = int(random.binomial(size, 0.5)) if draw is None else draw(size)
        left = int(random.binomial(treated, 1 - lost))
        arm = np.repeat(ARMS, [size - treated, left])
        found += check_sample_ratio(OutcomeRows(np.arange(len(arm)).astype(object), arm, {}), HALVES).alarm
    return found / experiments
