"""Draws posts of a day by views and suspicion, with or without replacement, with the chance of each."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.days import date_of
from domain.errors import InputError
from warehouse.engines.base import Engine

VIEWED = """
SELECT v.post_id, MIN(p.creator_id) AS creator_id, SUM(v.weight) AS views,
       MAX(COALESCE(r.violations, 0)) AS violations
FROM views_sample AS v
JOIN posts AS p ON p.post_id = v.post_id
LEFT JOIN creator_record AS r ON r.creator_id = p.creator_id AND r.day = :day
WHERE v.day = :day
GROUP BY v.post_id
ORDER BY v.post_id
"""
SUSPICION = 1.0
"""How much more often a view is drawn for a creator with violations in 90 days: each counts half as much as the one
before. It changes the width of the interval, never the expected rate."""
SEED = 20_26


class NothingViewed(InputError):
    """There are no views on the day."""


@dataclass(frozen=True)
class ViewedPosts:
    """One value for each post of which the sample has a view on the day, in the order of ids."""

    day: int
    post_id: NDArray[Any]
    creator_id: NDArray[Any]
    views: NDArray[np.float64]
    violations: NDArray[np.int64]

    @property
    def chance(self) -> NDArray[np.float64]:
        """Of each post in one draw; they add up to 1."""
        suspected = self.views * (1 + SUSPICION * (2 - 2.0 ** (1 - self.violations)) * (self.violations > 0))
        chances: NDArray[np.float64] = suspected / suspected.sum()
        return chances


@dataclass(frozen=True)
class Draws:
    """`places` of the drawn posts; one that was drawn twice is there twice. `chance`: in one draw; without replacement,
    of being drawn at all. `weight`: the views of the day that the draw stands for."""

    places: NDArray[np.int64]
    chance: NDArray[np.float64]
    weight: NDArray[np.float64]
    replaced: bool = True


def read_viewed(engine: Engine, day: int) -> ViewedPosts:
    """Raises NothingViewed."""
    found = engine.columns(VIEWED, {"day": day})
    if not len(found["post_id"]):
        raise NothingViewed(f"no views of {date_of(day)} were loaded: load views_sample, or choose another day")
    return ViewedPosts(
        day=day,
        post_id=found["post_id"].astype(object),
        creator_id=found["creator_id"].astype(object),
        views=found["views"].astype(np.float64),
        violations=found["violations"].astype(np.int64),
    )


def draw(viewed: ViewedPosts, number: int, *, replace: bool = True) -> Draws:
    """The same draws each time for the same posts and number. Without `replace`, no post is drawn twice: systematic
    sampling of posts in random order by inclusion probabilities (Madow 1949), weighted as Horvitz and Thompson (1952).
    Then at most as many posts are drawn as were viewed."""
    if number < 1:
        raise InputError("draw at least one post")
    chance, random = viewed.chance, np.random.default_rng([SEED, viewed.day, number])
    if replace:
        places = random.choice(len(chance), number, p=chance)
        return Draws(places, chance[places], viewed.views[places] / (number * chance[places]))
    number = min(number, len(chance))
    included = inclusion(chance, number)
    places = systematic(included, number, random)
    return Draws(places, included[places], viewed.views[places] / included[places], replaced=False)


def inclusion(chance: NDArray[np.float64], number: int) -> NDArray[np.float64]:
    """The probability of each post to be among `number` draws without replacement, in proportion to its chance; where
    that were above 1, the post is surely drawn, and the others share the rest. They add up to `number`."""
    surely = np.zeros(len(chance), bool)
    while True:
        rest = np.where(surely, 0.0, chance)
        left = number - int(surely.sum())
        scaled = rest * (left / rest.sum()) if left and rest.sum() else rest * 0.0
        above = (scaled >= 1) & ~surely
        if not above.any():
            return np.where(surely, 1.0, scaled)
        surely |= above


def systematic(included: NDArray[np.float64], number: int, random: np.random.Generator) -> NDArray[np.int64]:
    """One place at each step of 1 along the summed probabilities, from a random start."""
    order = random.permutation(len(included))
    ends = np.cumsum(included[order])
    steps = np.minimum(random.random() + np.arange(number), ends[-1] * (1 - 1e-12))
    return np.sort(order[np.searchsorted(ends, steps, side="right")])
