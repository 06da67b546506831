"""The thresholds of the judge that cost least: chosen on one half of labelled cases, reported on the other.

Below `review_from` a case passes, from `violation_from` on it is a violation, between the two a person decides, who is
taken to be right. The expected cost of passing and of accusing are separate sums over sorted probabilities, so that the
best pair of all is found exactly in one pass."""

from hashlib import blake2s

import numpy as np
from numpy.typing import NDArray

from domain.base import FrozenModel
from domain.errors import InputError
from insights.estimate import Estimate, Floats, ratio_of_sums, unknown
from insights.fairness.shares import share_of, sums
from insights.tradeoffs.judge.cases import JudgedCases, OperatingPoint

NEVER = 1.1  # a threshold above every probability
MIN_CLASS = 20  # violations, and others, in either half
PER = 100.0  # costs are of so many cases


class Costs(FrozenModel):
    """In one currency or unit: of a violation that passed, of a compliant case called a violation, of a minute of a
    reviewer, of which a review takes `minutes`. Raises InputError by `checked`."""

    missed: float
    accused: float
    minute: float
    minutes: float = 3.0

    @property
    def review(self) -> float:
        return self.minute * self.minutes

    def checked(self) -> "Costs":
        if min(self.missed, self.accused, self.minute, self.minutes) < 0 or not np.isfinite(self.review):
            raise InputError("costs are numbers of at least 0")
        if not self.missed or not self.accused:
            raise InputError("the costs of a missed violation and of a wrong accusation are above 0")
        return self


class PointCost(FrozenModel):
    """`cost`: of 100 cases. `missed`: of the violations, `accused`: of the compliant cases, `reviewed`: of all."""

    point: OperatingPoint
    cost: Estimate
    missed: Estimate
    accused: Estimate
    reviewed: Estimate


class OperatingReport(FrozenModel):
    """`saving`: the cost of the current thresholds less that of the chosen ones, of 100 cases. None without current
    thresholds. `better`: the interval of the saving is above zero."""

    costs: Costs
    chosen_on: int
    reported_on: int
    chosen: PointCost
    current: PointCost | None
    saving: Estimate | None
    better: bool | None
    notes: tuple[str, ...]


def operating_report(
    cases: JudgedCases, costs: Costs, current: OperatingPoint | None, seed: int = 7
) -> OperatingReport:
    """Raises InputError where either half has too few cases of a class."""
    first = half_of(cases.unit, seed)
    choosing, reporting = cases.part(first), cases.part(~first)
    for part in (choosing, reporting):
        _require_both(part)
    chosen = best_point(choosing, costs.checked())
    found, now = measure(reporting, costs, chosen), measure(reporting, costs, current) if current else None
    saving = _saving(reporting, costs, current, chosen) if current else None
    return OperatingReport(
        costs=costs,
        chosen_on=len(choosing.unit),
        reported_on=len(reporting.unit),
        chosen=found,
        current=now,
        saving=saving,
        better=None if saving is None or saving.low is None else saving.low > 0,
        notes=_notes(cases),
    )


def best_point(cases: JudgedCases, costs: Costs) -> OperatingPoint:
    """The pair with the lowest cost of all pairs; thresholds lie between neighbouring probabilities."""
    values, place = np.unique(cases.probability, return_inverse=True)
    bad = np.bincount(place, cases.weight * cases.is_violation, len(values))
    good = np.bincount(place, cases.weight * ~cases.is_violation, len(values))
    passing = np.r_[0.0, np.cumsum(bad)] * costs.missed  # of the values below each place
    reviewing = np.r_[0.0, np.cumsum(bad + good)] * costs.review
    accusing = np.r_[np.cumsum(good[::-1])[::-1], 0.0] * costs.accused  # of the values from each place on
    below = passing - reviewing
    best_start = np.minimum.accumulate(below)
    end = int(np.argmin(best_start + reviewing + accusing))
    start = int(np.argmin(below[: end + 1]))
    cuts = np.r_[0.0, (values[1:] + values[:-1]) / 2, NEVER]
    return OperatingPoint(review_from=float(cuts[start]), violation_from=float(cuts[end]))


