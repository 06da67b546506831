"""Creators that belong together: the components of the groups that the search for links has found."""

from collections.abc import Sequence

import numpy as np

from domain.errors import InputError
from signals.links.stored import VALID_DAYS
from warehouse.engines.base import Engine


def link_components(engine: Engine, creators: Sequence[str], day: int) -> dict[str, str]:
    """Maps each creator to its component, named by its first member in the order of texts. Groups of the newest search
    up to this day. Raises InputError if there was none in the last VALID_DAYS days."""
    ((newest,),) = engine.rows(
        "SELECT MAX(day) FROM link_days WHERE day <= :day AND day > :after", {"day": day, "after": day - VALID_DAYS}
    )
    if newest is None:
        raise InputError(f"no search for links in the {VALID_DAYS} days before: run clausewise links find")
    found = engine.columns(
        "SELECT group_id, creator_id FROM link_members WHERE day = :day ORDER BY group_id, creator_id",
        {"day": int(newest)},
    )
    return components(creators, found["creator_id"].tolist(), found["group_id"].tolist())


def components(creators: Sequence[str], members: Sequence[str], groups: Sequence[str]) -> dict[str, str]:
    """`members` and `groups` are pairs: a creator belongs to a group. Creators without a group stand alone."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    names = sorted({*creators, *members})
    place = {name: i for i, name in enumerate(names)}
    group_place = {name: len(names) + i for i, name in enumerate(sorted({*groups}))}
    rows = np.array([place[name] for name in members], np.int64)
    columns = np.array([group_place[name] for name in groups], np.int64)
    size = len(names) + len(group_place)
    graph = coo_matrix((np.ones(len(rows)), (rows, columns)), (size, size))
    labels = connected_components(graph, directed=False)[1][: len(names)]
    first: dict[int, str] = {}
    for name, label in zip(names, labels.tolist(), strict=True):
        first.setdefault(label, name)
    return {name: first[int(labels[place[name]])] for name in creators}
