"""Letters, costs, notes of changes, and hits of a strategy in the sample."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from warehouse.engines.arrays import objects
from warehouse.loading.derived import DAY_SECONDS
from warehouse.sample.experiment import EXPERIMENT, experiment_start
from warehouse.sample.groups import Groups
from warehouse.sample.moderation import CHANGED_CLAUSE, Decisions, decision_ids
from warehouse.sample.options import SampleOptions
from warehouse.sample.population import Population
from warehouse.sample.posts import Posts

SENT_SHARE = 0.9  # of the violations
STRATEGY = "repeated-captions"
CAUGHT_SHARE, CAUGHT_BY_CHANCE = 0.06, 0.001  # of the posts of low-effort sellers, and of others

Rows = dict[str, NDArray[Any]]


def letter_columns(options: SampleOptions, population: Population, posts: Posts, decisions: Decisions) -> Rows:
    random = options.random(31)
    at = decisions.at + (random.exponential(3600, len(decisions.at)) + 300).astype(np.int64)
    sent = (decisions.clause >= 0) & (random.random(len(at)) < SENT_SHARE) & (at < options.end)
    places = np.flatnonzero(sent)
    places = places[np.argsort(at[places], kind="stable")]
    return {
        "letter_id": objects([f"l{place + 1:06d}" for place in places.tolist()]),
        "decision_id": decision_ids(places),
        "creator_id": population.ids(posts.creator[decisions.post[places]]),
        "at": at[places],
    }


def cost_columns(
    options: SampleOptions, population: Population, posts: Posts, decisions: Decisions, reviewed: NDArray[Any]
) -> Rows:
    """`reviewed` are the ids of the decisions that people looked at."""
    random, ids = options.random(32), decision_ids(np.arange(len(decisions.at)))
    seconds = np.round(random.gamma(3, 30, len(ids)) + 5, 1)
    return {
        "decision_id": ids,
        "creator_id": population.ids(posts.creator[decisions.post]),
        "at": decisions.at,
        "model_cost": np.round(random.lognormal(-6.2, 0.4, len(ids)), 6),
        "review_seconds": np.where(np.isin(ids.astype(str), reviewed.astype(str)), seconds, np.nan),
    }


def hit_columns(options: SampleOptions, groups: Groups, population: Population, posts: Posts) -> Rows:
    """A strategy in shadow: it looks for captions that repeat."""
    random = options.random(33)
    repeats = np.isin(posts.creator, groups.places("low_effort"))
    chance = np.where(repeats, CAUGHT_SHARE, CAUGHT_BY_CHANCE)
    places = np.flatnonzero(random.random(posts.size) < chance)
    return {
        "hit_id": objects([f"h{number + 1:06d}" for number in range(len(places))]),
        "strategy": np.full(len(places), STRATEGY, object),
        "version": np.ones(len(places), np.int64),
        "creator_id": population.ids(posts.creator[places]),
        "post_id": posts.ids(places),
        "at": posts.at[places],
        "action": np.full(len(places), "none", object),
    }


def annotation_columns(options: SampleOptions) -> Rows:
    """The outage is not among them: nobody knew of it."""
    change = options.policy_change_day
    notes = (
        (options.first_day + 10, "strategy", None, f"strategy {STRATEGY} runs in shadow"),
        (experiment_start(options), "experiment", None, f"experiment {EXPERIMENT} began"),
        (change, "policy", CHANGED_CLAUSE, f"new version of {CHANGED_CLAUSE}"),
    )
    first, kinds, clauses, titles = zip(*sorted(notes, key=lambda note: note[0]), strict=True)
    return {
        "annotation_id": objects([f"n{number + 1}" for number in range(len(notes))]),
        "at": np.array(first, np.int64) * DAY_SECONDS,
        "ended_at": np.full(len(notes), np.nan),
        "kind": objects(kinds),
        "market": objects([None] * len(notes)),
        "clause_id": objects(clauses),
        "title": objects(titles),
    }
