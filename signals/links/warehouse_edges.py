"""The relations between creators in the warehouse, as of a day."""

from typing import Any

import numpy as np

from signals.links.edges import Relation
from signals.links.explanations import Surroundings
from warehouse.engines.base import Engine

WINDOW_DAYS = 90
QUERIES = {
    "likes": """
        SELECT e.actor AS source, e.post_id AS target, e.at AS touched_at, c.market AS market
        FROM reactions AS e LEFT JOIN creators AS c ON c.creator_id = e.actor
        WHERE e.kind = 'like' AND e.day > :after AND e.day <= :day""",
    "devices": """
        SELECT e.creator_id AS source, e.device AS target, e.at AS touched_at, c.market AS market
        FROM devices AS e LEFT JOIN creators AS c ON c.creator_id = e.creator_id
        WHERE e.day > :after AND e.day <= :day""",
    "payouts": """
        SELECT e.creator_id AS source, e.payout AS target, e.at AS touched_at, c.market AS market
        FROM payouts AS e LEFT JOIN creators AS c ON c.creator_id = e.creator_id
        WHERE e.day > :after AND e.day <= :day""",
    "products": """
        SELECT e.creator_id AS source, e.product_id AS target, e.at AS touched_at, e.market AS market
        FROM posts AS e WHERE e.product_id IS NOT NULL AND e.day > :after AND e.day <= :day""",
    "copies": """
        SELECT p.creator_id AS source, e.of_post_id AS target, e.at AS touched_at, p.market AS market
        FROM copies AS e JOIN posts AS p ON p.post_id = e.post_id
        WHERE e.day > :after AND e.day <= :day""",
}
AGENCIES = "SELECT creator_id, agency_id FROM creators WHERE agency_id IS NOT NULL AND day <= :day"
MARKETS = "SELECT creator_id, market FROM creators WHERE day <= :day"


def read_relations(engine: Engine, day: int, *, window_days: int = WINDOW_DAYS) -> tuple[Relation, ...]:
    """Events of the `window_days` days that end with `day`; a relation without an event is empty."""
    return tuple(_relation(engine, name, day, window_days) for name in QUERIES)


def read_surroundings(engine: Engine, day: int, content: Relation | None) -> Surroundings:
    """Agencies and markets as of the day, beside the content that the household check compares."""
    return Surroundings(_pairs(engine, AGENCIES, day), content=content, market_of=read_markets(engine, day))


def read_markets(engine: Engine, day: int) -> dict[Any, str]:
    """The market of each creator known by the day."""
    return _pairs(engine, MARKETS, day)


def _relation(engine: Engine, name: str, day: int, window_days: int) -> Relation:
    columns = engine.columns(QUERIES[name], {"day": day, "after": day - window_days})
    market = np.array(["" if value is None else value for value in columns["market"].tolist()], dtype=object)
    return Relation.of(name, columns["source"], columns["target"], columns["touched_at"], market)


def _pairs(engine: Engine, sql: str, day: int) -> dict[Any, str]:
    return {str(creator): str(value) for creator, value in engine.rows(sql, {"day": day})}
