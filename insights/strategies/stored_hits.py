"""The stored hits of strategies: how many, of whom, and what was done."""

from domain.base import FrozenModel
from domain.days import date_of
from insights.strategies.daily_run import require_hits_table
from warehouse.engines.base import Engine

EXAMPLES = 5


class HitCount(FrozenModel):
    """The hits of one version with one action. `examples`: creators, or posts, of the newest hits."""

    strategy: str
    version: int
    action: str
    hits: int
    creators: int
    first_day: str
    last_day: str
    examples: tuple[str, ...]


class HitsReport(FrozenModel):
    first_day: str
    last_day: str
    counts: tuple[HitCount, ...]


def stored_hits(engine: Engine, first_day: int, last_day: int, strategy: str | None = None) -> HitsReport:
    """Of the days from `first_day` to `last_day`. Raises WarehouseMissing without the table."""
    require_hits_table(engine)
    where = "day BETWEEN :first AND :last" + ("" if strategy is None else " AND strategy = :strategy")
    named: dict[str, int | float | str] = {"first": first_day, "last": last_day}
    if strategy is not None:
        named["strategy"] = strategy
    rows = engine.rows(
        "SELECT strategy, version, action, COUNT(*), COUNT(DISTINCT creator_id), MIN(day), MAX(day) "
        f"FROM strategy_hits WHERE {where} GROUP BY strategy, version, action ORDER BY strategy, version, action",
        named,
    )
    counts = tuple(
        HitCount(
            strategy=str(name),
            version=int(version),
            action=str(action),
            hits=int(hits),
            creators=int(creators),
            first_day=str(date_of(int(first))),
            last_day=str(date_of(int(last))),
            examples=_examples(engine, str(name), int(version), str(action), int(last)),
        )
        for name, version, action, hits, creators, first, last in rows
    )
    return HitsReport(first_day=str(date_of(first_day)), last_day=str(date_of(last_day)), counts=counts)


def _examples(engine: Engine, name: str, version: int, action: str, day: int) -> tuple[str, ...]:
    rows = engine.rows(
        "SELECT COALESCE(post_id, creator_id), hit_id FROM strategy_hits WHERE strategy = :name "
        "AND version = :version AND action = :action AND day = :day ORDER BY hit_id",
        {"name": name, "version": version, "action": action, "day": day},
    )
    return tuple(str(subject) for subject, _ in rows[:EXAMPLES])
