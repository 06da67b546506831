"""The written decision: how much of today's exposure each creator gets, for the highest value under caps on rates.

Exposure is a multiple of today's, between two bounds, and its sum stays. What is expected of a creator is taken to grow
with exposure in proportion. A cap on a ratio, such as complaints by orders, is then linear, and the best multiples are
the solution of a linear program (HiGHS)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from domain.base import FrozenModel
from domain.errors import InputError, OperationError
from insights.estimate import Floats

RATES = {  # what is counted, by what, of how many
    "complaints": ("complaints", "orders", 1000.0),
    "refunds": ("refunds", "orders", 1000.0),
    "violations": ("violations", "posts", 1000.0),
}
TITLES = {
    "complaints": "complaints per 1,000 orders",
    "refunds": "refunds per 1,000 orders",
    "violations": "violations per 1,000 posts",
}
SLACK = 1e-9
STEPS = 50


class Bounds(FrozenModel):
    """The multiples of today's exposure that a creator may get."""

    low: float = 0.5
    high: float = 2.0

    def checked(self) -> "Bounds":
        """Raises InputError."""
        if not 0 <= self.low <= 1 <= self.high < float("inf"):
            raise InputError("the multiples of exposure are from 0 to 1 for the lowest, and at least 1 for the highest")
        return self


@dataclass(frozen=True, eq=False)
class Expected:
    """One value a creator: the views if exposure stays as it is, the net value, and the targets of RATES."""

    exposure: Floats
    value: Floats
    targets: Mapping[str, Floats]

    def rate(self, name: str, multiples: Floats) -> float:
        """nan where its denominator is zero."""
        counted, by, per = RATES[name]
        total = float((multiples * self.targets[by]).sum())
        return per * float((multiples * self.targets[counted]).sum()) / total if total else float("nan")


@dataclass(frozen=True, eq=False)
class Decision:
    """`prices`: how much value one more unit of a cap brings; 0 where the cap does not bind."""

    multiples: Floats
    value: float
    rates: Mapping[str, float]
    prices: Mapping[str, float]


class Feasible(FrozenModel):
    """The nearest caps that can be satisfied. `factor`: how many times wider all caps must be. `alone`: the lowest cap
    of each rate while the others stay as they were asked; None where that cannot help."""

    factor: float | None
    together: Mapping[str, float]
    alone: Mapping[str, float | None]


def check_caps(caps: Mapping[str, float]) -> Mapping[str, float]:
    """Raises InputError."""
    for name, cap in caps.items():
        if name not in RATES:
            raise InputError(f"there is no cap on {name}: caps are on {', '.join(RATES)}")
        if not 0 <= cap < float("inf"):
            raise InputError(f"the cap on {TITLES[name]} is a number of at least 0")
    return caps


def decide(expected: Expected, caps: Mapping[str, float], bounds: Bounds) -> Decision | None:
    """None where no multiples satisfy the caps. Raises InputError for caps that are no caps."""
    rows = [_row(expected, name, cap) for name, cap in check_caps(caps).items()]
    solved = _solve(expected, -expected.value, rows, bounds.checked())
    if solved is None:
        return None
    multiples, marginals = solved
    return Decision(
        multiples,
        float((multiples * expected.value).sum()),
        {name: expected.rate(name, multiples) for name in RATES},
        {name: _price(expected, name, multiples, one) for name, one in zip(caps, marginals, strict=True)},
    )


def lowest_rate(expected: Expected, name: str, others: Mapping[str, float], bounds: Bounds) -> float | None:
    """The lowest rate that any multiples reach under the other caps, by Dinkelbach's method (1967) for a ratio of two
    sums. None where the other caps cannot be satisfied."""
    counted, by, per = RATES[name]
    rows = [_row(expected, other, cap) for other, cap in others.items()]
    rate = expected.rate(name, np.ones(len(expected.value)))
    for _ in range(STEPS):
        cost = per * expected.targets[counted] - rate * expected.targets[by]
        solved = _solve(expected, cost, rows, bounds)
        if solved is None:
            return None
        found = expected.rate(name, solved[0])
        if abs(found - rate) <= SLACK * max(abs(rate), 1.0):
            break
        rate = found
    return found


def nearest_feasible(expected: Expected, caps: Mapping[str, float], bounds: Bounds) -> Feasible:
    """For caps that cannot be satisfied."""
    alone = {
        name: lowest_rate(expected, name, {other: cap for other, cap in caps.items() if other != name}, bounds)
        for name in caps
    }
    factor = _smallest_factor(expected, caps, bounds)
    together = {} if factor is None else {name: cap * factor for name, cap in caps.items()}
    return Feasible(factor=factor, together=together, alone=alone)


def _smallest_factor(expected: Expected, caps: Mapping[str, float], bounds: Bounds) -> float | None:
    """By halving; None where even caps at today's rates or a million times wider are not enough, as caps of 0 are."""
    low, high = 1.0, 2.0
    while decide(expected, _scaled(caps, high), bounds) is None:
        low, high = high, high * 2
        if high > 1e6:
            return None
    for _ in range(30):
        middle = (low + high) / 2
        if decide(expected, _scaled(caps, middle), bounds) is None:
            low = middle
        else:
            high = middle
    return high


def _scaled(caps: Mapping[str, float], factor: float) -> dict[str, float]:
    return {name: cap * factor for name, cap in caps.items()}


def _row(expected: Expected, name: str, cap: float) -> Floats:
    """At most 0 in sum where the cap is satisfied."""
    counted, by, per = RATES[name]
    return np.asarray(per * expected.targets[counted] - cap * expected.targets[by], np.float64)


def _solve(
    expected: Expected, cost: Floats, rows: Sequence[Floats], bounds: Bounds
) -> tuple[Floats, list[float]] | None:
    """The multiples with the lowest cost, and the marginal of each row; None if there are none. Creators without
    exposure stay as they are: nothing is known of what more would bring."""
    from scipy.optimize import linprog

    shown = expected.exposure > 0
    if not shown.any():
        raise InputError("no creator has any views: there is no exposure to share")
    fixed = [float(row[~shown].sum()) for row in rows]
    scales = [float(np.abs(row).sum()) or 1.0 for row in rows]
    exposure = expected.exposure[shown] / expected.exposure[shown].sum()
    result: Any = linprog(
        cost[shown] / (float(np.abs(cost).sum()) or 1.0),
        A_ub=np.array([row[shown] / scale for row, scale in zip(rows, scales, strict=True)]) if rows else None,
        b_ub=[-rest / scale for rest, scale in zip(fixed, scales, strict=True)] if rows else None,
        A_eq=exposure.reshape(1, -1),
        b_eq=[1.0],
        bounds=(bounds.low, bounds.high),
        method="highs",
    )
    if result.status == 2:
        return None
    if result.status != 0:
        raise OperationError(f"the linear program was not solved: {result.message}")
    multiples = np.ones(len(shown))
    multiples[shown] = np.clip(result.x, bounds.low, bounds.high)
    unit = float(np.abs(cost).sum()) or 1.0
    marginals = [float(one) * unit / scale for one, scale in zip(result.ineqlin.marginals, scales, strict=True)]
    return multiples, marginals


def _price(expected: Expected, name: str, multiples: Floats, marginal: float) -> float:
    """A cap wider by one loosens its row by the denominator."""
    return -marginal * float((multiples * expected.targets[RATES[name][1]]).sum())
