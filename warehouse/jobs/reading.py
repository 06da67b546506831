"""Reads what the daily jobs computed, as of a day: features, edges, decisions. Nothing later is read."""

from typing import Any

from numpy.typing import NDArray

from warehouse.engines.base import Engine, Parameters
from warehouse.errors import TableUnknown
from warehouse.tables.results import DECISION_STATES

Found = dict[str, NDArray[Any]]
EDGES = {  # the table of a relation, its ends, and what is summed up
    "device": ("device_edges", ("creator_id", "device"), ("events",)),
    "payout": ("payout_edges", ("creator_id", "payout"), ("events",)),
    "product": ("product_edges", ("creator_id", "product_id"), ("posts", "live_sessions", "orders")),
    "like": ("like_edges", ("actor", "post_id", "creator_id"), ("likes", "follows")),
}


def computed_day(engine: Engine, up_to: int | None = None) -> int | None:
    """The last day that the jobs computed, or the last one up to a day."""
    where, parameters = ("", {}) if up_to is None else (" WHERE day <= :day", {"day": up_to})
    ((day,),) = engine.rows(f"SELECT MAX(day) FROM job_days{where}", parameters)
    return None if day is None else int(day)


def features(engine: Engine, day: int, window_days: int = 28, creator: str | None = None) -> Found:
    """The rows of `creator_features` of a day, which must have been computed; of one creator or of all. A creator
    without any event in the window has no row."""
    sql = "SELECT * FROM creator_features WHERE day = :day AND window_days = :window_days"
    parameters: Parameters = {"day": day, "window_days": window_days}
    if creator is not None:
        return engine.columns(f"{sql} AND creator_id = :creator", {**parameters, "creator": creator})
    return engine.columns(f"{sql} ORDER BY creator_id", parameters)


def edges(engine: Engine, relation: str, day: int, days: int | None = None) -> Found:
    """The edges of a relation up to a day: both ends, market, first and last time, and how often. With `days`, those
    of as many days that end with it. Raises TableUnknown."""
    if relation not in EDGES:
        raise TableUnknown(f"there is no relation {relation}: the relations are {', '.join(EDGES)}")
    table, ends, counts = EDGES[relation]
    ends_text = ", ".join(ends)
    sums = ", ".join(f"CAST(SUM({name}) AS BIGINT) AS {name}" for name in counts)
    sql = (
        f"SELECT {ends_text}, MAX(market) AS market, MIN(first_at) AS first_at, MAX(last_at) AS last_at, {sums} "
        f"FROM {table} WHERE day <= :day AND day > :after GROUP BY {ends_text} ORDER BY {ends_text}"
    )
    return engine.columns(sql, {"day": day, "after": -1 if days is None else day - days})


def decision_history(engine: Engine, day: int, creator: str | None = None) -> Found:
    """Each decision as it stood at the end of a day, of one creator or of all, in the order of time. `day` in the
    result is the day on which it last changed."""
    names = ", ".join(DECISION_STATES.names)
    where = "day <= :day" + ("" if creator is None else " AND creator_id = :creator")
    latest = (
        f"SELECT {names}, ROW_NUMBER() OVER (PARTITION BY decision_id ORDER BY day DESC) AS place "
        f"FROM decision_states WHERE {where}"
    )
    sql = f"SELECT {names} FROM ({latest}) AS latest WHERE place = 1 ORDER BY at, decision_id"
    return engine.columns(sql, {"day": day} if creator is None else {"day": day, "creator": creator})
