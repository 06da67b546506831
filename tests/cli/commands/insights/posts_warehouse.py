"""A warehouse on disk in which videos became more frequent in one market, after a policy change."""

from pathlib import Path

from tests.insights.causes.made import annotation, steady_posts
from tests.warehouse.warehouses import load_rows, run_jobs
from warehouse.connection import open_warehouse

DAYS, CHANGED = 60, 54

METRIC = """
title = "Share of videos"
meaning = "The share of posts that are videos."
version = 1
owner = "tests"
kind = "ratio"
unit = "share"
direction = "neither"
dimensions = ["market", "language"]
population = "All posts."
caveats = ["It is invented."]
sql = "SELECT p.day, p.creator_id, p.market, p.language, CASE WHEN p.kind = 'video' THEN 1 ELSE 0 END AS numerator, \
1 AS denominator FROM posts AS p WHERE p.day BETWEEN :first_day AND :last_day"
"""


def write_warehouse(folder: Path) -> tuple[Path, Path]:
    """The data folder and a folder with a metric of videos."""
    data, metrics = folder / "data", folder / "metrics"
    data.mkdir()
    metrics.mkdir()
    (metrics / "video_share.toml").write_text(METRIC, encoding="utf-8")
    notes = [annotation(CHANGED, "policy", "videos allowed", "US")]
    with open_warehouse(f"sqlite:///{data / 'warehouse.db'}") as warehouse:
        load_rows(warehouse, {"posts": steady_posts(DAYS, CHANGED, 0.7), "annotations": notes})
        run_jobs(warehouse)
    return data, metrics
