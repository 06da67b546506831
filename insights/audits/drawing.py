"""Draws posts of a day by views and suspicion, with replacement, and keeps the chance of each."""

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
    """`places` of the drawn posts; one that was drawn twice is there twice. `weight`: the views of the day that the
    draw stands for."""

    places: NDArray[np.int64]
    chance: NDArray[np.float64]
    weight: NDArray[np.float64]


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


def draw(viewed: ViewedPosts, number: int) -> Draws:
    """The same draws each time for the same posts and number."""
    if number < 1:
        raise InputError("draw at least one post")
    chance = viewed.chance
    places = np.random.default_rng([SEED, viewed.day, number]).choice(len(chance), number, p=chance)
    return Draws(places, chance[places], viewed.views[places] / (number * chance[places]))
