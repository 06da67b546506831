"""Puts the sample together, on one page: creators, posts, copies, audience, moderation, operations, an outage."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from warehouse.engines.base import Columns, row_count, select
from warehouse.loading.derived import DAY_SECONDS
from warehouse.sample.access import device_columns, payout_columns
from warehouse.sample.audience import (
    complaint_columns,
    join_reactions,
    order_columns,
    ordinary_reactions,
    place_orders,
    reaction_columns,
    refund_columns,
    view_columns,
)
from warehouse.sample.audit import audit_columns, violation_view_rate
from warehouse.sample.caption_writer import open_writer, read_words
from warehouse.sample.catalog import build_catalog, product_columns
from warehouse.sample.copying import add_copies, copy_columns
from warehouse.sample.experiment import assignment_columns, without_avoided
from warehouse.sample.groups import Groups, plan_groups
from warehouse.sample.live import live_columns
from warehouse.sample.markets import CODES, OUTAGE_MARKET
from warehouse.sample.measures import measure_columns
from warehouse.sample.mistakes import violating_posts
from warehouse.sample.moderation import appeal_columns, decide, decision_columns, review_columns
from warehouse.sample.operations import annotation_columns, cost_columns, hit_columns, letter_columns
from warehouse.sample.options import SampleOptions
from warehouse.sample.population import Population, build_population, creator_columns
from warehouse.sample.posts import Posts, post_columns, write_originals
from warehouse.sample.rings import friendly_reactions, plan_activity, ring_reactions
from warehouse.sample.schedule import plan_changes
from warehouse.sample.truth import Truth, write_truth

LOST = ("posts", "live_sessions", "orders", "views_sample", "reactions", "devices", "payouts")
Tables = Mapping[str, Columns]


@dataclass(frozen=True)
class Ecosystem:
    tables: Tables
    truth: Truth

    @property
    def events(self) -> int:
        """Rows of the tables that have a time, measures left out."""
        return sum(row_count(columns) for name, columns in self.tables.items() if "at" in columns)


def build_ecosystem(options: SampleOptions) -> Ecosystem:
    groups = plan_groups(options)
    population, catalog, writer = build_population(options, groups), build_catalog(options), open_writer()
    trades = plan_changes(options, groups, population)
    originals = write_originals(options, groups, population, catalog, writer, trades)
    posts = add_copies(options, groups, population, writer, originals)
    activities = plan_activity(options, groups, posts)
    reactions = join_reactions(
        ordinary_reactions(options, population, posts),
        ring_reactions(options, population, posts, activities),
        friendly_reactions(options, groups, population, posts),
    )
    orders = place_orders(options, population, catalog, posts)
    allowed = np.isin(posts.creator, groups.places("agencies"))
    events: dict[str, Columns] = {
        "creators": creator_columns(population, options),
        "products": product_columns(catalog, read_words("en")["products"]),
        "posts": post_columns(posts, population, catalog),
        "post_measures": measure_columns(options, groups, population, posts),
        "live_sessions": live_columns(options, population, catalog, posts),
        "orders": order_columns(population, catalog, posts, orders),
        "refunds": refund_columns(options, groups, population, posts, orders),
        "complaints": complaint_columns(options, groups, population, posts),
        "views_sample": view_columns(options, population, posts),
        "reactions": reaction_columns(population, posts, reactions),
        "devices": device_columns(options, groups, population, trades),
        "payouts": payout_columns(options, groups, population, trades),
        "copies": copy_columns(options, posts, allowed),
    }
    truth = write_truth(options, groups, population, catalog, posts, activities, trades)
    tables = _without_outage(options, population, events)
    return _with_moderation(options, groups, population, posts, Ecosystem(tables, truth))


def _with_moderation(
    options: SampleOptions, groups: Groups, population: Population, posts: Posts, events: Ecosystem
) -> Ecosystem:
    """What the platform did about these events, mistakes and all."""
    decisions = decide(options, groups, population, posts)
    violating = violating_posts(options, groups, population, posts, decisions)
    reviews = review_columns(options, population, posts, decisions, violating)
    assignments, views = assignment_columns(options, population), events.tables["views_sample"]
    tables: Tables = {
        **events.tables,
        "complaints": without_avoided(options, events.tables["complaints"], assignments),
        "decisions": decision_columns(population, posts, decisions),
        "reviews": reviews,
        "appeals": appeal_columns(options, groups, population, posts, decisions, violating),
        "letters": letter_columns(options, population, posts, decisions),
        "decision_costs": cost_columns(options, population, posts, decisions, reviews["decision_id"]),
        "audit_items": audit_columns(options, views, violating),
        "assignments": assignments,
        "strategy_hits": hit_columns(options, groups, population, posts),
        "annotations": annotation_columns(options),
    }
    return Ecosystem(tables, events.truth | {"violation_view_rate": violation_view_rate(views, violating)})


def _without_outage(options: SampleOptions, population: Population, tables: Tables) -> dict[str, Columns]:
    """On one day, nothing of one market arrived."""
    creators = population.ids(np.flatnonzero(CODES[population.market] == OUTAGE_MARKET))
    in_market: Callable[[NDArray[Any]], NDArray[np.bool_]] = {*creators.tolist()}.__contains__  # type: ignore[assignment]
    complete = dict(tables)
    for name in LOST:
        columns = tables[name]
        lost = (columns["at"] // DAY_SECONDS == options.outage_day) & np.fromiter(
            map(in_market, columns["creator_id"]), bool, row_count(columns)
        )
        complete[name] = select(columns, ~lost)
    return complete
