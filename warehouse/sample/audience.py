"""What others do in the sample: views, likes, follows, orders, refunds and complaints."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from warehouse.engines.arrays import objects
from warehouse.sample.catalog import Catalog
from warehouse.sample.groups import Groups
from warehouse.sample.markets import CODES
from warehouse.sample.options import SampleOptions
from warehouse.sample.population import Floats, Ints, Population
from warehouse.sample.posts import Posts

PEOPLE = 60_000  # of 10,000 creators
REACTIONS, VIEWS, ORDERS = 1.9, 1.1, 0.5  # of a post of average fame
CREATOR_SHARE = 0.25  # of the reactions that come from creators
FOLLOW_SHARE = 0.12
REFUND_RATE, COMPLAINT_RATE = 0.06, 0.02
CARELESS = {"low_effort": (3.0, 5.0), "pirates": (2.5, 4.0), "matrices": (2.0, 2.5), "traded": (2.0, 2.0)}
REFUND_REASONS = objects(["changed_mind", "not_as_described", "damaged", "late"])
COMPLAINT_REASONS = objects(["misleading", "spam", "copied", "quality", "other"])


@dataclass(frozen=True)
class Reactions:
    """`actor`: the place of a creator, or below zero that of another person."""

    actor: Ints
    post: Ints
    at: Ints
    follow: NDArray[np.bool_]


def ordinary_reactions(options: SampleOptions, population: Population, posts: Posts) -> Reactions:
    """People react to posts of their market, a few of them often and most of them seldom."""
    random = options.random(11)
    post = np.repeat(np.arange(posts.size), random.poisson(_reach(population, posts, REACTIONS)))
    at = posts.at[post] + (random.exponential(14 * 3600, len(post)) + 30).astype(np.int64)
    market = population.market[posts.creator[post]]
    actor = np.where(
        random.random(len(post)) < CREATOR_SHARE,
        _creators_of(random, population, market),
        -1 - _people_of(random, options, market),
    )
    valid = (at < options.end) & (actor != posts.creator[post]) & _has_joined(population, actor, at)
    follow = random.random(len(post)) < FOLLOW_SHARE
    return Reactions(actor[valid], post[valid], at[valid], follow[valid])


def _reach(population: Population, posts: Posts, mean: float) -> Floats:
    return np.minimum(mean * population.fame[posts.creator] * (0.5 + 0.7 * population.care[posts.creator]) / 1.8, 400)


def _people_of(random: np.random.Generator, options: SampleOptions, market: Ints) -> Ints:
    """People are numbered by market in turn; the first ones are the most active."""
    of_market = options.scaled(PEOPLE) // len(CODES)
    return (random.random(len(market)) ** 2 * of_market).astype(np.int64) * len(CODES) + market


def _creators_of(random: np.random.Generator, population: Population, market: Ints) -> Ints:
    order = np.argsort(population.market, kind="stable")
    first = np.searchsorted(population.market[order], market, "left")
    last = np.searchsorted(population.market[order], market, "right")
    places: Ints = order[(first + random.random(len(market)) ** 1.5 * (last - first)).astype(int)]
    return places


def _has_joined(population: Population, actor: Ints, at: Ints) -> NDArray[np.bool_]:
    return (actor < 0) | (population.joined_at[np.maximum(actor, 0)] < at)


def join_reactions(*parts: Reactions) -> Reactions:
    """In the order of time."""
    actor, post, at = (np.concatenate([getattr(part, name) for part in parts]) for name in ("actor", "post", "at"))
    follow = np.concatenate([part.follow for part in parts])
    order = np.lexsort((actor, at))
    return Reactions(actor[order], post[order], at[order], follow[order])


def people(places: Ints) -> NDArray[Any]:
    """Opaque names of people."""
    return objects([f"u{place * 2_654_435_761 % 4_294_967_296:08x}" for place in places.tolist()])


def reaction_columns(population: Population, posts: Posts, reactions: Reactions) -> dict[str, NDArray[Any]]:
    actor = np.where(reactions.actor >= 0, population.ids(reactions.actor), people(-1 - reactions.actor))
    return {
        "reaction_id": _numbered("r", len(actor)),
        "actor": actor,
        "post_id": posts.ids(reactions.post),
        "creator_id": population.ids(posts.creator[reactions.post]),
        "at": reactions.at,
        "kind": np.where(reactions.follow, "follow", "like").astype(object),
    }


def view_columns(options: SampleOptions, population: Population, posts: Posts) -> dict[str, NDArray[Any]]:
    random = options.random(12)
    post = np.repeat(np.arange(posts.size), random.poisson(_reach(population, posts, VIEWS)))
    at = posts.at[post] + (random.exponential(20 * 3600, len(post)) + 5).astype(np.int64)
    order = np.argsort(at, kind="stable")
    order = order[at[order] < options.end]
    viewer = _people_of(random, options, population.market[posts.creator[post]])
    return {
        "view_id": _numbered("v", len(order)),
        "viewer": people(viewer[order]),
        "post_id": posts.ids(post[order]),
        "creator_id": population.ids(posts.creator[post[order]]),
        "at": at[order],
        "weight": np.round(random.choice([200.0, 500.0, 1000.0], len(order)), 1),
    }


@dataclass(frozen=True)
class Orders:
    post: Ints
    at: Ints
    buyer: Ints
    amount: Floats


def place_orders(options: SampleOptions, population: Population, catalog: Catalog, posts: Posts) -> Orders:
    random = options.random(13)
    linked = np.flatnonzero(posts.product >= 0)
    post = linked[np.repeat(np.arange(len(linked)), random.poisson(_reach(population, posts, ORDERS)[linked]))]
    at = posts.at[post] + (random.exponential(30 * 3600, len(post)) + 60).astype(np.int64)
    order = np.argsort(at, kind="stable")
    post, at = post[order][at[order] < options.end], at[order][at[order] < options.end]
    amount = np.round(catalog.price[posts.product[post]] * random.choice([1, 1, 1, 2], len(post)), 2)
    return Orders(post, at, _people_of(random, options, population.market[posts.creator[post]]), amount)


def order_columns(population: Population, catalog: Catalog, posts: Posts, orders: Orders) -> dict[str, NDArray[Any]]:
    creator = posts.creator[orders.post]
    return {
        "order_id": _numbered("o", len(creator)),
        "buyer": people(orders.buyer),
        "creator_id": population.ids(creator),
        "product_id": catalog.ids(posts.product[orders.post]),
        "at": orders.at,
        "amount": orders.amount,
        "market": CODES[population.market[creator]],
    }


def refund_columns(
    options: SampleOptions, groups: Groups, population: Population, posts: Posts, orders: Orders
) -> dict[str, NDArray[Any]]:
    random = options.random(14)
    creator = posts.creator[orders.post]
    chosen = random.random(len(creator)) < REFUND_RATE * _carelessness(groups, population, 0)[creator]
    at = orders.at + (random.gamma(2, 3 * 86_400, len(creator)) + 3600).astype(np.int64)
    places = np.flatnonzero(chosen & (at < options.end))
    places = places[np.argsort(at[places], kind="stable")]
    return {
        "order_id": _numbered("o", len(creator))[places],
        "creator_id": population.ids(creator[places]),
        "at": at[places],
        "reason": random.choice(REFUND_REASONS, len(places), p=[0.4, 0.3, 0.2, 0.1]),
    }


def complaint_columns(
    options: SampleOptions, groups: Groups, population: Population, posts: Posts
) -> dict[str, NDArray[Any]]:
    random = options.random(15)
    rate = COMPLAINT_RATE * _carelessness(groups, population, 1)[posts.creator]
    post = np.flatnonzero(random.random(posts.size) < rate)
    at = posts.at[post] + (random.exponential(36 * 3600, len(post)) + 300).astype(np.int64)
    order = np.argsort(at, kind="stable")
    order = order[at[order] < options.end]
    post_ids = posts.ids(post[order])
    post_ids[random.random(len(order)) < 0.15] = None
    return {
        "complaint_id": _numbered("k", len(order)),
        "creator_id": population.ids(posts.creator[post[order]]),
        "post_id": post_ids,
        "at": at[order],
        "reason": random.choice(COMPLAINT_REASONS, len(order), p=[0.3, 0.2, 0.15, 0.2, 0.15]),
    }


def _carelessness(groups: Groups, population: Population, column: int) -> Floats:
    """How many times the usual rate of refunds (0) or complaints (1) a creator has."""
    times = 1.6 - 0.8 * population.care
    for kind, factors in CARELESS.items():
        times[groups.places(kind)] *= factors[column]
    return times


def _numbered(prefix: str, number: int) -> NDArray[Any]:
    return objects([f"{prefix}{place + 1:07d}" for place in range(number)])
