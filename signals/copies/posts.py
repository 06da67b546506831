"""Reads the captions of posts from the warehouse, and makes the rows of its table `copies` of near-duplicates."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from signals.copies.captions.match import CaptionPair, near_duplicates
from signals.copies.errors import CopiesSourceInvalid
from warehouse.engines.base import Engine

WINDOW_DAYS = 28
MAX_POSTS = 1_000_000
CAPTIONS = """
SELECT post_id, at, caption FROM posts
WHERE day > :day - :window AND day <= :day AND caption <> ''
ORDER BY at, post_id
"""


def caption_copies(engine: Engine, day: int, window_days: int = WINDOW_DAYS) -> dict[str, NDArray[Any]]:
    """The columns of `copies` for the captions of the days that end with `day` (whole days since 1970): each pair with
    the post that was published later on this platform, which says nothing about elsewhere. Add them with
    `warehouse.loading.loader.Loader`. Posts after the day are not read.

    Raises CopiesSourceInvalid and WarehouseUnusable."""
    posts = engine.columns(CAPTIONS, {"day": day, "window": window_days})
    if len(posts["post_id"]) > MAX_POSTS:
        raise CopiesSourceInvalid(f"{len(posts['post_id']):,} captions: compare at most {MAX_POSTS:,} in fewer days")
    pairs = near_duplicates(posts["caption"].tolist()).pairs
    return copy_columns(posts["post_id"], posts["at"], pairs)


def copy_columns(
    post_ids: NDArray[Any], published_at: NDArray[Any], pairs: tuple[CaptionPair, ...]
) -> dict[str, NDArray[Any]]:
    """The posts are in the order of their times, so the second of a pair is the later one."""
    second = np.array([pair.second for pair in pairs], dtype=np.int64)
    first = np.array([pair.first for pair in pairs], dtype=np.int64)
    overlaps = [pair.overlap for pair in pairs]
    return {
        "post_id": post_ids[second],
        "of_post_id": post_ids[first],
        "at": published_at[second],
        "transformation": np.array([f"caption {overlap.transformation}" for overlap in overlaps], dtype=object),
        "coverage": np.array([overlap.coverage_second for overlap in overlaps], dtype=np.float64),
        "distance": np.array([overlap.distance for overlap in overlaps], dtype=np.float64),
    }