def case_costs(cases: JudgedCases, costs: Costs, point: OperatingPoint) -> Floats:
    """The cost of each case, without its weight."""
    passed, violation, reviewed = _outcomes(cases, point)
    cost = costs.missed * (passed & cases.is_violation) + costs.accused * (violation & ~cases.is_violation)
    return np.asarray(cost + costs.review * reviewed, np.float64)


def measure(cases: JudgedCases, costs: Costs, point: OperatingPoint) -> PointCost:
    passed, violation, reviewed = _outcomes(cases, point)
    bad, everything = cases.is_violation, np.ones(len(cases.unit), bool)
    return PointCost(
        point=point,
        cost=_mean(cases, case_costs(cases, costs, point) * PER, everything),
        missed=_share(cases, passed, bad),
        accused=_share(cases, violation, ~bad),
        reviewed=_share(cases, reviewed, everything),
    )


def half_of(units: NDArray[np.object_], seed: int) -> NDArray[np.bool_]:
    """Whether a unit is in the first half: by a hash, so that all cases of a unit are together."""
    salted = (blake2s(f"{seed} {unit}".encode(), digest_size=1).digest()[0] % 2 == 0 for unit in units.tolist())
    return np.fromiter(salted, bool, len(units))


def _outcomes(cases: JudgedCases, point: OperatingPoint) -> tuple[NDArray[np.bool_], ...]:
    violation = cases.probability >= point.violation_from
    passed = ~violation & (cases.probability < point.review_from)
    return passed, violation, ~violation & ~passed


def _mean(cases: JudgedCases, values: Floats, among: NDArray[np.bool_]) -> Estimate:
    """The weighted mean among some cases, with an interval over units."""
    unit = np.unique(cases.unit.astype(str), return_inverse=True)[1]
    weight = cases.weight * among
    return ratio_of_sums(
        np.asarray(np.bincount(unit, weight * values), np.float64), np.asarray(np.bincount(unit, weight), np.float64)
    )


def _share(cases: JudgedCases, counted: NDArray[np.bool_], among: NDArray[np.bool_]) -> Estimate:
    """The weighted share among some cases, with an interval that stays between 0 and 1."""
    weight = np.asarray(cases.weight * among, np.float64)
    unit = np.unique(cases.unit.astype(str), return_inverse=True)[1]
    size = int(unit.max()) + 1
    share = share_of(sums(unit, weight * counted, size), sums(unit, weight, size), int(among.sum()))
    return unknown("nothing was counted") if share is None else share.estimate()


def _saving(cases: JudgedCases, costs: Costs, current: OperatingPoint, chosen: OperatingPoint) -> Estimate:
    difference = case_costs(cases, costs, current) - case_costs(cases, costs, chosen)
    return _mean(cases, difference * PER, np.ones(len(cases.unit), bool))


def _require_both(part: JudgedCases) -> None:
    bad = int(part.is_violation.sum())
    if min(bad, len(part.unit) - bad) < MIN_CLASS:
        raise InputError(
            f"one half has {bad} violations and {len(part.unit) - bad} others: thresholds need at least {MIN_CLASS} of "
            "each in either half; label more cases"
        )


def _notes(cases: JudgedCases) -> tuple[str, ...]:
    share = float(cases.weight[cases.is_violation].sum() / cases.weight.sum())
    left_out = [f"{cases.left_out:,} cases without a probability or a label are left out."] if cases.left_out else []
    return (
        *left_out,
        f"Violations are {share:.1%} of these cases. If they are rarer on the platform, name their share by "
        "--violation-share: the thresholds depend on it.",
        "A reviewer is taken to be right. One probability decides here; a case with several rules has several.",
    )
