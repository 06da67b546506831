"""Decisions, reviews and appeals in the sample, with a change of policy."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from warehouse.engines.arrays import objects
from warehouse.loading.derived import DAY_SECONDS
from warehouse.sample.groups import Groups
from warehouse.sample.options import SampleOptions
from warehouse.sample.population import Floats, Ints, Population
from warehouse.sample.posts import NO_POST, Posts

CLAUSES = objects(["MIS-1.1", "DSC-1.1", "PRC-1.1", "OFF-1.1", "ORG-1.1", "ENG-2.1"])
CLAUSE_SHARES = np.array([0.3, 0.25, 0.18, 0.12, 0.05, 0.1])
SEVERITIES = objects(["medium", "low", "medium", "high", "high", "low"])
CHANGED_CLAUSE = "PRC-1.1"
CHANGE_FACTOR = 4.0  # of the violations of that clause, from the day on which the policy changed
DECIDED_SHARE = 0.06  # of the posts
VIOLATION_SHARE = 0.22  # of the decisions about an average creator
CARELESS = {"low_effort": 2.0, "pirates": 2.2, "matrices": 1.5, "traded": 1.6}
REVIEWERS = 14
NOTHING = objects([None])
OVERTURNED = (0.08, 0.85)  # of the appeals that are closed: where the post violates the clause, and where not


@dataclass(frozen=True)
class Decisions:
    """One value for each decision, in the order of time. `clause` is -1 without a violation."""

    post: Ints
    at: Ints
    outcome: NDArray[Any]
    clause: Ints


def decide(options: SampleOptions, groups: Groups, population: Population, posts: Posts) -> Decisions:
    random, careless = options.random(22), carelessness(groups, population)
    seen = np.minimum(DECIDED_SHARE * careless[posts.creator] * np.sqrt(population.fame[posts.creator]), 0.5)
    post = np.flatnonzero(random.random(posts.size) < seen)
    at = posts.at[post] + (random.exponential(4 * 3600, len(post)) + 60).astype(np.int64)
    order = np.argsort(at, kind="stable")
    order = order[at[order] < options.end]
    post, at = post[order], at[order]
    weights = clause_weights(options, posts, post, at)
    violates = random.random(len(post)) < violation_chance(careless, weights, posts.creator[post])
    places = (np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1) < random.random((len(post), 1))).sum(
        axis=1
    )
    unclear = ~violates & (random.random(len(post)) < 0.12)
    outcome = np.where(violates, "violation", np.where(unclear, "needs_review", "no_violation"))
    return Decisions(post, at, outcome.astype(object), np.where(violates, np.minimum(places, len(CLAUSES) - 1), -1))


def carelessness(groups: Groups, population: Population) -> Floats:
    careless: Floats = 1.5 - 0.7 * population.care
    for kind, factor in CARELESS.items():
        careless[groups.places(kind)] *= factor
    return careless


def clause_weights(options: SampleOptions, posts: Posts, post: Ints, at: Ints) -> Floats:
    """How often each clause is violated by these posts, decided at these times."""
    weights = np.tile(CLAUSE_SHARES, (len(post), 1))
    weights[at >= options.policy_change_day * DAY_SECONDS, CLAUSES.tolist().index(CHANGED_CLAUSE)] *= CHANGE_FACTOR
    weights[(posts.origin[post] != NO_POST), CLAUSES.tolist().index("ORG-1.1")] += 0.6
    return weights


def violation_chance(careless: Floats, weights: Floats, creator: Ints) -> Floats:
    chance: Floats = np.minimum(VIOLATION_SHARE * careless[creator] * weights.sum(axis=1), 0.9)
    return chance


def decision_columns(population: Population, posts: Posts, decisions: Decisions) -> dict[str, NDArray[Any]]:
    clause = decisions.clause
    return {
        "decision_id": decision_ids(np.arange(len(clause))),
        "creator_id": population.ids(posts.creator[decisions.post]),
        "post_id": posts.ids(decisions.post),
        "at": decisions.at,
        "outcome": decisions.outcome,
        "clause_id": np.where(clause >= 0, CLAUSES[clause], NOTHING),
        "severity": np.where(clause >= 0, SEVERITIES[clause], NOTHING),
    }


def review_columns(
    options: SampleOptions, population: Population, posts: Posts, decisions: Decisions, violating: NDArray[np.bool_]
) -> dict[str, NDArray[Any]]:
    """People look at what was unclear and at a quarter of the rest. Of fifty, they judge one wrongly."""
    random = options.random(23)
    unclear = decisions.outcome == "needs_review"
    chosen = unclear | (random.random(len(unclear)) < 0.25)
    at = decisions.at + (random.gamma(2, 9 * 3600, len(unclear)) + 120).astype(np.int64)
    places = np.flatnonzero(chosen & (at < options.end))
    places = places[np.argsort(at[places], kind="stable")]
    right = random.random(len(places)) < 0.98
    found = violating[decisions.post[places]] == right
    outcome = np.where(found, "violation", "no_violation").astype(object)
    return {
        "review_id": _ids("w", np.arange(len(places))),
        "decision_id": decision_ids(places),
        "creator_id": population.ids(posts.creator[decisions.post[places]]),
        "at": at[places],
        "outcome": outcome,
        "reviewer": objects(
            [f"moderator-{number + 1}" for number in random.integers(0, REVIEWERS, len(places)).tolist()]
        ),
    }


def appeal_columns(
    options: SampleOptions,
    groups: Groups,
    population: Population,
    posts: Posts,
    decisions: Decisions,
    violating: NDArray[np.bool_],
) -> dict[str, NDArray[Any]]:
    """One violation in seven is appealed; members of agencies know how and do so more often."""
    random = options.random(24)
    creator = posts.creator[decisions.post]
    share = np.where(np.isin(creator, groups.places("agencies")), 0.25, 0.13)
    chosen = (decisions.clause >= 0) & (random.random(len(creator)) < share)
    at = decisions.at + (random.gamma(2, 2 * DAY_SECONDS, len(creator)) + 600).astype(np.int64)
    places = np.flatnonzero(chosen & (at < options.end))
    places = places[np.argsort(at[places], kind="stable")]
    closed = at[places] + (random.gamma(3, 2 * DAY_SECONDS, len(places)) + 3600).astype(np.int64)
    is_closed = closed < options.end
    chance = np.where(violating[decisions.post[places]], *OVERTURNED)
    won = np.where(random.random(len(places)) < chance, "overturned", "upheld")
    result = np.where(random.random(len(places)) < 0.05, "withdrawn", won).astype(object)
    return {
        "appeal_id": _ids("y", np.arange(len(places))),
        "decision_id": decision_ids(places),
        "creator_id": population.ids(creator[places]),
        "at": at[places],
        "closed_at": np.where(is_closed, closed.astype(np.float64), np.nan),
        "result": np.where(is_closed, result, NOTHING),
    }


def decision_ids(places: Ints) -> NDArray[Any]:
    return _ids("x", places)


def _ids(prefix: str, places: Ints) -> NDArray[Any]:
    return objects([f"{prefix}{place + 1:06d}" for place in places.tolist()])
