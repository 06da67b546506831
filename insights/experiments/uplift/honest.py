"""Effects by kind of unit with honest splits: half of the units find the groups, the other half estimates them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from insights.experiments.comparison import Comparing, compare
from insights.experiments.report import Effect, Uplift, UpliftGroup, UpliftModel
from insights.experiments.rows import Floats, OutcomeRows, arm_sums
from insights.experiments.uplift.features import Matrix, encode
from insights.experiments.uplift.models import MODELS
from insights.experiments.uplift.qini import qini

GROUPS = 4
BOOTSTRAP = 200
MIN_UNITS_OF_GROUP = 100
RANKED_BY = "two models"
SHOWN_TRAITS = 3
MIN_TRAIT = 0.25
SEED = 20260801


@dataclass(frozen=True)
class _Halves:
    """Rows of two arms, their features, and which rows find the groups."""

    rows: OutcomeRows
    matrix: Matrix
    outcome: Floats
    treated: NDArray[np.bool_]
    finds: NDArray[np.bool_]


def estimate_uplift(rows: OutcomeRows, metric: str, arm: str, control: str, options: Comparing) -> Uplift:
    """`rows` have features and no missing outcome; a ratio is judged by its numerator less its part of the whole, which
    is the same for every unit of a mean. Raises InputError if no feature varies."""
    two = rows.select((rows.arm == arm) | (rows.arm == control))
    halves = _Halves(two, encode(two.features), _outcome(two, metric), two.arm == arm, _split(two))
    judged = ~halves.finds
    if min(np.count_nonzero(judged & halves.treated), np.count_nonzero(judged & ~halves.treated)) < (
        GROUPS * MIN_UNITS_OF_GROUP
    ):
        note = f"groups need about {2 * GROUPS * MIN_UNITS_OF_GROUP} units of each arm"
        return _without(arm, halves, note)
    scores = {name: _scores(name, halves) for name in MODELS}
    groups = _groups(halves, scores[RANKED_BY], metric, (arm, control), options)
    return Uplift(
        arm=arm,
        found_on=int(halves.finds.sum()),
        estimated_on=int(judged.sum()),
        models=tuple(_model(name, score, halves) for name, score in scores.items()),
        ranked_by=RANKED_BY,
        groups=groups,
        p_value=_difference_p_value(groups[0].effect, groups[-1].effect, options),
    )


def _without(arm: str, halves: _Halves, note: str) -> Uplift:
    counts = int(halves.finds.sum()), int((~halves.finds).sum())
    return Uplift(
        arm=arm, found_on=counts[0], estimated_on=counts[1], models=(), ranked_by="", groups=(), p_value=None, note=note
    )


def _outcome(rows: OutcomeRows, metric: str) -> Floats:
    values = rows.metrics[metric]
    if values.denominator is None:
        return values.numerator
    ratio = values.numerator.sum() / (values.denominator.sum() or 1.0)
    return np.asarray((values.numerator - ratio * values.denominator) / (values.denominator.mean() or 1.0))


def _split(rows: OutcomeRows) -> NDArray[np.bool_]:
    """Half of the clusters, or of the units, drawn with a fixed seed."""
    names = rows.unit if rows.cluster is None else rows.cluster
    place = np.unique(names.astype(str), return_inverse=True)[1]
    count = int(place.max()) + 1
    return np.asarray((np.random.default_rng(SEED).permutation(count) < count / 2)[place])


def _scores(name: str, halves: _Halves) -> Floats:
    """Predicted effects of the half that judges."""
    finds, values = halves.finds, halves.matrix.values
    share = float(halves.treated[finds].mean())
    return MODELS[name](values[finds], halves.outcome[finds], halves.treated[finds], values[~finds], share)


def _model(name: str, score: Floats, halves: _Halves) -> UpliftModel:
    """With the percentile interval of resampled units, or clusters."""
    judged = ~halves.finds
    outcome, treated = halves.outcome[judged], halves.treated[judged]
    random = np.random.default_rng(SEED)
    cluster = halves.rows.cluster
    members = None if cluster is None else _members(cluster[judged])
    drawn = []
    for _ in range(BOOTSTRAP):
        places = _draw(random, len(score), members)
        drawn.append(qini(score[places], outcome[places], treated[places]))
    low, high = np.nanquantile(drawn, [0.025, 0.975])
    return UpliftModel(name=name, qini=qini(score, outcome, treated), low=float(low), high=float(high))


def _members(cluster: NDArray[np.object_]) -> list[NDArray[np.int64]]:
    place = np.unique(cluster.astype(str), return_inverse=True)[1]
    return np.split(np.argsort(place, kind="stable"), np.cumsum(np.bincount(place))[:-1])


def _draw(random: np.random.Generator, size: int, members: list[NDArray[np.int64]] | None) -> NDArray[np.int64]:
    if members is None:
        return random.integers(0, size, size)
    return np.concatenate([members[i] for i in random.integers(0, len(members), len(members))])


def _groups(
    halves: _Halves, score: Floats, metric: str, arms: tuple[str, str], options: Comparing
) -> tuple[UpliftGroup, ...]:
    judged = halves.rows.select(~halves.finds)
    values = halves.matrix.values[~halves.finds]
    order = np.argsort(-score, kind="stable")
    found = []
    for i, places in enumerate(np.array_split(order, GROUPS)):
        inside = judged.select(places)
        strata = () if inside.stratum is None else tuple(sorted({str(one) for one in inside.stratum}))
        sums = [arm_sums(inside, metric, arm, strata) for arm in arms]
        effect = compare(arms[0], sums[0], arms[1], sums[1], options)
        found.append(
            UpliftGroup(group=f"{i + 1} of {GROUPS}", effect=effect, traits=_traits(halves.matrix, values[places]))
        )
    return tuple(found)


def _traits(matrix: Matrix, values: Floats) -> tuple[str, ...]:
    """The features whose mean in the group is furthest from that of all, in deviations."""
    gaps = values.mean(axis=0)
    order: Sequence[int] = np.argsort(-np.abs(gaps), kind="stable")[:SHOWN_TRAITS].tolist()
    return tuple(
        f"{matrix.names[i]} {matrix.means[i] + gaps[i] * matrix.deviations[i]:.3g} (all {matrix.means[i]:.3g})"
        for i in order
        if abs(gaps[i]) >= MIN_TRAIT
    )


def _difference_p_value(first: Effect, last: Effect, options: Comparing) -> float | None:
    """That both effects are equal, from their intervals (normal)."""
    from scipy.stats import norm

    if first.difference is None or last.difference is None or None in (first.low, first.high, last.low, last.high):
        return None
    quantile = 2 * float(norm.ppf(0.5 + options.confidence / 2))
    error, other = (((one.high or 0.0) - (one.low or 0.0)) / quantile for one in (first, last))
    total = float(np.hypot(error, other))
    return float(2 * norm.sf(abs(first.difference - last.difference) / total)) if total else None
