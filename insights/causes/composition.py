"""How much of a movement comes from composition (who is there) and how much from behaviour (what they do)."""

from collections.abc import Mapping
from typing import TypeVar

from domain.base import FrozenModel

Key = TypeVar("Key")
Pair = tuple[float, float]


class Effect(FrozenModel):
    """Of one slice, on the scale of the whole metric: `mix` by its weight, `behaviour` by its rate."""

    mix: float
    behaviour: float

    @property
    def total(self) -> float:
        return self.mix + self.behaviour


class Composition(FrozenModel):
    """The effects of all values of some dimensions: mix + behaviour is the whole movement, exactly."""

    dimensions: tuple[str, ...]
    mix: float
    behaviour: float

    @property
    def mix_share(self) -> float | None:
        """The part of the movement that composition explains; None if nothing moved."""
        moved = self.mix + self.behaviour
        return self.mix / moved if moved else None


def rate_effects(before: Mapping[Key, Pair], after: Mapping[Key, Pair]) -> dict[Key, Effect]:
    """Of pairs (numerator, denominator) by slice; empty if a period has no denominator.

    With the weight w and the rate r of a slice, its mix is (mean r - mean of the total rates) x change of w, its
    behaviour is mean w x change of r (Kitagawa, 1955, with means of both periods). All effects add up to the movement.
    A slice without a denominator in one period has the rate of the other, so that all of its effect is mix.
    """
    (x0, n0), (x1, n1) = _total(before), _total(after)
    if not n0 or not n1:
        return {}
    centre = (x0 / n0 + x1 / n1) / 2
    effects = {}
    for key in [*before, *(key for key in after if key not in before)]:
        old, new = before.get(key, (0.0, 0.0)), after.get(key, (0.0, 0.0))
        rates = [numerator / denominator for numerator, denominator in (old, new) if denominator]
        mean_rate = sum(rates) / len(rates) if rates else centre
        change = new[1] / n1 - old[1] / n0
        behaviour = new[0] / n1 - old[0] / n0 - mean_rate * change
        effects[key] = Effect(mix=(mean_rate - centre) * change, behaviour=behaviour)
    return effects


def count_effects(
    before: Mapping[Key, Pair], after: Mapping[Key, Pair], days_before: int, days_after: int
) -> dict[Key, Effect]:
    """Of numbers a day: a count has no composition."""
    keys = [*before, *(key for key in after if key not in before)]
    nothing = (0.0, 0.0)
    return {
        key: Effect(
            mix=0.0, behaviour=after.get(key, nothing)[0] / days_after - before.get(key, nothing)[0] / days_before
        )
        for key in keys
    }


def _total(sums: Mapping[Key, Pair]) -> Pair:
    return sum(one[0] for one in sums.values()), sum(one[1] for one in sums.values())
