"""Before the start: the smallest effect that an experiment can find, and the units that an effect needs."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from domain.base import FrozenModel
from domain.errors import InputError
from insights.experiments.comparison import linearised, linearised_covariates
from insights.experiments.rows import ArmSums, OutcomeRows, arm_sums
from insights.experiments.sequences import DEFAULT_PLANNED_UNITS, multiplier

ALL = "all"
MIN_HISTORY = 30


@dataclass(frozen=True)
class History:
    """How the metric varies between independent units. `rows_per_unit`: units in a cluster, on average. `explained`:
    the share of the variance that the covariate takes off."""

    mean: float
    deviation: float
    units: int
    rows_per_unit: float = 1.0
    explained: float = 0.0
    clustered: bool = False


@dataclass(frozen=True)
class Target:
    """`units`: independent units in all arms; None: as many as the history has."""

    split: Mapping[str, float]
    units: int | None = None
    effect: float | None = None
    power: float = 0.8
    confidence: float = 0.95


class ArmPlan(FrozenModel):
    """Of an arm against the control; `anytime` for the sequence, which can be read at every look. Effects are
    differences of the metric."""

    arm: str
    units: int
    control_units: int
    detectable: float
    detectable_adjusted: float
    detectable_anytime: float
    units_needed: int | None
    units_needed_adjusted: int | None


class Plan(FrozenModel):
    """`units_needed` are independent units in all arms for the effect that was asked for."""

    metric: str
    counted: str
    mean: float
    deviation: float
    history_units: int
    explained: float
    units: int
    power: float
    confidence: float
    effect: float | None
    arms: tuple[ArmPlan, ...]
    notes: tuple[str, ...] = ()


def history_of(rows: OutcomeRows, metric: str) -> History:
    """Of units before an experiment, whatever their arm. Raises InputError if they are too few or all alike."""
    values = rows.metrics[metric].numerator
    finite = np.isfinite(values)
    together = OutcomeRows(rows.unit, np.full(rows.size, ALL, object), rows.metrics, rows.cluster, rows.stratum)
    strata = () if rows.stratum is None else tuple(sorted({str(one) for one in rows.stratum}))
    sums = arm_sums(together.select(finite), metric, ALL, strata)
    if sums.size < MIN_HISTORY:
        raise InputError(f"the history has {sums.size} independent units: at least {MIN_HISTORY} are needed")
    z = linearised(sums)
    variance = float((z**2).sum()) / (sums.size - 1)
    if not variance:
        raise InputError(f"{metric} is the same for every unit: there is nothing to find")
    return History(sums.ratio, math.sqrt(variance), sums.size, sums.rows / sums.size, _explained(sums), sums.clustered)


def _explained(sums: ArmSums) -> float:
    if not len(sums.covariates) or not np.isfinite(sums.covariates).all():
        return 0.0
    z, covariates = linearised(sums), linearised_covariates(sums)
    rest = z - np.linalg.lstsq(covariates.T, z, rcond=None)[0] @ covariates
    return max(0.0, 1 - float((rest**2).sum() / (z**2).sum()))


def make_plan(metric: str, history: History, target: Target) -> Plan:
    """Two-sided tests of the normal form: effect = (z of the level + z of the power) · deviation · √(1/n + 1/n'), as in
    Cohen (1988). The first arm of the split is the control."""
    control, *arms = target.split
    units = target.units or history.units
    return Plan(
        metric=metric,
        counted="clusters" if history.clustered else "units",
        mean=history.mean,
        deviation=history.deviation,
        history_units=history.units,
        explained=history.explained,
        units=units,
        power=target.power,
        confidence=target.confidence,
        effect=target.effect,
        arms=tuple(_arm_plan(arm, control, history, target, units) for arm in arms),
        notes=_notes(history),
    )


def _arm_plan(arm: str, control: str, history: History, target: Target, units: int) -> ArmPlan:
    from scipy.stats import norm

    share, control_share = target.split[arm], target.split[control]
    spread = history.deviation * math.sqrt(1 / share + 1 / control_share)
    adjusted = spread * math.sqrt(1 - history.explained)
    power = float(norm.ppf(target.power))
    fixed = float(norm.ppf(0.5 + target.confidence / 2)) + power
    compared = units * (share + control_share)
    anytime = multiplier(compared, DEFAULT_PLANNED_UNITS, target.confidence) + power
    return ArmPlan(
        arm=arm,
        units=round(units * share),
        control_units=round(units * control_share),
        detectable=fixed * spread / math.sqrt(units),
        detectable_adjusted=fixed * adjusted / math.sqrt(units),
        detectable_anytime=anytime * adjusted / math.sqrt(units),
        units_needed=_units_needed(fixed * spread, target.effect),
        units_needed_adjusted=_units_needed(fixed * adjusted, target.effect),
    )


def _units_needed(scaled: float, effect: float | None) -> int | None:
    return None if effect is None else math.ceil((scaled / effect) ** 2)


def _notes(history: History) -> tuple[str, ...]:
    if not history.clustered:
        return ()
    return (f"a cluster has {history.rows_per_unit:.1f} units on average; clusters are what counts",)


def check_target(target: Target) -> Target:
    """Raises InputError for values that no experiment can have."""
    if target.effect is not None and target.effect == 0:
        raise InputError("--effect is the difference to find: write another number than 0")
    if not 0.5 <= target.power < 1:
        raise InputError("--power lies from 0.5 to below 1, such as 0.8")
    if not 0.5 <= target.confidence < 1:
        raise InputError("--confidence lies from 0.5 to below 1, such as 0.95")
    return target
