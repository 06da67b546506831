"""Which posts of the sample violate a rule in truth, and where the decisions are mistaken: more often in one market."""

import numpy as np
from numpy.typing import NDArray

from warehouse.sample.groups import Groups
from warehouse.sample.markets import CODES
from warehouse.sample.moderation import Decisions, carelessness, clause_weights, violation_chance
from warehouse.sample.options import SampleOptions
from warehouse.sample.population import Population
from warehouse.sample.posts import Posts

GAP_MARKET = "BR"
FALSE_SHARE, GAP_SHARE = 0.1, 0.35  # of the violations found: elsewhere, and in that market
MISSED_SHARE = 0.03  # of the decisions that found none
UNCLEAR_SHARE = 0.3  # of the decisions that a person had to make


def violating_posts(
    options: SampleOptions, groups: Groups, population: Population, posts: Posts, decisions: Decisions
) -> NDArray[np.bool_]:
    """One value for each post, decided or not."""
    random = options.random(30)
    every = np.arange(posts.size)
    weights = clause_weights(options, posts, every, posts.at)
    chance = violation_chance(carelessness(groups, population), weights, posts.creator)
    in_market = CODES[population.market[posts.creator[decisions.post]]] == GAP_MARKET
    right = 1 - np.where(in_market, GAP_SHARE, FALSE_SHARE)
    chance[decisions.post] = np.select(
        [decisions.outcome == "violation", decisions.outcome == "needs_review"], [right, UNCLEAR_SHARE], MISSED_SHARE
    )
    violating: NDArray[np.bool_] = random.random(posts.size) < chance
    return violating
