"""Invented rows of metrics, and a warehouse of posts in which one market changes on a day."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np

from insights.metrics.metric import Metric
from insights.metrics.registry import Registry
from insights.metrics.rows import MetricRows
from tests.warehouse.warehouses import DAY, FIRST, load_rows, memory_warehouse
from warehouse.connection import Warehouse

MARKETS = {"US": "en", "GB": "en", "DE": "de"}
VIDEO_SHARE = Metric(
    id="video_share",
    version=1,
    title="Share of videos",
    meaning="The share of posts that are videos.",
    owner="tests",
    kind="ratio",
    unit="share",
    direction="neither",
    dimensions=("market", "language"),
    population="All posts.",
    caveats=("It is invented.",),
    sql="SELECT p.day, p.creator_id, p.market, p.language, CASE WHEN p.kind = 'video' THEN 1 ELSE 0 END AS numerator, "
    "1 AS denominator FROM posts AS p WHERE p.day BETWEEN :first_day AND :last_day",
)
POSTS = VIDEO_SHARE.model_copy(
    update={
        "id": "posts",
        "title": "Posts",
        "kind": "count",
        "unit": "posts",
        "sql": "SELECT p.day, p.creator_id, p.market, p.language, 1 AS numerator, 0 AS denominator FROM posts AS p "
        "WHERE p.day BETWEEN :first_day AND :last_day",
    }
)
REGISTRY = Registry({"posts": POSTS, "video_share": VIDEO_SHARE})


def metric_rows(cells: Mapping[tuple[int, tuple[str | None, ...]], tuple[float, float]], *names: str) -> MetricRows:
    """`cells` maps a day and values to a numerator and a denominator."""
    columns = {name: np.array([values[place] for _, values in cells], object) for place, name in enumerate(names)}
    numbers = np.array([*cells.values()], np.float64).reshape(-1, 2)
    return MetricRows(np.array([day for day, _ in cells], np.int64), numbers[:, 0], numbers[:, 1], columns)


def day_posts(number: int, market: str, count: int, videos: int) -> list[dict[str, Any]]:
    """`number` counts days from FIRST."""
    return [
        {
            "post_id": f"p-{number}-{market}-{one}",
            "creator_id": f"c-{market}-{(one + number * 13) % 40}",
            "at": (FIRST + number) * DAY + one,
            "market": market,
            "language": MARKETS[market],
            "kind": "video" if one < videos else "photo",
            "caption": "words",
        }
        for one in range(count)
    ]


def annotation(number: int, kind: str, title: str, market: str | None = None) -> dict[str, Any]:
    return {
        "annotation_id": f"n-{number}-{kind}-{market}",
        "at": (FIRST + number) * DAY,
        "ended_at": None,
        "kind": kind,
        "market": market,
        "clause_id": None,
        "title": title,
    }


@contextmanager
def warehouse_of(posts: list[dict[str, Any]], annotations: list[dict[str, Any]]) -> Iterator[Warehouse]:
    with memory_warehouse() as warehouse:
        load_rows(warehouse, {"posts": posts, "annotations": annotations})
        yield warehouse


def steady_posts(days: int, changed_from: int, share: float, market: str = "US") -> list[dict[str, Any]]:
    """40 posts a day and market, about a quarter of them videos; from a day on another share in one market."""
    random = np.random.default_rng(4)
    posts = []
    for number in range(days):
        for one in MARKETS:
            chance = share if one == market and number >= changed_from else 0.25
            posts += day_posts(number, one, 40, int(random.binomial(40, chance)))
    return posts
