"""The live sessions of the sample."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from warehouse.engines.arrays import objects
from warehouse.sample.catalog import Catalog
from warehouse.sample.markets import CODES
from warehouse.sample.options import SampleOptions
from warehouse.sample.population import Population
from warehouse.sample.posts import Posts

LIVE_SHARE = 0.08  # of the posts with a product: as many sessions, some hours after one


def live_columns(
    options: SampleOptions, population: Population, catalog: Catalog, posts: Posts
) -> dict[str, NDArray[Any]]:
    random = options.random(25)
    post = np.flatnonzero((posts.product >= 0) & (random.random(posts.size) < LIVE_SHARE))
    at = posts.at[post] + (random.uniform(1, 30, len(post)) * 3600).astype(np.int64)
    seconds = np.clip(random.lognormal(8.2, 0.6, len(post)), 300, 6 * 3600).astype(np.int64)
    order = np.argsort(at, kind="stable")
    order = order[at[order] + seconds[order] < options.end]
    post, at, seconds = post[order], at[order], seconds[order]
    return {
        "session_id": objects([f"l{place + 1:06d}" for place in range(len(post))]),
        "creator_id": population.ids(posts.creator[post]),
        "at": at,
        "ended_at": at + seconds,
        "market": CODES[population.market[posts.creator[post]]],
        "product_id": catalog.ids(posts.product[post]),
    }
