"""The gate of a model of all targets: it is used only where no target gets worse, by paired bootstrap over creators."""

from typing import Literal

import numpy as np

from domain.base import FrozenModel
from domain.errors import InputError
from insights.estimate import CONFIDENCE, Estimate, Floats
from insights.tradeoffs.promotion.rows import CreatorRows
from insights.tradeoffs.promotion.target_models import SMALLEST, TargetModels

TOLERANCE = 0.01  # of the loss of the present models
SAMPLES = 1000
State = Literal["not worse", "worse", "not shown"]


class TargetComparison(FrozenModel):
    """`change`: the loss of the candidate less that of the present model, as a share of the latter, with an interval.
    `state`: worse if the interval is above zero; not worse if it ends within the tolerance; else not shown."""

    target: str
    change: Estimate
    state: State


class ModelGateReport(FrozenModel):
    candidate: str
    present: str
    tolerance: float
    used: bool
    targets: tuple[TargetComparison, ...]


def compare_models(
    rows: CreatorRows, present: TargetModels, candidate: TargetModels, tolerance: float = TOLERANCE, seed: int = 1
) -> ModelGateReport:
    """On creators that neither has seen, of a later time. The candidate is used only if it is shown to be not worse on
    every target of the present models. Raises InputError where it lacks one."""
    before, after = present.expected(rows.features), candidate.expected(rows.features)
    if missing := [target for target in before if target not in after]:
        raise InputError(f"{candidate.name} does not expect {', '.join(missing)}")
    random = np.random.default_rng(seed)
    drawn = random.multinomial(rows.size, np.full(rows.size, 1 / rows.size), SAMPLES).astype(np.float64)
    targets = tuple(
        _comparison(
            name,
            deviances(rows.outcomes[name], before[name]),
            deviances(rows.outcomes[name], after[name]),
            drawn,
            tolerance,
        )
        for name in before
    )
    return ModelGateReport(
        candidate=candidate.name,
        present=present.name,
        tolerance=tolerance,
        used=all(one.state == "not worse" for one in targets),
        targets=targets,
    )


def deviances(outcome: Floats, expected: Floats) -> Floats:
    """The Poisson deviance of each creator."""
    mean = np.maximum(expected, SMALLEST)
    logs = outcome * np.log(np.where(outcome > 0, outcome, 1.0) / mean)
    return np.asarray(2 * (logs - outcome + mean), np.float64)


def _comparison(name: str, old: Floats, new: Floats, drawn: Floats, tolerance: float) -> TargetComparison:
    total = float(old.sum())
    if not total:
        change = Estimate(0.0, 0.0, 0.0, len(old)) if not new.sum() else Estimate(float("inf"), note="no loss before")
    else:
        samples = (drawn @ (new - old)) / np.maximum(drawn @ old, SMALLEST)
        low, high = np.quantile(samples, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
        change = Estimate(float((new - old).sum()) / total, float(low), float(high), len(old))
    return TargetComparison(target=name, change=change, state=_state(change, tolerance))


def _state(change: Estimate, tolerance: float) -> State:
    if change.low is None or change.high is None or change.low > 0:
        return "worse"
    return "not worse" if change.high <= tolerance else "not shown"
