"""A daily job: its SQL, the table that it writes, and the tables and days that it reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from warehouse.tables.results import RESULT_TABLES
from warehouse.tables.table import Table

FOLDER = Path(__file__).parent / "sql"
ALL_DAYS = None
ACTIVITY_TABLES = (
    *("live_sessions", "orders", "refunds", "complaints", "views_sample", "reactions", "decisions", "copies"),
)


@dataclass(frozen=True)
class Job:
    """`reads` maps each table to the days before the day of which rows count, or ALL_DAYS. The results of other jobs
    count as the tables from which they come."""

    name: str
    reads: Mapping[str, int | None]

    @property
    def table(self) -> Table:
        return RESULT_TABLES[self.name]

    @cached_property
    def sql(self) -> str:
        """Selects the columns of the table in their order, for the parameter `:day`."""
        return (FOLDER / f"{self.name}.sql").read_text(encoding="utf-8")


def _days(number: int, *tables: str) -> dict[str, int | None]:
    return dict.fromkeys(tables, number)


# Copies are counted by the creators of both posts, so that posts of all days count.
OF_CREATORS: Mapping[str, int | None] = {"creators": ALL_DAYS}
OF_POSTS: Mapping[str, int | None] = {"creators": ALL_DAYS, "posts": ALL_DAYS}
DECISIONS: Mapping[str, int | None] = {"decisions": ALL_DAYS, "reviews": ALL_DAYS, "appeals": ALL_DAYS}
JOBS = (
    Job("creator_day", {**OF_POSTS, **_days(0, *ACTIVITY_TABLES)}),
    Job("creator_features", {**OF_POSTS, **_days(27, *ACTIVITY_TABLES)}),
    Job("device_edges", {**OF_CREATORS, **_days(0, "devices")}),
    Job("payout_edges", {**OF_CREATORS, **_days(0, "payouts")}),
    Job("product_edges", {**OF_CREATORS, **_days(0, "posts", "live_sessions", "orders")}),
    Job("like_edges", {**OF_CREATORS, **_days(0, "reactions")}),
    Job("decision_states", DECISIONS),
    Job("creator_record", DECISIONS),
)
