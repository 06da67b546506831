"""The truth of a sample: who is what, and what happened when. A file beside the tables, never loaded."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from warehouse.sample.catalog import Catalog
from warehouse.sample.experiment import AVOIDED_SHARE, EXPERIMENT, experiment_start
from warehouse.sample.groups import Groups
from warehouse.sample.markets import CODES, OUTAGE_MARKET
from warehouse.sample.mistakes import FALSE_SHARE, GAP_MARKET, GAP_SHARE
from warehouse.sample.moderation import CHANGED_CLAUSE
from warehouse.sample.options import SampleOptions
from warehouse.sample.population import Population
from warehouse.sample.posts import NO_POST, Posts
from warehouse.sample.rings import RingActivity
from warehouse.sample.schedule import Change

Truth = dict[str, Any]
HONEST = ("newcomers", "new_devices", "new_payouts", "travellers")


def write_truth(
    options: SampleOptions,
    groups: Groups,
    population: Population,
    catalog: Catalog,
    posts: Posts,
    activities: tuple[RingActivity, ...],
    changes: tuple[Change, ...],
) -> Truth:
    """`honest` kinds look unusual in one respect and are not to blame."""
    names = partial(_names, population)
    return {
        "options": {"creators": options.creators, "days": options.days, "seed": options.seed},
        "first_day": options.first_day,
        "rings": [_ring(population, posts, activity) for activity in activities],
        "pirates": {names([pirate])[0]: _copied(posts, pirate) for pirate in groups.individuals["pirates"]},
        "matrix_accounts": [names(members) for members in groups.matrices],
        "traded": {names([change.creator])[0]: change.at for change in changes},
        "low_effort": names(groups.individuals["low_effort"]),
        "honest": {
            "agencies": [names(members) for members in groups.agencies],
            "households": [names(members) for members in groups.households],
            **{kind: names(groups.individuals[kind]) for kind in HONEST},
        },
        "viral_products": dict(zip(catalog.ids(catalog.viral).tolist(), catalog.viral_days.tolist(), strict=True)),
        "policy_change": {"day": options.policy_change_day, "clause_id": CHANGED_CLAUSE},
        "false_positives": {"market": GAP_MARKET, "share": GAP_SHARE, "elsewhere": FALSE_SHARE},
        "experiment": {
            "id": EXPERIMENT,
            "day": experiment_start(options),
            "complaints_avoided": AVOIDED_SHARE,
        },
        "outage": {"day": options.outage_day, "market": OUTAGE_MARKET},
    }


def _names(population: Population, places: Sequence[int]) -> list[str]:
    return [str(name) for name in population.ids(np.array(places, np.int64))]


def _ring(population: Population, posts: Posts, activity: RingActivity) -> Truth:
    ring = activity.ring
    markets = CODES[population.market[[*ring.members]]]
    return {
        "members": _names(population, ring.members),
        "participation": ring.participation,
        "first_day": ring.first_day,
        "shares_devices": ring.shares_devices,
        "markets": sorted({*markets.tolist()}),
        "targets": posts.ids(activity.targets).tolist(),
    }


def _copied(posts: Posts, pirate: int) -> dict[str, str]:
    """Each copy with the post that it copies."""
    places = np.flatnonzero((posts.creator == pirate) & (posts.origin != NO_POST))
    return dict(zip(posts.ids(places).tolist(), posts.ids(posts.origin[places]).tolist(), strict=True))
