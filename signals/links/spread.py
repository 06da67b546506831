"""Where the stored groups may appear next, and how often such creators did join the groups of an earlier search."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from signals.links.agreement import origin
from signals.links.edges import Relation
from signals.links.group import LinkGroup
from signals.links.moves import (
    HORIZON_DAYS,
    Backtest,
    MoveModel,
    WatchedMove,
    backtest,
    fit_moves,
    shared_counts,
    watch_list,
)
from signals.links.stored import IDENTIFIER
from signals.links.warehouse_edges import read_markets, read_relations
from warehouse.engines.base import Engine

SHARED = ("hardware", "money", "content")
NO_SEARCH = "no search for links has ended by this day: run clausewise links find"
NO_EARLIER = f"not measured: no search ended {HORIZON_DAYS} days or more before: run clausewise links find --as-of"


@dataclass(frozen=True)
class Spread:
    """`searched_on`: the day of the search; None if there was none, as `backtest.reason` says. `has_probabilities`:
    whether enough earlier moves are known; else the list is in the order of how much is shared."""

    searched_on: int | None
    moves: tuple[WatchedMove, ...]
    backtest: Backtest
    has_probabilities: bool = False


def find_spread(engine: Engine, day: int) -> Spread:
    """Of the groups of the newest search up to the day. The backtest takes the groups of a search HORIZON_DAYS or more
    before, lists creators by what was known then and by how much they share, and looks who is in the groups now."""
    now = _search_day(engine, day)
    if now is None:
        return Spread(None, (), Backtest(reason=NO_SEARCH))
    relations = [relation for relation in read_relations(engine, now) if origin(relation.name) in SHARED]
    market_of, groups = read_markets(engine, now), _groups(engine, now)
    earlier = _search_day(engine, now - HORIZON_DAYS)
    model, judged = None, Backtest(reason=NO_EARLIER)
    if earlier is not None:
        model, judged = _looking_back(_groups(engine, earlier), groups, relations, market_of, earlier)
    moves = [move for group in groups for move in watch_list(group, relations, market_of, model, now)]
    return Spread(now, tuple(sorted(moves, key=WatchedMove.order)), judged, model is not None)


def _looking_back(
    earlier: Sequence[LinkGroup],
    groups: Sequence[LinkGroup],
    relations: Sequence[Relation],
    market_of: dict[Any, str],
    day: int,
) -> tuple[MoveModel | None, Backtest]:
    """What the moves since the day teach, and how well the order by sharing alone foretold them."""
    listed, moved, counts, labels = list[WatchedMove](), set[tuple[str, Any]](), [], list[int]()
    for group in earlier:
        joined = _joined(group, groups)
        creators, shared = shared_counts(group, relations, market_of, day)
        listed += watch_list(group, relations, market_of, None, day)
        moved |= {
            (group.group_id, creator) for creator in joined if market_of.get(creator) not in _home(group, market_of)
        }
        counts.append(shared)
        labels += [int(creator in joined) for creator in creators]
    names = [relation.name for relation in relations]
    rows = np.concatenate(counts) if counts else np.zeros((0, len(names)))
    return fit_moves(names, rows, np.array(labels, np.int64)), backtest(listed, moved, len(earlier) * len(market_of))


def _joined(group: LinkGroup, groups: Sequence[LinkGroup]) -> set[Any]:
    """Who is now in a group with half of the earlier members, and was not in it."""
    members = set(group.members)
    later = (set(one.members) for one in groups if 2 * len(members & set(one.members)) >= len(members))
    return set[Any]().union(*later) - members


def _home(group: LinkGroup, market_of: dict[Any, str]) -> set[str | None]:
    return {market_of.get(member) for member in group.members}


def _search_day(engine: Engine, day: int) -> int | None:
    ((found,),) = engine.rows("SELECT MAX(day) FROM link_days WHERE day <= :day", {"day": day})
    return None if found is None else int(found)


def _groups(engine: Engine, day: int) -> list[LinkGroup]:
    """Those that no innocent explanation covers, without those that only share an identifier."""
    rows = engine.rows(
        "SELECT m.group_id, m.creator_id, g.relations FROM link_members m "
        "JOIN link_groups g ON g.day = m.day AND g.group_id = m.group_id "
        "WHERE m.day = :day AND g.explained = 0 AND g.support <> :identifier ORDER BY m.group_id, m.creator_id",
        {"day": day, "identifier": IDENTIFIER},
    )
    members: dict[str, list[str]] = {}
    names: dict[str, tuple[str, ...]] = {}
    for group_id, creator, relations in rows:
        members.setdefault(group_id, []).append(creator)
        names[group_id] = tuple(relations.split(","))
    return [LinkGroup(group_id, names[group_id], tuple(found), ()) for group_id, found in members.items()]
