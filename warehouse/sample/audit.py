"""The weighted random audit of the sample: each day posts are drawn by views and suspicion, and people label them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from warehouse.engines.arrays import objects
from warehouse.engines.base import Columns
from warehouse.loading.derived import DAY_SECONDS
from warehouse.sample.options import SampleOptions

DRAWS = 40  # a day, of 10,000 creators
MIN_DRAWS = 4
SUSPICION = 3.0  # how much more often a view of a post that violates is drawn, before noise
UNLABELLED_DAYS = 2  # people have not looked at the last days yet

Parts = list[tuple[NDArray[Any], int, NDArray[Any], NDArray[Any]]]


def audit_columns(options: SampleOptions, views: Columns, violating: NDArray[np.bool_]) -> dict[str, NDArray[Any]]:
    """`violating` has one value for each post, whose number is in its id."""
    random, draws = options.random(36), max(MIN_DRAWS, options.scaled(DRAWS))
    rows: list[tuple[Any, ...]] = []
    days = views["at"] // DAY_SECONDS
    for day in range(options.first_day, options.first_day + options.days):
        posts, first, place = np.unique(views["post_id"][days == day], return_index=True, return_inverse=True)
        if not len(posts):
            continue
        seen = np.bincount(place, views["weight"][days == day])
        creators = views["creator_id"][days == day][first]
        truth = violating[_places(posts)]
        suspected = seen * (1 + SUSPICION * truth + random.random(len(posts)))
        probability = suspected / suspected.sum()
        drawn = random.choice(len(posts), draws, p=probability)
        labelled = day < options.first_day + options.days - UNLABELLED_DAYS
        for one in drawn.tolist():
            weight = seen[one] / (draws * probability[one])
            outcome = ("violation" if truth[one] else "no_violation") if labelled else None
            rows.append((posts[one], creators[one], (day + 1) * DAY_SECONDS - 1, probability[one], weight, outcome))
    posts_drawn, creators_drawn, at, chances, weights, outcomes = zip(*rows, strict=True)
    return {
        "audit_id": objects([f"s{number + 1:06d}" for number in range(len(rows))]),
        "post_id": objects(posts_drawn),
        "creator_id": objects(creators_drawn),
        "at": np.array(at, np.int64),
        "probability": np.array(chances, np.float64),
        "weight": np.array(weights, np.float64),
        "outcome": objects(outcomes),
    }


def violation_view_rate(views: Columns, violating: NDArray[np.bool_]) -> float:
    """The share of all views in the sample that went to posts that violate a rule."""
    truth = violating[_places(views["post_id"])]
    return float(views["weight"][truth].sum() / views["weight"].sum())


def _places(post_ids: NDArray[Any]) -> NDArray[np.int64]:
    return np.array([int(name[1:]) - 1 for name in post_ids.tolist()], np.int64)
