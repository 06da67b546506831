"""The Pareto front: the value at each cap, expected and as it came out on later days, with bootstrap intervals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from domain.base import FrozenModel
from insights.estimate import CONFIDENCE, Estimate, Floats, unknown
from insights.tradeoffs.promotion.decision import RATES, Bounds, Decision, Expected, decide, lowest_rate
from insights.tradeoffs.promotion.rows import CreatorRows
from insights.tradeoffs.promotion.target_models import TargetModels

SAMPLES = 400
FRONT_STEPS = 6


class Point(FrozenModel):
    """A choice of caps. `value`: the net value as a multiple of that with today's exposure; `exposure`: the views
    likewise, which the decision expects to stay at 1. `expected_…` are of the models; the estimates are of later days
    that no model has seen, as if exposure had been so. None where a denominator is not above zero."""

    caps: Mapping[str, float]
    expected_value: float | None
    expected_rates: Mapping[str, float | None]
    value: Estimate
    exposure: Estimate
    rates: Mapping[str, Estimate]
    prices: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Replay:
    """Later days on which decisions are measured: what was expected, what happened, and creators drawn again, of the
    shape (samples, creators)."""

    expected: Expected
    happened: Expected
    drawn: Floats

    def point(self, caps: Mapping[str, float], decision: Decision) -> Point:
        multiples, before = decision.multiples, float(self.expected.value.sum())
        return Point(
            caps=caps,
            expected_value=decision.value / before if before > 0 else None,
            expected_rates={name: None if np.isnan(rate) else rate for name, rate in decision.rates.items()},
            value=self._ratio(multiples * self.happened.value, self.happened.value),
            exposure=self._ratio(multiples * self.happened.exposure, self.happened.exposure),
            rates={name: self._rate(name, multiples) for name in RATES},
            prices=decision.prices,
        )

    def today(self) -> Point:
        """The exposure as it is."""
        same = np.ones(len(self.expected.value))
        rates = {name: self.expected.rate(name, same) for name in RATES}
        return self.point({}, Decision(same, float(self.expected.value.sum()), rates, {}))

    def _rate(self, name: str, multiples: Floats) -> Estimate:
        counted, by, per = RATES[name]
        return self._ratio(per * multiples * self.happened.targets[counted], multiples * self.happened.targets[by])

    def _ratio(self, numerator: Floats, denominator: Floats) -> Estimate:
        total = float(denominator.sum())
        if total <= 0:
            return unknown("nothing happened to divide by", len(numerator))
        below = self.drawn @ denominator
        samples = (self.drawn @ numerator)[below > 0] / below[below > 0]
        low, high = np.quantile(samples, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
        return Estimate(float(numerator.sum()) / total, float(low), float(high), len(numerator))


def expected_of(targets: Mapping[str, Floats]) -> Expected:
    """The net value is the amount of orders less refunds at the mean amount of an order."""
    orders = float(targets["orders"].sum())
    price = float(targets["amount"].sum()) / orders if orders else 0.0
    return Expected(targets["views"], targets["amount"] - price * targets["refunds"], targets)


def replay(rows: CreatorRows, models: TargetModels, seed: int = 1) -> Replay:
    drawn = np.random.default_rng(seed).multinomial(rows.size, np.full(rows.size, 1 / rows.size), SAMPLES)
    expected = expected_of(models.expected(rows.features))
    return Replay(expected, expected_of(rows.outcomes), drawn.astype(np.float64))


def front(
    found: Replay, caps: Mapping[str, float], vary: str, bounds: Bounds, steps: int = FRONT_STEPS
) -> tuple[Point, ...]:
    """Points from the lowest rate that can be reached to where the cap binds no more; the other caps stay. Empty where
    the others cannot be satisfied."""
    others = {name: cap for name, cap in caps.items() if name != vary}
    lowest, free = lowest_rate(found.expected, vary, others, bounds), decide(found.expected, others, bounds)
    if lowest is None or free is None:
        return ()
    highest = max(free.rates[vary], lowest)
    asked = [{**others, vary: float(cap)} for cap in _grid(lowest, highest, steps)]
    decisions = [(one, decide(found.expected, one, bounds)) for one in asked]
    return tuple(found.point(one, decision) for one, decision in decisions if decision is not None)


def _grid(lowest: float, highest: float, steps: int) -> Sequence[float]:
    """A hair above the lowest, which rounding would make infeasible."""
    return [float(cap) for cap in np.linspace(lowest * (1 + 1e-6) + 1e-9, highest * (1 + 1e-6) + 1e-9, steps)]
